-- SPDX-License-Identifier: BSD-2-Clause
-- Module view: rules of policy for some clients.

local _, room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked
local modules = room('modules')

local view = {}

local function policy()
	return modules.loaded.policy or fail('module view needs module policy')
end

function view.init()
	policy()
end

local function network(subnet, at)
	if type(subnet) ~= 'string' then
		fail("expected a subnet ('192.0.2.0/24'), not %s", type(subnet))
	end
	return checked(native.filter_network(subnet, at or false))
end

-- Rules for clients in a network; dst: for those that ask an address in it
function view:addr(subnet, rule, dst)
	return policy()._add_to(dst and 'view at' or 'view from', rule, network(subnet, dst))
end

-- Rules for clients whose message names a TSIG key; its signature is not looked at
function view:tsig(key, rule)
	if type(key) ~= 'string' then
		fail("expected 'view:tsig(string key, rule)', the key's name in wire format")
	end
	return policy()._add_to('view key', rule, checked(native.filter_key(key)))
end

-- Rules for policy.add.
function view.rule_src(action, subnet)
	return policy()._rule_of(network(subnet, false), action)
end

function view.rule_dst(action, subnet)
	return policy()._rule_of(network(subnet, true), action)
end

return view
