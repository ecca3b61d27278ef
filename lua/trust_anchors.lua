-- SPDX-License-Identifier: BSD-2-Clause
-- The object trust_anchors.

local room = ...
local native = room('native')
local fail, checked, unavailable = room('fault').fail, room('fault').checked, room('fault').unavailable
local object = room('object')
local bootstrap = room('bootstrap').settings

local insecure = {}

local function number(name, value)
	return type(value) == 'number' and value or fail('trust_anchors.%s must be a number', name)
end

local function anchors_add_file(path, readonly)
	if type(path) ~= 'string' then
		fail("expected 'trust_anchors.add_file(string path, bool readonly)'")
	end
	return checked(native.anchors_file(path, not readonly))
end

local function anchors_set_insecure(list)
	if type(list) ~= 'table' then
		fail("parameter must be list of domain names (e.g. {'a.test', 'b.example'})")
	end
	checked(native.anchors_negative(list))
	insecure = list
end

-- trustanchor(record), trustanchor(owner, false)
local function trustanchor(text, enable)
	local good
	if type(text) ~= 'string' then
		fail("expected 'trustanchor(string record or owner, bool enable = true)'")
	elseif enable == false then
		good = native.anchors_remove(text)
	else
		good = native.anchors_add(text)
	end
	return good or fail(enable == false and 'invalid trust anchor owner' or 'failed to process trust anchor RR')
end

local trust_anchors = object({
	add = function(text)
		if type(text) ~= 'string' then
			fail("expected 'trust_anchors.add(string record)'")
		end
		return checked(native.anchors_add(text))
	end,
	add_file = anchors_add_file,
	config = anchors_add_file,
	set_insecure = anchors_set_insecure,
	remove = function(name)
		if type(name) ~= 'string' then
			fail("expected 'trust_anchors.remove(string name)'")
		end
		return checked(native.anchors_remove(name))
	end,
	summary = function(owner)
		if owner ~= nil and type(owner) ~= 'string' then
			fail("expected 'trust_anchors.summary(string owner)'")
		end
		local text = checked(native.anchors_text(owner))
		if text == '' and owner then
			return native.name_print(owner) .. ' has no explicit trust anchors\n'
		end
		return text ~= '' and text or 'No valid trust anchors, DNSSEC validation is disabled\n'
	end,
}, {
	insecure = function() return insecure end,
	negative = function() return insecure end,
	keyfile_default = function() return nil end, -- the root's keys are built in
	bootstrap_url = function() return bootstrap.url end,
	bootstrap_ca = function() return bootstrap.ca end,
	keysets = native.anchors_list,
	hold_down_time = function() return native.anchors_policy('hold_down_time') end,
	refresh_time = function() return (native.anchors_policy('refresh_time')) end,
	keep_removed = function() return native.anchors_policy('keep_removed') end,
}, {
	hold_down_time = function(v) checked(native.anchors_policy('hold_down_time', number('hold_down_time', v))) end,
	refresh_time = function(v)
		v = v and number('refresh_time', v)
		local result, message = native.anchors_policy('refresh_time', v)
		if message then
			fail(message)
		end
	end,
	keep_removed = function(v) checked(native.anchors_policy('keep_removed', number('keep_removed', v))) end,
	bootstrap_url = function(url)
		if type(url) ~= 'string' then
			fail('trust_anchors.bootstrap_url must be an address')
		end
		bootstrap.url = url
	end,
	bootstrap_ca = function(path)
		if path ~= nil and type(path) ~= 'string' then
			fail('trust_anchors.bootstrap_ca must be a path')
		end
		bootstrap.ca = path
	end,
	file = anchors_add_file,
	negative = anchors_set_insecure,
	keyfile_default = function(path)
		if path ~= nil then
			anchors_add_file(path)
		end
		native.anchors_default(false)
	end,
}, nil, function(name)
	unavailable('trust_anchors.' .. tostring(name))
end)

return { trust_anchors = trust_anchors, trustanchor = trustanchor }
