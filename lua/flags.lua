-- SPDX-License-Identifier: BSD-2-Clause
-- Query flags: names, numbers of old scripts, and objects that hold several.

local room = ...
local native = room('native')
local fail = room('fault').fail

local place, bits, settable = {}, {}, {} -- by name: number in kres_ffi.h, bit as a number, may scripts set it
for i, flag in ipairs(native.flags()) do
	place[flag[1]] = i - 1
	bits[flag[1]] = flag[2]
	settable[flag[1]] = flag[3]
end

local module = { bits = bits }

-- The number of a flag in kres_ffi.h; nil: there is none.  Any case.
function module.place(name)
	return type(name) == 'string' and place[name:upper()] or nil
end

-- An object { NAME = bool }, as kres.mk_qflags makes it.
local Flags = {
	__index = function(_, name)
		if not module.place(name) then
			error(("there is no query flag '%s'"):format(tostring(name)), 2)
		end
		return false
	end,
	__newindex = function(t, name, value)
		if not module.place(name) then
			error(("there is no query flag '%s'"):format(tostring(name)), 2)
		end
		rawset(t, name:upper(), value and true or false)
	end,
}

-- Flags as users write them, as an object: nil, a number of kres.query.*, a name, a list of names, an object.
function module.make(value)
	local flags = setmetatable({}, Flags)
	if value == nil then
		return flags
	elseif type(value) == 'number' then
		local left = value % 2 ^ 32
		for name, number in pairs(bits) do
			if math.floor(left / number) % 2 == 1 then
				rawset(flags, name, true)
			end
		end
		return flags
	elseif type(value) == 'string' then
		value = { value }
	elseif type(value) ~= 'table' then
		fail('expected query flags: a name, a list of names, or a number of kres.query')
	end
	for k, v in pairs(value) do
		local name = type(k) == 'number' and v or k
		if not module.place(name) then
			fail("there is no query flag '%s'", tostring(name))
		end
		rawset(flags, name:upper(), type(k) == 'number' or (v and true or false))
	end
	return flags
end

-- The same, of flags that scripts may set.
function module.to_set(value)
	local flags = module.make(value)
	for name in pairs(flags) do
		if not settable[name] then
			fail("query flag '%s' cannot be set by scripts", name)
		end
	end
	return flags
end

return module
