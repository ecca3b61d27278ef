-- SPDX-License-Identifier: BSD-2-Clause
-- Addresses in answers are moved into other networks.
local t = ...

local server = t.serve({
	['www.example. A'] = { '10.10.10.7', '192.0.2.9' },
	['www.example. AAAA'] = { '2001:db8:1::5', '2001:db9::5' },
	['www.example. TXT'] = { '"10.10.10.7"' },
	['other.example. A'] = { '192.0.2.9' },
	['alias.example. A'] = { 'CNAME www.example.' },
}, { keys = { t.key() } })
local SIGNED = { dnssec = true }

local function addresses(name, rtype)
	local list = t.data(t.ask(name, rtype))
	table.sort(list)
	return list
end

t.test('the network changes, the host stays', function()
	modules = { renumber = { { '10.10.10.0/24', '192.168.1.0' }, { '2001:db8::/32', 'fd00::' } } }
	t.equal(addresses('www.example'), { '192.0.2.9', '192.168.1.7' })
	t.equal(addresses('www.example'), { '192.0.2.9', '192.168.1.7' }, 'out of the cache')
	t.equal(addresses('www.example', 'AAAA'), { '2001:db9::5', 'fd00:0:1::5' })
	t.equal(t.data(t.ask('www.example', 'TXT')), { '"10.10.10.7"' })
	t.equal(t.data(t.ask('alias.example'))[1], 'www.example.')
	t.equal(#t.ask('alias.example').answer, 3)
	t.equal(addresses('alias.example'), { '192.0.2.9', '192.168.1.7', 'www.example.' })
	t.equal(t.ask('www.example').answer[1]:match('^%S+ %d+ A'), 'www.example. 300 A')
end)

t.test('an answer that was changed has no signatures, and AD is that of what came', function()
	local changed = t.ask('www.example', 'A', SIGNED)
	t.equal({ changed.flags, #changed.answer }, { 'qr rd ra ad', 2 })
	local same = t.ask('other.example', 'A', SIGNED)
	t.equal({ same.flags, #same.answer }, { 'qr rd ra ad', 2 })
	t.ok(same.answer[2]:find(' RRSIG A '))
end)

t.test('the first pair that fits is taken, each with its own target', function()
	renumber.config { { '10.10.10.7', '192.0.2.70' }, { '10.0.0.0/8', '172.16.0.0' }, { '192.0.2.0/24', '198.51.100.0' } }
	t.equal(addresses('www.example'), { '192.0.2.70', '198.51.100.9' })
	renumber.config { { '10.0.0.0/8', '172.16.0.0' }, { '10.10.10.7', '192.0.2.70' } }
	t.equal(addresses('www.example'), { '172.10.10.7', '192.0.2.9' })
end)

t.test('networks end within an octet, too', function()
	renumber.config { { '192.0.0.0/9', '10.128.0.0' }, { '10.10.10.0/30', '1.1.1.1' }, { '2001:db8::/33', 'fd00:0:ffff::' } }
	t.equal(addresses('www.example'), { '10.10.10.7', '10.128.2.9' })
	t.equal(addresses('www.example', 'AAAA'), { '2001:db9::5', 'fd00:0:8001::5' })
end)

t.test('a target with a mark takes the place of the whole address', function()
	renumber.config { { '10.10.10.0/24', '192.168.1.200!' } }
	t.equal(addresses('www.example'), { '192.0.2.9', '192.168.1.200' })
	renumber.config { { '0.0.0.0/0', '192.0.2.1!' } }
	t.equal(addresses('other.example'), { '192.0.2.1' })
end)

t.test('what is no list of pairs is refused, and nothing changes', function()
	local F4, F6 = '10.10.10.0/24', '2001:db8::/32'
	for _, wrong in ipairs { { '10.0.0.0/8' }, { { F4 } }, { { F4, 'x' } }, { { 'x', '10.0.0.0' } }, { { F4, 'fd00::' } }, { { F6, '10.0.0.0' } },
		{ { '10.0.0.0/33', '10.0.0.0' } }, { { F4, '10.0.0.1@53' } }, { { F4, '10.0.0.1', 'x' } }, 7, 'x' } do
		t.raises('[renumber] expected { {prefix, target}, ... }', renumber.config, wrong)
	end
	t.equal(addresses('other.example'), { '192.0.2.1' })
end)

t.test('no pairs move nothing', function()
	renumber.config {}
	t.equal(addresses('other.example'), { '192.0.2.9' })
end)

t.test('pairs are actions of rules, too', function()
	local some = renumber.rule { renumber.prefix('10.10.10.0/24', '192.168.1.0'), renumber.prefix('192.0.2.0/24', '127.0.0.0') }
	local rule = policy.add(policy.suffix(some, { todname('www.example') }), true)
	t.equal(addresses('www.example'), { '127.0.0.9', '192.168.1.7' })
	t.equal(addresses('other.example'), { '192.0.2.9' })
	policy.del(rule.id)
	rule = policy.add(policy.all(renumber.rule { renumber.name('other.example', '127.0.0.1') }), true)
	t.equal({ addresses('other.example'), #addresses('www.example') }, { { '127.0.0.1' }, 2 })
	policy.del(rule.id)
	t.equal({ renumber.match_subnet('10.0.0.0/8', '10.1.2.3'), renumber.match_subnet('10.0.0.0/8', '11.1.2.3'),
		renumber.match_subnet('fd00::/8', '10.1.2.3') }, { true, false, false })
	t.raises("expected 'renumber.prefix(string subnet, string address)'", renumber.prefix, 7)
	t.raises('10.0.0.0/33', renumber.prefix, '10.0.0.0/33', '10.0.0.0')
	t.raises('not of both', renumber.rule, { renumber.prefix('10.0.0.0/8', '127.0.0.0'), renumber.name('example', '127.0.0.1') })
	t.raises('not of both', renumber.rule, { { '10.0.0.0/8', '127.0.0.0' } })
	t.raises("expected 'renumber.rule", renumber.rule, {})
	t.raises('failed to parse address x', renumber.match_subnet, '10.0.0.0/8', 'x')
end)

t.test('the pairs go with the module', function()
	renumber.config { { '192.0.2.9', '192.0.2.1' } }
	t.equal(addresses('other.example'), { '192.0.2.1' })
	modules.unload('renumber')
	t.equal(renumber, nil)
	t.equal(addresses('other.example'), { '192.0.2.9' })
	modules.load('renumber')
	t.equal(addresses('other.example'), { '192.0.2.9' })
	modules.unload('renumber')
	t.raises('[renumber] expected', function() modules = { renumber = { 'x' } } end)
	t.equal(renumber, nil, 'a module that does not take its configuration is not left behind')
	t.equal(#server:news() > 0, true)
end)
