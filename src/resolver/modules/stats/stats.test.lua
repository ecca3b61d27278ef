-- SPDX-License-Identifier: BSD-2-Clause
-- What clients were answered, what goes to servers, and how long they took.
local t = ...

local server = t.serve({
	['www.example. A'] = { '192.0.2.1' },
	['www.example. MX'] = function(reply) reply:aa(true) end, -- no data
	['refused.example. A'] = function(reply) reply:rcode(kres.rcode.REFUSED) end,
	['slow.example. A'] = function() return false end,
}, { addresses = { '127.0.0.1', '127.0.0.2' } })

local BUCKETS = { '1ms', '10ms', '50ms', '100ms', '250ms', '500ms', '1000ms', '1500ms', 'slow' }

-- What changed while f ran: by the names of metrics, without 'answer.'; times are one number.
local function counted(f)
	local before = stats.list()
	f()
	local after, out = stats.list(), { timed = 0 }
	for key, value in pairs(after) do
		local grown = value - (before[key] or 0)
		local name = key:gsub('^answer%.', '')
		if grown ~= 0 and name ~= 'sum_ms' then
			out[name] = grown
		end
	end
	for _, bucket in ipairs(BUCKETS) do
		out.timed, out[bucket] = out.timed + (out[bucket] or 0), nil
	end
	return out
end

-- A test: it begins with a module that has counted nothing.
local function test(name, f)
	t.test(name, function()
		cache.clear()
		t.with('stats', f)
	end)
end

test('all metrics are there from the start', function()
	local names = {}
	for key, value in pairs(stats.list()) do
		if not key:find('^iterator') and key ~= 'request.internal' and key ~= 'request.total' then
			t.equal(value, 0, key)
		end
		table.insert(names, key)
	end
	table.sort(names)
	t.equal(table.concat(names, ' '), 'answer.1000ms answer.100ms answer.10ms answer.1500ms answer.1ms answer.250ms answer.500ms '
		.. 'answer.50ms answer.aa answer.ad answer.cached answer.cd answer.do answer.edns0 answer.nodata answer.noerror '
		.. 'answer.nxdomain answer.ra answer.rd answer.servfail answer.slow answer.stale answer.sum_ms answer.tc '
		.. 'answer.total iterator.tcp iterator.udp query.concurrent query.dnssec query.edns request.doh request.dot '
		.. 'request.dot4 request.dot6 request.internal request.tcp request.tcp4 request.tcp6 request.total request.udp '
		.. 'request.udp4 request.udp6 request.xdp')
end)

test('answers are counted by what is in them', function()
	local udp = { total = 1, rd = 1, ra = 1, timed = 1, ['request.total'] = 1, ['request.udp'] = 1, ['request.udp4'] = 1 }
	local function check(more, ask)
		for key, value in pairs(udp) do
			more[key] = more[key] or value
		end
		t.equal(counted(ask), more)
	end
	check({ noerror = 1, ['iterator.udp'] = 1 }, function() t.ask('www.example') end)
	check({ noerror = 1, cached = 1 }, function() t.ask('www.example') end)
	check({ nodata = 1, ['iterator.udp'] = 1 }, function() t.ask('www.example', 'MX') end)
	check({ nxdomain = 1, ['iterator.udp'] = 1 }, function() t.ask('nobody.example') end)
	check({ noerror = 1, cached = 1, edns0 = 1, ['query.edns'] = 1 }, function() t.ask('www.example', 'A', { edns = true }) end)
	check({ noerror = 1, cached = 1, edns0 = 1, ['query.edns'] = 1, ['do'] = 1, ['query.dnssec'] = 1 },
		function() t.ask('www.example', 'A', { dnssec = true }) end)
	check({ noerror = 1, cached = 1, cd = 1 }, function() t.ask('www.example', 'A', { cd = true }) end)
	local failed = counted(function() t.ask('refused.example') end)
	t.equal({ failed.servfail, failed.total, failed.noerror, failed.timed }, { 1, 1, nil, 1 })
end)

test('refused ones are in no class but the total', function()
	local refused = counted(function() t.ask('www.example', 'A', { rd = false }) end)
	t.equal({ refused.total, refused.noerror, refused.nodata, refused.servfail, refused.rd }, { 1 })
end)

test('streams are counted apart', function()
	local tcp = counted(function() t.ask('www.example', 'A', { tcp = true }) end)
	t.equal({ tcp.total, tcp['request.tcp'], tcp['request.tcp4'], tcp['request.udp'], tcp['request.total'] }, { 1, 1, 1, nil, 1 })
end)

