-- SPDX-License-Identifier: BSD-2-Clause
-- Layers that change replies, and what the cache has, in consume.
local t = ...

local server = t.serve {
	['a.test. A'] = { '192.0.2.1' },
	['a.test. AAAA'] = { '2001:db8::1' },
	['b.test. A'] = { '192.0.2.2' },
	['alias.test. A'] = { 'CNAME a.test.' },
	['near.test. A'] = function(pkt)
		pkt:put(todname('near.test'), 300, 1, kres.type.CNAME, todname('a.test'))
		pkt:put(todname('a.test'), 300, 1, kres.type.A, '\192\0\2\1')
	end,
}

local ANSWER = kres.section.ANSWER
local count = 0

-- Load a module of a test, given by its layer; it goes when f returns.
local function with_layer(order, layer, f)
	count = count + 1
	local name = 'changer' .. count
	local file = io.open(name .. '.lua', 'w')
	_G['layer_' .. name] = layer
	file:write(('return { layer = _G["layer_%s"] }'):format(name))
	file:close()
	moduledir('.')
	modules.load(name .. order)
	local good, message = pcall(f)
	modules.unload(name)
	cache.clear()
	if not good then
		error(message, 0)
	end
end

-- Leave only the records of the answer that f wants, as it gives them.
local function rewrite(pkt, f)
	local records = pkt:section(ANSWER)
	pkt:recycle()
	for _, rr in ipairs(records) do
		local kept = f(rr)
		if kept then
			assert(pkt:put(kept.owner, kept.ttl, kept.class, kept.type, kept.rdata))
		end
	end
end

-- One more address at the end of the answer.
local function add_address(pkt)
	rewrite(pkt, function(rr) return rr end)
	t.ok(pkt:put(pkt:qname(), 300, 1, kres.type.A, '\192\0\2\9'))
end

local function data(pkt)
	local list = {}
	for _, rr in ipairs(pkt:section(ANSWER)) do
		table.insert(list, kres.rr2str(rr):match('%S+$'))
	end
	return list
end

-- The answer from servers, then once more: what is known now.
local function twice(name, rtype, expected, rcode)
	for _ = 1, 2 do
		local answer = t.resolve(name, rtype)
		t.equal({ answer:rcode(), data(answer) }, { rcode or kres.rcode.NOERROR, expected })
	end
end

-- With everything in the cache as servers say it.
local function known(...)
	for _, name in ipairs { ... } do
		t.resolve(name)
	end
	return #server.asked
end

t.test('each reply is the one that came', function()
	local seen = {}
	with_layer('', { consume = function(_, req, pkt)
		table.insert(seen, kres.dname2str(pkt:qname()):lower() .. ' ' .. kres.dname2str(req:current():name()))
	end }, function()
		t.resolve('alias.test')
	end)
	t.equal(seen, { 'alias.test. alias.test.', 'a.test. a.test.' })
end)

t.test('records are taken out', function()
	with_layer(' < iterate', { consume = function(_, _, pkt)
		rewrite(pkt, function(rr) return rr.type ~= kres.type.AAAA and rr end)
	end }, function()
		twice('a.test', 'AAAA', {})
		twice('a.test', 'A', { '192.0.2.1' })
	end)
	t.equal(data(t.resolve('a.test', 'AAAA')), { '2001:db8::1' })
end)

local function redirect(_, _, pkt)
	rewrite(pkt, function(rr)
		if rr.type == kres.type.CNAME then
			rr.rdata = todname('b.test')
		end
		return rr
	end)
end

t.test('an alias leads elsewhere', function()
	with_layer(' < iterate', { consume = redirect }, function()
		twice('alias.test', 'A', { 'b.test.', '192.0.2.2' })
	end)
	known('alias.test')
	with_layer(' < iterate', { consume = redirect }, function()
		twice('alias.test', 'A', { 'b.test.', '192.0.2.2' })
	end)
end)

t.test('a record is added, and the code is another one', function()
	local function add(_, _, pkt)
		t.ok(pkt:rcode() == kres.rcode.NOERROR)
		if pkt:ancount() == 1 then
			add_address(pkt)
		end
	end
	local function none(_, _, pkt)
		pkt:recycle()
		pkt:rcode(kres.rcode.NXDOMAIN)
	end
	with_layer(' < iterate', { consume = add }, function()
		twice('a.test', 'A', { '192.0.2.1', '192.0.2.9' })
	end)
	with_layer(' < iterate', { consume = none }, function()
		twice('a.test', 'A', {}, kres.rcode.NXDOMAIN)
	end)
	known('a.test')
	with_layer(' < iterate', { consume = add }, function() twice('a.test', 'A', { '192.0.2.1', '192.0.2.9' }) end)
	known('a.test')
	with_layer(' < iterate', { consume = none }, function() twice('a.test', 'A', {}, kres.rcode.NXDOMAIN) end)
end)

