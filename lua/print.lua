-- SPDX-License-Identifier: BSD-2-Clause
-- How values are shown, and how commands are evaluated.

local room = ...
local loadstring = room('compile').loadstring
local fail = room('fault').fail

local functions = {}

local INDENT, TEXT_MAX = '    ', 81

local function shown(value)
	if type(value) ~= 'string' then
		return tostring(value)
	end
	local text = value:gsub('[^\32-\126]', function(c) return '\\' .. c:byte() end)
	return #text > TEXT_MAX and text:sub(1, TEXT_MAX) .. '...' or text
end

local function sorted_keys(value)
	local keys, meta = {}, getmetatable(value)
	for k in pairs(value) do
		table.insert(keys, k)
	end
	for _, k in ipairs(type(meta) == 'table' and meta.shown or {}) do -- fields that are made when they are looked at
		if value[k] ~= nil then
			table.insert(keys, k)
		end
	end
	table.sort(keys, function(a, b)
		if type(a) ~= type(b) then
			return type(a) == 'number' or (type(b) ~= 'number' and type(a) < type(b))
		end
		if type(a) == 'number' or type(a) == 'string' then
			return a < b
		end
		return tostring(a) < tostring(b)
	end)
	return keys
end

local function put_table(out, value, indent, seen)
	seen[value] = true
	for _, k in ipairs(sorted_keys(value)) do
		local v = value[k]
		if type(v) == 'table' and not seen[v] then
			table.insert(out, ('%s[%s] => {\n'):format(indent, shown(k)))
			put_table(out, v, indent .. INDENT, seen)
			table.insert(out, indent .. '}\n')
		else
			table.insert(out, ('%s[%s] => %s\n'):format(indent, shown(k), shown(v)))
		end
	end
end

function functions.table_print(value, indent)
	if type(value) ~= 'table' then
		return tostring(value) .. '\n'
	end
	local out = {}
	put_table(out, value, INDENT:rep(tonumber(indent) or 0), {})
	return table.concat(out)
end

local function show(...)
	return select('#', ...) > 0 and functions.table_print((...)) or ''
end

-- An expression gives its value as text (raw: as it is), statements what they return.
function functions.eval_cmd(command, raw)
	if type(command) ~= 'string' then
		fail("expected 'eval_cmd(string command, bool raw)'")
	end
	local begin = raw and 'return ' or 'local show = ... return show('
	local chunk = loadstring(begin .. command .. (raw and '' or ')'), '=command')
		or not raw and loadstring(begin .. command .. '\n)', '=command') -- it ends in a comment
	if not chunk then
		local message
		chunk, message = loadstring(command, '=command')
		if not chunk then
			error(message, 0)
		end
	end
	return chunk(show)
end

return functions
