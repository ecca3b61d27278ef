-- SPDX-License-Identifier: BSD-2-Clause
-- Which instance answers (RFC 5001), for clients that ask.
local t = ...

local NSID = 3
t.serve { ['www.example. A'] = { '192.0.2.1' } }

local function told(value, name)
	return t.ask(name or 'www.example', 'A', { edns = { [NSID] = value or '' } }).edns[NSID]
end

t.test('without a name nothing is told', function()
	modules.load('nsid')
	t.equal(nsid.name(), nil)
	t.equal(told(), nil)
end)

t.test('who asks is told the name, by the cache too', function()
	t.equal(nsid.name('instance 1'), 'instance 1')
	t.equal(nsid.name(), 'instance 1')
	t.equal({ told(), told(), told('', 'nobody.example') }, { 'instance 1', 'instance 1', 'instance 1' })
	t.equal(told('something'), 'instance 1', 'what a question has in the option is no matter')
end)

t.test('who does not ask is not told', function()
	t.equal(t.ask('www.example', 'A', { edns = true }).edns_count, 0)
	t.equal(t.ask('www.example').edns, nil)
end)

t.test('the name changes while the daemon runs', function()
	nsid.name('2')
	t.equal(told(), '2')
	local longest = ('x'):rep(128)
	nsid.name(longest)
	t.equal(told(), longest)
	t.raises('the name may have 128 octets', nsid.name, longest .. 'x')
	t.equal(nsid.name(), longest)
	nsid.name('')
	t.equal({ nsid.name(), told() }, {})
end)

t.test('the name goes with the module', function()
	nsid.name('3')
	modules.unload('nsid')
	t.equal({ nsid, told() }, {})
	modules.load('nsid')
	t.equal({ nsid.name(), told() }, {})
	t.raises("module 'nsid' takes no configuration", function() modules = { nsid = 'x' } end)
end)
