-- SPDX-License-Identifier: BSD-2-Clause
-- Module renumber: pairs for all answers, and pairs as actions of rules.

local _, room = ...
local native = room('native')
local fail = room('fault').fail
local modules = room('modules')

local renumber = { config = modules.property('renumber', 'config') }

-- Pairs that were checked, by whether their left side is a name.
local by_name = setmetatable({}, { __mode = 'k' })

local function pair(usage, names, from, to)
	if type(from) ~= 'string' or type(to) ~= 'string' then
		fail("expected 'renumber.%s'", usage)
	end
	if not native.action_reroute({ { from, to } }, names) then
		fail("expected 'renumber.%s', not '%s' and '%s'", usage, from, to)
	end
	local made = { from, to }
	by_name[made] = names
	return made
end

-- Addresses of a network become those of another
function renumber.prefix(subnet, address)
	return pair('prefix(string subnet, string address)', false, subnet, address)
end

-- Addresses of an owner become this one
function renumber.name(owner, address)
	return pair('name(string owner, string address)', true, owner, address)
end

-- An action for policy.add(policy.all(...), true)
function renumber.rule(list)
	if type(list) ~= 'table' or #list == 0 then
		fail("expected 'renumber.rule({ pair, ... })' with pairs of renumber.prefix() or renumber.name()")
	end
	local names = by_name[list[1]]
	for _, made in ipairs(list) do
		if by_name[made] == nil or by_name[made] ~= names then
			fail('renumber.rule: pairs of renumber.prefix() or renumber.name(), not of both')
		end
	end
	local policy = modules.loaded.policy or fail('renumber.rule needs module policy')
	return policy.REROUTE(list, names)
end

-- Is an address in a network
function renumber.match_subnet(subnet, address)
	if type(subnet) ~= 'string' or type(address) ~= 'string' then
		fail("expected 'renumber.match_subnet(string subnet, string address)'")
	end
	local inside, message = native.network_has(subnet, address)
	if message then
		fail('%s', message)
	end
	return inside
end

return renumber
