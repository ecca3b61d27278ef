-- SPDX-License-Identifier: BSD-2-Clause
-- Rules for some clients; tests/functional/kresd/test_view.py has the clients.
local t = ...

t.serve { ['www.example. A'] = { '192.0.2.1' } }
modules.load('view')

t.test('rules are described as those of policy', function()
	local rule = view:addr('10.0.0.0/8', policy.suffix(policy.TC, policy.todnames({ 'example.com' })))
	t.equal({ rule.id, rule.count, rule.suspended }, { 0, 0, nil })
	view:tsig('\5mykey', policy.all(policy.PASS))
	t.equal(view:addr('0.0.0.0/0', policy.all(policy.DENY)).id, 2)
	t.equal(view:addr('::0/0', function() return policy.DROP end).id, 3)
	view:addr('127.0.0.2', policy.all(policy.REFUSE), true)
end)

t.test('questions of our own are nobody\'s', function()
	t.equal(t.resolve('www.example'):rcode(), kres.rcode.NOERROR)
	local rule = policy.add(view.rule_src(policy.REFUSE, '0.0.0.0/0'))
	policy.add(view.rule_dst(policy.REFUSE, '::0/0'))
	t.equal(t.resolve('www.example'):rcode(), kres.rcode.NOERROR)
	t.equal(rule.count, 0)
end)

t.test('wrong calls are told', function()
	t.raises('failed to parse subnet x', function() view:addr('x', policy.all(policy.DENY)) end)
	t.raises('failed to parse subnet 10.0.0.0/33', view.rule_src, policy.DENY, '10.0.0.0/33')
	t.raises('expected a rule', function() view:addr('10.0.0.0/8', 'DENY') end)
	t.raises('is not a domain name in wire format', function() view:tsig('mykey.', policy.all(policy.PASS)) end)
	t.raises('expected a subnet', function() view:addr(10, policy.all(policy.PASS)) end)
end)

t.test('rules go with the module', function()
	modules.unload('view')
	modules.load('view')
	t.equal(view:addr('10.0.0.0/8', policy.all(policy.PASS)).id, 0)
	modules.unload('view')
	t.equal(view, nil)
end)
