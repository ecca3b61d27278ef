-- SPDX-License-Identifier: BSD-2-Clause
-- Why something failed (RFC 8914), in replies to clients that have EDNS.
local t = ...

local EDE = 15
local server = t.serve({ ['www.example. A'] = { '192.0.2.1' } }, { keys = { t.key() } })

-- Code and text that came with an answer.
local function why(answer)
	local data = answer.edns[EDE]
	if data then
		return { data:byte(1) * 256 + data:byte(2), data:sub(3) }
	end
end

local function ask(name, options)
	return t.ask(name, 'A', options or { edns = true })
end

t.test('what succeeds has no reason', function()
	t.equal(why(ask('www.example')), nil)
	t.equal(why(ask('nobody.example')), nil)
end)

t.test('a rule says that it blocks', function()
	local rule = policy.add(policy.suffix(policy.DENY_MSG('not here'), { todname('blocked.example') }))
	local answer = ask('blocked.example')
	t.equal({ answer.rcode, why(answer)[1] }, { 'NXDOMAIN', kres.extended_error.BLOCKED })
	t.equal(ask('blocked.example', {}).edns, nil)
	policy.del(rule.id)
end)

t.test('servers of no use are the reason, and then that it is known', function()
	server.zone['refused.example. A'] = function(reply) reply:rcode(kres.rcode.REFUSED) end
	local codes = {}
	for i = 1, 2 do
		local answer = ask('refused.example')
		t.equal(answer.rcode, 'SERVFAIL')
		codes[i] = why(answer)[1]
	end
	t.equal(codes, { kres.extended_error.NREACH_AUTH, kres.extended_error.CACHED_ERR })
end)

t.test('so is what does not validate', function()
	server.zone['bogus.example. A'] = function(reply)
		reply:put(todname('bogus.example'), 60, kres.class.IN, kres.type.A, '\192\0\2\9') -- without a signature
	end
	local answer = ask('bogus.example')
	t.equal({ answer.rcode, why(answer)[1] }, { 'SERVFAIL', kres.extended_error.RRSIG_MISS })
	t.equal(ask('bogus.example', { tcp = true, edns = true }).edns[EDE]:sub(1, 2), '\0\10')
end)

t.test('layers say what they want', function()
	local file = io.open('says.lua', 'w')
	file:write([[return { layer = { finish = function(_, req)
		req:set_extended_error(kres.extended_error.PROHIBITED, 'by a layer')
	end } }]])
	file:close()
	moduledir('.')
	t.with('says', function()
		t.equal(why(ask('www.example')), { 18, 'by a layer' })
	end)
	t.equal(why(ask('www.example')), nil)
end)

t.test('without the module nothing is said', function()
	modules.unload('extended_error')
	local answer = ask('bogus.example')
	t.equal({ answer.rcode, answer.edns_count }, { 'SERVFAIL', 0 })
	modules.load('extended_error')
	t.ok(why(ask('bogus.example')))
end)
