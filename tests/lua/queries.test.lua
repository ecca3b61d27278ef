-- SPDX-License-Identifier: BSD-2-Clause
-- What queries say of themselves: how they came about, whom they ask, what is known of the zone.
local t = ...

local key = t.key()
local server = t.serve({
	['a.test. A'] = { '192.0.2.1' },
	['b.test. A'] = { 'CNAME c.test.' },
	['c.test. A'] = { 'CNAME a.test.' },
	['silent.test. A'] = { '192.0.2.7' },
}, { keys = { key } })

local function name_of(query)
	return query and kres.dname2str(query:name())
end

t.test('a query tells what led to it', function()
	local seen = {}
	local file = io.open('steps.lua', 'w')
	file:write('return { layer = _G.steps_layer }')
	file:close()
	_G.steps_layer = { consume = function(_, req)
		local query = req:current()
		if query.stype == kres.type.A then
			table.insert(seen, { name_of(query), name_of(query.cname_parent) })
		end
	end }
	moduledir('.')
	t.with('steps', function() t.resolve('b.test') end)
	t.equal(seen, { { 'b.test.' }, { 'c.test.', 'b.test.' }, { 'a.test.', 'c.test.' } })
	cache.clear()
	local _, req = t.resolve('b.test')
	local last = req:resolved()
	local first = last.cname_parent.cname_parent
	t.equal({ name_of(first), first.cname_parent, first.stype, first.done }, { 'b.test.', nil, 1, true })
	t.ok(first ~= last and first == last.cname_parent.cname_parent)
	t.equal(first.zone_cut.name, '\0')
	t.equal(t.resolve('a.test') ~= nil, true)
end)

t.test('times of a query', function()
	local _, req = t.resolve('a.test')
	local query = req:resolved()
	t.ok(query.creation_time_mono > 0)
	t.ok(query.creation_time_mono <= cache.checkpoint().monotime + 60000)
	t.ok(math.abs(query.timestamp.sec - os.time()) <= 1)
end)

t.test('a query knows the server that it asked, and those it could ask', function()
	cache.clear()
	local _, req = t.resolve('a.test')
	local ns = req:resolved().ns
	t.equal(tostring(ns.addr), '127.0.0.1#53')
	t.ok(ns.score >= 0)
	t.equal(type(ns.name), 'string')
	t.raises("'ns.reputation' is not available", function() return ns.reputation end)
	local set = req:resolved().zone_cut.nsset
	t.equal(tostring(set[ns.name][1]), '127.0.0.1#53')
	local _, again = t.resolve('a.test')
	t.equal(again:resolved().ns, nil) -- nobody was asked
end)

t.test('the keys of the cut are those that were validated', function()
	cache.clear()
	local _, req = t.resolve('a.test')
	t.equal(req:resolved().rank, kres.rank.SECURE)
	local cut = req:resolved().zone_cut
	t.equal({ cut.name, cut.key.type, cut.key:rdcount(), cut.key:owner() }, { '\0', kres.type.DNSKEY, 1, '\0' })
	t.equal(cut.trust_anchor:owner(), '\0')
	t.ok(cut.trust_anchor.type == kres.type.DS or cut.trust_anchor.type == kres.type.DNSKEY)
	t.ok(cut.trust_anchor:rdcount() >= 1)
	local rdata = cut.key:rdata(0)
	local _, again = t.resolve('a.test', 'A', 'ALWAYS_CUT')
	t.equal({ again.asks, again:resolved().zone_cut.key:rdata(0) }, { 0, rdata }) -- out of the cache
	t.raises("'zone_cut.parent' is not available", function() return again:resolved().zone_cut.parent end)
	t.raises("there is no 'zone_cut.nothing'", function() return again:resolved().zone_cut.nothing end)
end)

t.test('nothing is a key where nothing is validated', function()
	cache.clear()
	trust_anchors.set_insecure({ '.' })
	t.finally(function()
		local _, req = t.resolve('a.test')
		t.equal({ req:resolved().zone_cut.key, req:resolved().zone_cut.trust_anchor }, {})
	end, function() trust_anchors.set_insecure({}) end)
end)

t.test('what has expired is used as a function of the query says', function()
	cache.clear()
	t.resolve('silent.test')
	t.advance(400)
	server.zone['silent.test. A'] = function() return false end
	local seen
	local file = io.open('stale.lua', 'w')
	file:write('return { layer = _G.stale_layer }')
	file:close()
	_G.stale_layer = { begin = function(_, req)
		local query = req:current()
		t.equal(query.stale_cb, nil)
		query.stale_cb = function(ttl, owner, rtype, q)
			seen = { ttl <= -100, kres.dname2str(owner), rtype, name_of(q) }
			return 7
		end
		t.equal(type(query.stale_cb), 'function')
		t.raises('must be a function', function() query.stale_cb = 5 end)
	end }
	t.with('stale', function()
		local answer = t.resolve('silent.test')
		t.equal(seen, { true, 'silent.test.', kres.type.A, 'silent.test.' })
		t.equal(answer:section(kres.section.ANSWER)[1].ttl, 7)
	end)
	_G.stale_layer = { begin = function(_, req)
		req:current().stale_cb = function() return 7 end
		req:current().stale_cb = nil
	end }
	t.with('stale', function()
		cache.clear()
		t.equal(t.resolve('silent.test', 'A', 'NO_CACHE'):rcode(), kres.rcode.SERVFAIL)
	end)
end)
