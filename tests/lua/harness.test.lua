-- SPDX-License-Identifier: BSD-2-Clause
-- The harness itself: what must fail does.
local t = ...

t.test('equal tables are equal', function()
	t.equal({ a = { 1, 2 } }, { a = { 1, 2 } })
	t.raises('expected {', t.equal, { 1 }, { 1, 2 })
	t.raises('expected {', t.equal, { 1, 2 }, { 1 })
	t.raises('expected 2', t.equal, 1, 2)
end)

t.test('faults are told with file and line', function()
	t.raises('harness.test.lua:14: condition', function()
		t.ok(false)
	end)
	t.raises('no error', t.raises, 'x', function() end)
	t.raises('expected one with', t.raises, 'x', error, 'y')
end)

t.test('what is logged can be read', function()
	t.logged('own')
	log_notice('own', 'one\nand %d', 2)
	log_notice('other', 'three')
	log_notice('own', 'four')
	t.equal(t.logged('own'), { 'one\nand 2', 'four' })
	t.equal(t.logged('own'), {})
end)

t.test('a test may wait', function()
	t.equal(t.await(function(resume) event.after(1, function() resume('late') end) end), 'late')
	t.equal(t.await(function(resume) resume('at once') end), 'at once')
	local now = false
	event.after(3, function() now = true end)
	t.wait_for(function() return now end)
end)

t.test('what was changed is put back, and the fault is told', function()
	local back = 0
	t.raises('on purpose', t.finally, function() error('on purpose') end, function() back = back + 1 end)
	t.finally(function() t.wait(1) end, function() back = back + 1 end)
	t.equal(back, 2)
end)

local server = t.serve({
	['www.example. A'] = { '192.0.2.1', '192.0.2.2' },
	['alias.example. A'] = { 'CNAME www.example.' },
	['silent.example. A'] = function() return false end,
}, { keys = { t.key() }, addresses = { '127.0.0.1', '127.0.0.2' } })

-- A record whose TTL is that given, or has aged by the seconds that the test took.
local function aged(record, ttl)
	return (record:gsub(' (%d+) ', function(found)
		return tonumber(found) <= ttl and tonumber(found) > ttl - 20 and (' %d '):format(ttl) or nil
	end, 1))
end

t.test('a client sees what is answered', function()
	local plain = t.ask('WWW.example')
	t.equal({ plain.rcode, plain.flags, plain.edns, plain.name }, { 'NOERROR', 'qr rd ra', nil, 'WWW.example.' })
	t.equal(t.data(plain), { '192.0.2.1', '192.0.2.2' })
	for _, tcp in ipairs { false, true } do
		local full = t.ask('alias.example', 'A', { dnssec = true, tcp = tcp })
		t.equal({ full.flags, full.edns.dnssec, full.edns_count, #full.answer }, { 'qr rd ra ad', true, 0, 5 })
		t.equal({ aged(full.answer[1], 300), aged(full.answer[3], 300) }, { 'alias.example. 300 CNAME www.example.', 'www.example. 300 A 192.0.2.1' })
		t.ok(aged(full.answer[2], 300):find('^alias%.example%. 300 RRSIG CNAME 15 2 300 '))
	end
	local denied = t.ask('nobody.example', 'MX', { dnssec = true, cd = true })
	t.equal({ denied.rcode, denied.flags, #denied.authority }, { 'NOERROR', 'qr rd ra cd', 4 })
end)

t.test('a server tells what it was asked', function()
	t.equal(server:news(), { '. DNSKEY', 'alias.example. A', 'nobody.example. MX', 'www.example. A' })
	t.equal({ server.heard[1].name:lower(), server.heard[1].edns.dnssec, server.heard[1].at }, { 'www.example.', true, '127.0.0.1' })
	t.ask('www.example')
	t.equal(server:news(), {})
end)

t.test('what is cached ages', function()
	t.advance(server.ttl - 100)
	t.equal(aged(t.ask('www.example').answer[1], 100), 'www.example. 100 A 192.0.2.1')
	t.advance(101)
	t.equal(t.ask('www.example').answer[1], 'www.example. 300 A 192.0.2.1')
	t.equal(server:news(), { '. DNSKEY', 'www.example. A' })
	t.advance(365 * 86400) -- signatures are of the day
	t.equal(t.ask('www.example', 'A', { ad = true }).flags, 'qr rd ra ad')
	t.raises('stay on loopback', t.serve, {}, { addresses = { '192.0.2.1' } })
end)
