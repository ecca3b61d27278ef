-- SPDX-License-Identifier: BSD-2-Clause
-- The object hints: the root's are always there, the others with the module.

local room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked
local loaded = room('modules').loaded

local function hints_root_list()
	local out = {}
	for _, hint in ipairs(native.hints_get()) do
		local list = out[hint[1]] or {}
		table.insert(list, hint[2])
		out[hint[1]] = list
	end
	return out
end

local function hints_root(map)
	if map == nil then
		return hints_root_list()
	end
	if type(map) ~= 'table' then
		fail("expected 'hints.root({ [name] = address or { addresses } })'")
	end
	local list = {}
	for name, value in pairs(map) do
		for _, address in ipairs(type(value) == 'table' and value or { value }) do
			table.insert(list, { tostring(name), tostring(address) })
		end
	end
	checked(native.hints_set(list))
	return hints_root_list()
end

-- Without a path: those that are built in.
local function hints_root_file(path)
	if path == nil then
		return native.hints_reset()
	end
	if type(path) ~= 'string' then
		fail("expected 'hints.root_file(string path)'")
	end
	return checked(native.hints_file(path))
end

local function hints_get(name)
	if not loaded.hints then
		fail("module 'hints' is not loaded")
	end
	local list = loaded.hints.get(name)
	-- The manual reads .result of what it got.
	return type(list) == 'table' and setmetatable(list, {
		__index = function(t, k) return k == 'result' and t or nil end,
	}) or list
end

local hints = setmetatable({ root = hints_root, root_file = hints_root_file }, {
	__index = function(_, k)
		if k == 'get' then
			return hints_get
		end
		local found = loaded.hints and rawget(loaded.hints, k)
		return found or hints_get(k)
	end,
	__newindex = function(_, k, v)
		if not loaded.hints then
			fail("module 'hints' is not loaded")
		end
		local name = tostring(k)
		if v == nil then
			loaded.hints.del(name)
		elseif type(v) ~= 'string' or not loaded.hints.set(name, v).result then
			fail("hints['%s'] = '%s': expected the name of a host and its address", name, tostring(v))
		end
	end,
})

return hints
