-- SPDX-License-Identifier: BSD-2-Clause
-- The root says who its servers are (RFC 9609).
local t = ...

local server = t.serve({
	['. NS'] = { 'a.root.', 'b.root.' },
	['a.root. A'] = { '127.0.0.2' },
	['a.root. AAAA'] = { '::1' },
	['b.root. A'] = { '127.0.0.3', '127.0.0.2' },
	['www.example. A'] = { '192.0.2.1' },
}, { addresses = { '127.0.0.1', '127.0.0.2', '127.0.0.3' } })
net.ipv6 = false
local FOUND = { ['a.root.'] = { '127.0.0.2', '::1' }, ['b.root.'] = { '127.0.0.3', '127.0.0.2' } }

local function has_found()
	return hints.root()['a.root.'] ~= nil
end

-- A test: it begins with the hints of t.serve, and ends without the module.
local function test(name, f)
	t.test(name, function()
		hints.root { ['ns.test.'] = '127.0.0.1' }
		cache.clear()
		server:news()
		t.logged('priming')
		t.finally(f, function()
			if priming then
				modules.unload('priming')
			end
			server.ttl, server.zone['. NS'] = 300, { 'a.root.', 'b.root.' }
		end)
	end)
end

test('what it says takes the place of the hints', function()
	modules.load('priming')
	t.wait_for(has_found)
	t.equal(hints.root(), FOUND)
	t.equal(server:news(), { '. NS', 'a.root. A', 'a.root. AAAA', 'b.root. A', 'b.root. AAAA' })
	cache.clear()
	local from = #server.heard + 1
	t.ask('www.example')
	t.ok(server.heard[from].at ~= '127.0.0.1', 'these are asked from then on')
end)

test('what is cached need not be asked again', function()
	t.resolve('.', 'NS')
	t.resolve('a.root', 'A')
	server:news()
	modules.load('priming')
	t.wait_for(has_found)
	t.equal(hints.root(), FOUND)
	t.equal(server:news(), { 'a.root. AAAA', 'b.root. A', 'b.root. AAAA' })
end)

test('it asks again when that has expired', function()
	server.ttl = 1
	cache.min_ttl(1)
	modules.load('priming')
	t.wait_for(has_found)
	cache.min_ttl(5)
	server.zone['. NS'] = { 'b.root.' }
	t.advance(2) -- what is cached has expired
	t.wait_for(function() return hints.root()['a.root.'] == nil end)
	t.equal(hints.root(), { ['b.root.'] = FOUND['b.root.'] })
end)

test('what fails is told and tried again', function()
	server.zone['. NS'] = function(reply) reply:rcode(kres.rcode.REFUSED) end
	modules.load('priming')
	t.equal(priming.retry_time, 10000)
	priming.retry_time = 20
	t.equal(priming.retry_time, 20)
	local asked = #server.asked
	t.wait_for(function()
		cache.clear() -- also that it failed
		return #server.asked >= asked + 2
	end)
	t.equal(hints.root(), { ['ns.test.'] = { '127.0.0.1' } })
	server.zone['. NS'] = { 'a.root.', 'b.root.' }
	t.wait_for(function()
		cache.clear() -- also that it failed
		return has_found()
	end)
	t.equal(t.logged('priming')[1], "the root's servers cannot be found out; next try in 0 s")
end)

test('servers without addresses are of no use', function()
	server.zone['. NS'] = { 'nobody.root.' }
	modules.load('priming')
	priming.retry_time = 20
	local lines = {}
	t.wait_for(function()
		for _, line in ipairs(t.logged('priming')) do
			table.insert(lines, line)
		end
		return #lines > 0
	end)
	t.equal(lines[1], "the root's servers have no addresses; next try in 0 s")
	t.equal(hints.root(), { ['ns.test.'] = { '127.0.0.1' } })
end)

test('settings must be right', function()
	modules.load('priming')
	for _, wrong in ipairs { 0, -1, 'x', {} } do
		t.raises("expected 'retry_time', in milliseconds", function() priming.retry_time = wrong end)
	end
	t.raises("expected 'retry_time', in milliseconds", function() priming.other = 5 end)
	t.equal({ priming.retry_time, priming.other }, { 10000 })
	priming.retry_time = 5 * sec
	t.equal(priming.retry_time, 5000)
end)

test('unloaded in the middle, it changes nothing', function()
	local addresses = server.zone['b.root. A']
	server.zone['b.root. A'] = function(reply)
		modules.unload('priming')
		reply:put(todname('b.root'), 300, kres.class.IN, kres.type.A, '\127\0\0\3')
	end
	modules.load('priming')
	t.wait_for(function() return priming == nil end)
	t.wait(20)
	t.equal(hints.root(), { ['ns.test.'] = { '127.0.0.1' } })
	server.zone['b.root. A'] = addresses
end)
