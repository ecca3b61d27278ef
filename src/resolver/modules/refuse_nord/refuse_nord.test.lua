-- SPDX-License-Identifier: BSD-2-Clause
-- Who does not ask for recursion does not see what is cached (RFC 8906 section 3.1.4).
local t = ...

local server = t.serve { ['www.example. A'] = { '192.0.2.1' } }
local NO_RD = { rd = false, edns = true }

t.test('a question without RD is refused, and nobody is asked', function()
	local answer = t.ask('www.example', 'A', NO_RD)
	t.equal({ answer.rcode, answer.flags, #answer.answer, #server.asked }, { 'REFUSED', 'qr ra', 0, 0 })
	t.equal(answer.name .. ' ' .. answer.type, 'www.example. A')
	t.ok(answer.edns, 'EDNS is answered with EDNS')
	t.equal(t.ask('www.example', 'A', { rd = false, tcp = true }).rcode, 'REFUSED')
end)

t.test('so is one for what is cached', function()
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	t.equal(t.ask('www.example', 'A', NO_RD).rcode, 'REFUSED')
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
end)

t.test('questions of our own are nobody\'s', function()
	t.equal(t.resolve('www.example'):rcode(), kres.rcode.NOERROR)
end)

t.test('without the module they are answered', function()
	modules.unload('refuse_nord')
	local answer = t.ask('www.example', 'A', NO_RD)
	t.equal({ answer.rcode, answer.flags, t.data(answer) }, { 'NOERROR', 'qr ra', { '192.0.2.1' } })
	modules.load('refuse_nord')
	t.equal(t.ask('www.example', 'A', NO_RD).rcode, 'REFUSED')
end)
