-- SPDX-License-Identifier: BSD-2-Clause
-- How long streams may be idle (RFC 7828): told to those that ask.
local t = ...

local KEEPALIVE = 11
local server = t.serve { ['www.example. A'] = { '192.0.2.1' } }

local function told(tcp, value)
	return t.ask('www.example', 'A', { tcp = tcp, edns = { [KEEPALIVE] = value or '' } }).edns[KEEPALIVE]
end

t.test('it is there without being told', function()
	t.ok((' ' .. table.concat(modules.list(), ' ') .. ' '):find(' edns_keepalive '))
end)

t.test('streams that ask are told, in tenths of a second', function()
	net.tcp_in_idle(7000)
	t.equal(told(true), '\0\70')
	net.tcp_in_idle(25640)
	t.equal(told(true), '\1\0')
	net.tcp_in_idle(10000)
end)

t.test('nobody else is told', function()
	t.equal(told(false), nil, 'over UDP')
	t.equal(t.ask('www.example', 'A', { tcp = true, edns = true }).edns_count, 0)
	t.equal(t.ask('www.example', 'A', { tcp = true }).edns, nil)
end)

t.test('servers are not asked', function()
	t.ok(server.heard[1].edns)
	for _, question in ipairs(server.heard) do
		t.equal(question.edns[KEEPALIVE], nil)
	end
end)

t.test('without the module nobody is told', function()
	modules.unload('edns_keepalive')
	t.equal(told(true), nil)
	modules.load('edns_keepalive')
	t.equal(told(true), '\0\100')
end)