test('questions of our own are requests, and no answers', function()
	local own = counted(function()
		t.resolve('www.example')
		t.resolve('www.example')
		t.wait(1) -- till then it is under way
	end)
	t.equal(own, { ['request.total'] = 2, ['request.internal'] = 2, ['iterator.udp'] = 1, timed = 0 })
end)

test('what was counted is got and set by name', function()
	t.ask('www.example')
	t.equal({ stats.get('answer.total'), stats['answer.total'], stats.get('nothing'), stats['nothing'] }, { 1, 1 })
	stats['answer.total'] = 70
	t.ask('www.example')
	t.equal(stats['answer.total'], 71)
	stats.set('own.metric', 2.5)
	stats.set('own.other 7')
	stats['own.third'] = 3
	t.equal(stats.list('own.'), { ['own.metric'] = 2.5, ['own.other'] = 7, ['own.third'] = 3 })
	stats['own.metric'] = 1
	t.equal(stats.list('own.m'), { ['own.metric'] = 1 })
	t.equal(stats.list('nothing'), {})
	t.equal(stats.list('answer.tot'), { ['answer.total'] = 71 })
	for _, wrong in ipairs { 'own', 'own x', ' 7' } do
		t.raises("expected 'set(string key, number value)'", stats.set, wrong)
	end
	t.raises("expected 'set(string key, number value)'", stats.set)
	for _, key in ipairs { 'answer.sum_ms', 'iterator.udp', 'query.concurrent', 'request.total' } do
		t.raises(("'%s' cannot be set"):format(key), function() stats[key] = 1 end)
	end
end)

test('times are a sum, too', function()
	server.silent = true
	t.finally(function()
		event.after(30, function() server.silent = false end) -- what was sent till then is sent again
		t.ask('www.example')
	end, function() server.silent = false end)
	t.ok(stats['answer.sum_ms'] >= 30)
	t.equal(stats['answer.1ms'] + stats['answer.10ms'], 0)
end)

test('servers are listed with their round trips, the newest first', function()
	t.equal(stats.upstreams(), {})
	for i = 1, 3 do
		t.ask(('name%d.example'):format(i))
	end
	local trips = stats.upstreams()['127.0.0.1']
	t.equal(#trips, 3)
	for _, ms in ipairs(trips) do
		t.ok(ms >= 0 and ms < 1000)
	end
	hints.root { ['ns.test.'] = '127.0.0.2' }
	t.finally(function()
		cache.clear()
		t.ask('www.example')
		t.equal({ #stats.upstreams()['127.0.0.1'], #stats.upstreams()['127.0.0.2'] }, { 3, 1 })
	end, function() hints.root { ['ns.test.'] = '127.0.0.1' } end)
	for i = 1, 520 do
		t.resolve(('many%d.example'):format(i))
	end
	trips = stats.upstreams()
	t.equal({ #(trips['127.0.0.1'] or {}) + #(trips['127.0.0.2'] or {}) }, { 512 }, 'so many are kept')
end)

test('questions to servers are counted, one in ten of them', function()
	t.equal(stats.frequent(), {})
	for _ = 1, 300 do
		t.resolve('www.example', 'A', 'NO_CACHE')
	end
	local list = stats.frequent()
	t.equal({ #list, list[1].name, list[1].type }, { 1, 'www.example.', 'A' })
	t.ok(list[1].count > 5 and list[1].count < 80, list[1].count)
	for _ = 1, 60 do
		t.resolve('nobody.example', 'MX', 'NO_CACHE')
	end
	list = stats.frequent()
	if list[2] then
		t.equal({ list[2].name, list[2].type }, { 'nobody.example.', 'MX' })
		t.ok(list[1].count >= list[2].count, 'the most frequent first')
	end
	for _ = 1, 100 do
		t.resolve('www.example')
	end
	t.ok(stats.frequent()[1].count - list[1].count <= 1, 'what is cached is no question to servers')
	stats.clear_frequent()
	t.equal(stats.frequent(), {})
end)

t.test('what was counted goes with the module', function()
	modules.load('stats')
	t.ask('www.example')
	stats['own'] = 1
	modules.unload('stats')
	t.equal(stats, nil)
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	modules.load('stats')
	t.equal({ stats['answer.total'], stats['own'] }, { 0 })
	t.raises("module 'stats' takes no configuration", function() modules = { stats = {} } end)
end)
