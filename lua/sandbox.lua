-- SPDX-License-Identifier: BSD-2-Clause
-- The globals that scripts see, and what assigning to them does.  Returns the function that evaluates
-- commands.

local room = ...
local native = room('native')
local fail, unavailable, taking = room('fault').fail, room('fault').unavailable, room('fault').taking
local absent = room('absent')
local kres = room('kres')
local modules = room('modules')
local hints = room('hints')
local worker = room('worker')
local print = room('print')
local resolve = room('resolve')
local packet = room('packet')
room('layers')
local anchors = room('trust_anchors')

local set_option = taking('string', 'option(string name, bool value)', native.option)

local globals = {
	option = function(name, ...)
		return set_option(name or false, ...)
	end,
	mode = taking('string', "mode('strict' | 'normal' | 'permissive')", native.mode),
	reorder_RR = function(...) return native.option('REORDER_RR', ...) end,
	trustanchor = anchors.trustanchor,
	modules_register = modules.register,
	user = function(name, ...)
		if type(name) ~= 'string' then
			fail('user(user[, group)')
		end
		return native.user(name, ...)
	end,
	hostname = native.hostname,
	quit = native.quit,
	tojson = native.tojson,
	fromjson = native.fromjson,
	table_print = print.table_print,
	eval_cmd = print.eval_cmd,
	map = worker.map,
	resolve = resolve.resolve,
	event = room('event'),
	kres = kres,
	todname = kres.str2dname,
	moduledir = modules.moduledir,
	_hint_root_file = hints.root_file,
	package_version = function() return native.version end,
	help = function() return room('help') end,
}

-- Over a packet: the records of its answer section.
local list_of = ipairs
function globals.ipairs(value)
	if type(value) == 'cdata' and packet.is(value) then
		return list_of(value:section(kres.section.ANSWER))
	end
	return list_of(value)
end

for _, name in ipairs { 'load', 'loadstring', 'loadfile', 'dofile' } do
	globals[name] = room('compile')[name]
end

for name, f in pairs(room('log')) do
	globals[name] = f
end

globals.kB, globals.MB, globals.GB = 1024, 1024 ^ 2, 1024 ^ 3
globals.sec, globals.second = 1000, 1000
globals.minute, globals.min = 60 * 1000, 60 * 1000
globals.hour, globals.day = 60 * 60 * 1000, 24 * 60 * 60 * 1000

-- Assigning a table to one of these assigns each of its fields into the object.
local protected = {
	net = room('net'),
	cache = room('cache'),
	modules = modules.modules,
	worker = worker.worker,
	env = worker.env,
	hints = hints,
	trust_anchors = anchors.trust_anchors,
}

for name, value in pairs(globals) do
	rawset(_G, name, value)
end

-- What there is at the top, for consoles that complete names.
do
	local names = {}
	for _, t in ipairs({ _G, protected }) do
		for name in pairs(t) do
			if type(name) == 'string' then
				names[#names + 1] = name
			end
		end
	end
	table.sort(names)
	rawset(_G, '__orig_name_list', table.concat(names, '\n'))
end

setmetatable(_G, {
	__index = function(_, name)
		if absent[name] then
			unavailable(name)
		end
		return protected[name]
	end,
	__newindex = function(t, name, value)
		local target = protected[name]
		if absent[name] then
			unavailable(name)
		elseif not target then
			rawset(t, name, value)
		elseif type(value) ~= 'table' then
			fail("'%s' takes a table", name)
		else
			for i, v in ipairs(value) do
				target[i] = v
			end
			for k, v in pairs(value) do
				if type(k) ~= 'number' then
					target[k] = v
				end
			end
		end
	end,
})

modules.load_defaults()

return print.eval_cmd
