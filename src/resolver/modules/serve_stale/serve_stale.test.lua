-- SPDX-License-Identifier: BSD-2-Clause
-- What has expired, while servers cannot be reached (RFC 8767).
local t = ...

local EDE, STALE = 15, '\0\3'
local server = t.serve { ['www.example. A'] = { '192.0.2.1' }, ['www.example. TXT'] = { '"x"' } }
local WAIT = 20 -- ms

local function refuse(reply)
	reply:rcode(kres.rcode.REFUSED)
end

-- A test: www.example was asked and has expired 100 s ago; servers say no more of it than what broken says.
local function test(name, broken, f)
	t.test(name, function()
		cache.clear()
		modules.load('serve_stale < cache')
		serve_stale.timeout = WAIT
		t.finally(function()
			t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
			t.advance(server.ttl + 100)
			server.zone['www.example. A'] = broken
			f()
		end, function()
			server.zone['www.example. A'] = { '192.0.2.1' }
			if serve_stale then
				modules.unload('serve_stale')
			end
		end)
	end)
end

local function silent() return false end

test('clients that have waited get what has expired', silent, function()
	local answer = t.ask('www.example', 'A', { edns = true })
	t.equal(answer.answer, { 'www.example. 30 A 192.0.2.1' })
	t.equal({ answer.rcode, answer.flags, answer.edns[EDE]:sub(1, 2) }, { 'NOERROR', 'qr rd ra', STALE })
	t.equal(t.ask('www.example', 'A', { tcp = true }).answer, answer.answer)
end)

test('the question goes on, and what comes is used', function() return false end, function()
	t.equal(t.ask('www.example').answer, { 'www.example. 30 A 192.0.2.1' })
	server.zone['www.example. A'] = { '192.0.2.2' }
	t.wait_for(function() return t.ask('www.example').answer[1] == 'www.example. 300 A 192.0.2.2' end)
end)

test('when servers fail nobody waits', refuse, function()
	serve_stale.timeout = 3600 * 1000
	local answer = t.ask('www.example', 'A', { edns = true })
	t.equal({ answer.answer[1], answer.edns[EDE]:sub(1, 2) }, { 'www.example. 30 A 192.0.2.1', STALE })
	t.wait_for(function() return worker.stats().concurrent == 0 end, 'the answer does not wait for the last server')
	server:news()
	for _ = 1, 5 do
		t.equal(t.ask('www.example').answer[1]:match('%S+$'), '192.0.2.1')
	end
	t.equal(server:news(), {}, 'those that failed are left alone for a while')
end)

test('servers that answer go before', { '192.0.2.3' }, function()
	t.equal(t.ask('www.example').answer, { 'www.example. 300 A 192.0.2.3' })
end)

test('what has expired for too long is not used', refuse, function()
	t.equal({ serve_stale.max_age, serve_stale.timeout }, { 86400, WAIT })
	serve_stale.max_age = 50
	t.equal(t.ask('www.example').rcode, 'SERVFAIL')
	serve_stale.max_age = 86400
	t.equal(t.ask('www.example').answer, { 'www.example. 30 A 192.0.2.1' })
	t.advance(86400)
	t.equal(t.ask('www.example').rcode, 'SERVFAIL')
end)

test('it is counted', silent, function()
	t.with('stats', function()
		t.ask('www.example')
		t.equal(stats['answer.stale'], 1)
	end)
end)

test('a function may decide, set by set', refuse, function()
	local seen
	serve_stale.callback = function(ttl, name, rtype, query)
		seen = { ttl, name, rtype, kres.dname2str(query:name()) }
		return 7
	end
	t.equal(type(serve_stale.callback), 'function')
	t.equal(t.ask('www.example').answer, { 'www.example. 7 A 192.0.2.1' })
	t.ok(math.abs(seen[1] + 100) <= 2, seen[1])
	t.equal({ seen[2], seen[3], seen[4] }, { todname('www.example'), kres.type.A, 'www.example.' })
	serve_stale.callback = function() return -1 end
	cache.max_ttl(cache.max_ttl())
	t.equal(t.ask('www.example').rcode, 'SERVFAIL')
	serve_stale.callback = function() error('on purpose') end
	t.equal(t.ask('www.example').rcode, 'SERVFAIL')
	serve_stale.callback = nil
	t.equal({ serve_stale.callback, t.ask('www.example').answer[1] }, { nil, 'www.example. 30 A 192.0.2.1' })
	t.raises('serve_stale.callback must be a function', function() serve_stale.callback = 5 end)
end)

test('questions that are not to be answered from the cache are not', refuse, function()
	t.equal(t.resolve('www.example', 'A', 'NO_CACHE'):rcode(), kres.rcode.SERVFAIL)
end)

test('settings must be right', silent, function()
	local wrong = "expected 'timeout', in milliseconds up to 3600000, or 'max_age', in seconds"
	for _, value in ipairs { 0, -1, 3600001, 'x' } do
		t.raises(wrong, function() serve_stale.timeout = value end)
	end
	t.raises(wrong, function() serve_stale.max_age = -1 end)
	t.raises(wrong, function() serve_stale.other = 1 end)
	t.equal({ serve_stale.timeout, serve_stale.max_age, serve_stale.other }, { WAIT, 86400 })
	serve_stale.timeout = 3 * sec
	t.equal(serve_stale.timeout, 3000)
end)

test('unloaded, it leaves nothing', refuse, function()
	serve_stale.callback = function() return 7 end
	modules.unload('serve_stale')
	t.equal({ serve_stale, t.ask('www.example').rcode }, { nil, 'SERVFAIL' })
	modules.load('serve_stale < cache')
	t.equal({ serve_stale.timeout, serve_stale.max_age, serve_stale.callback }, { 3000, 86400 })
end)