t.test('records of a known target that are taken out are not asked for', function()
	local asked = known('near.test', 'a.test')
	with_layer(' < iterate', { consume = function(_, _, pkt)
		rewrite(pkt, function(rr) return rr.type == kres.type.CNAME and rr end)
	end }, function()
		twice('near.test', 'A', { 'a.test.' })
		t.equal(#server.asked, asked)
	end)
end)

t.test('a layer that always finds another alias does not go on for ever', function()
	known('a.test')
	local last = 0
	with_layer(' < iterate', { consume = function(_, _, pkt)
		last = last + 1
		kres.context().cache:insert((function()
			local rr = kres.rrset(todname(('x%d.test'):format(last)), kres.type.A, kres.class.IN, 60)
			rr:add_rdata('\192\0\2\7')
			return rr
		end)(), nil, kres.rank.INSECURE)
		local name = pkt:qname()
		pkt:recycle()
		pkt:put(name, 60, 1, kres.type.CNAME, todname(('x%d.test'):format(last)))
	end }, function()
		t.equal(t.resolve('a.test'):rcode(), kres.rcode.SERVFAIL)
	end)
	t.ok(last > 1 and last < 50)
end)

t.test('what comes behind iterate changes what is behind it alone', function()
	local seen
	with_layer(' > iterate', { consume = function(_, _, pkt)
		rewrite(pkt, function() return nil end)
	end }, function()
		with_layer('', { consume = function(_, _, pkt) seen = pkt:ancount() end }, function()
			for _ = 1, 2 do
				seen = nil
				t.equal(data(t.resolve('a.test')), { '192.0.2.1' })
				t.equal(seen, 0)
			end
		end)
	end)
end)

t.test('what is no message fails its request, is counted and logged', function()
	local function broken(change, why)
		known('b.test')
		t.logged('system')
		local errors, asked = worker.stats().lua_errors, #server.asked
		with_layer(' < iterate', { consume = function(_, req, pkt)
			if req:current():name() == todname('a.test') then
				change(pkt)
			end
		end }, function()
			t.equal(t.resolve('a.test', 'A'):rcode(), kres.rcode.SERVFAIL)
			t.equal({ worker.stats().lua_errors, #server.asked }, { errors + 1, asked + 1 })
			t.ok(table.concat(t.logged('system')):find(why, 1, true), why)
			t.equal(data(t.resolve('b.test')), { '192.0.2.2' })
		end)
	end
	broken(function(pkt) pkt:ancount(7) end, "': broken record")
	broken(function(pkt) pkt:qr(false) end, "': it is no reply")
	broken(function(pkt) pkt:question(todname('b.test'), 1, 1) end, "': it has another question")
	broken(function(pkt) pkt:qdcount(2) end, 'error: packet changed by module')
end)

t.test('what is no answer of the cache fails its request as well', function()
	known('a.test')
	local errors = worker.stats().lua_errors
	with_layer(' < iterate', { consume = function(_, _, pkt) pkt:ancount(7) end }, function()
		t.equal(t.resolve('a.test'):rcode(), kres.rcode.SERVFAIL)
	end)
	t.equal(worker.stats().lua_errors, errors + 1)
end)

t.test('a packet is there while its function runs', function()
	local kept
	with_layer('', { consume = function(_, _, pkt) kept = pkt end }, function()
		t.resolve('a.test', 'A', nil, nil)
		kept = nil
		local _, req = t.resolve('b.test')
		t.ok(kept)
		t.raises('has returned', kept.rcode, kept)
		t.raises('has returned', kept.put, kept, '\0', 1, 1, 1, '\1\2\3\4')
		t.ok(req.uid)
	end)
	with_layer('', { checkout = function(_, _, pkt)
		t.raises('this packet cannot be changed', pkt.rcode, pkt, 5)
		kept = pkt:qname()
	end }, function()
		t.resolve('a.test')
		t.equal(kept:lower(), todname('a.test'))
	end)
end)

t.test('a changed packet has a bound', function()
	local puts, wrong = 0, nil
	with_layer(' < iterate', { consume = function(_, _, pkt)
		local good = true
		rewrite(pkt, function(rr) return rr end)
		while good do
			good, wrong = pkt:put(pkt:qname(), 300, 1, kres.type.TXT, ('\250' .. ('x'):rep(250)):rep(8))
			puts = puts + 1
		end
	end }, function()
		t.equal(data(t.resolve('a.test')), { '192.0.2.1' })
	end)
	t.ok(puts > 10 and puts < 40)
	t.equal(wrong, 'not enough space provided')
end)

t.test('what was changed is kept while a layer waits', function()
	local seen = {}
	local function wait(state, req, pkt)
		if req:current():name() ~= todname('a.test') then
			return state
		end
		table.insert(seen, { state, pkt:ancount() })
		if state ~= kres.YIELD then
			add_address(pkt)
			req:push(todname('b.test'), kres.type.A, kres.class.IN)
			return kres.YIELD
		end
		return kres.CONSUME
	end
	with_layer(' < iterate', { consume = wait }, function()
		t.equal(data(t.resolve('a.test')), { '192.0.2.1', '192.0.2.9' })
	end)
	known('a.test')
	with_layer(' < iterate', { consume = wait }, function()
		t.equal(data(t.resolve('a.test')), { '192.0.2.1', '192.0.2.9' })
	end)
	t.equal(seen, { { 1, 1 }, { 16, 2 }, { 1, 1 }, { 16, 2 } })
end)
