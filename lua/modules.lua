-- SPDX-License-Identifier: BSD-2-Clause
-- The object modules: loading, order, configuration, and the tables that scripts see of them.

local room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked
local absent = room('absent')
local compile = room('compile')

-- What is there without being told.
local DEFAULT_MODULES = {
	'ta_signal_query',
	'policy',
	'priming',
	'detect_time_skew',
	'detect_time_jump',
	'ta_sentinel',
	'edns_keepalive',
	'ta_update',
	'refuse_nord',
	'watchdog',
	'extended_error',
}

local modules_load, load_needed -- below

-- What a property of a C module is given: text as it is, everything else as JSON.
local function as_text(value)
	if type(value) == 'string' or type(value) == 'number' then
		return tostring(value)
	end
	return native.tojson(value)
end

local function property_text(...)
	local count = select('#', ...)
	while count > 0 and (select(count, ...)) == nil do
		count = count - 1
	end
	local out = {}
	for i = 1, count do
		out[i] = as_text((select(i, ...)))
	end
	return count > 0 and table.concat(out, ' ') or nil
end

local function property(module, name)
	return function(...)
		local good, value = native.module_call(module, name, property_text(...))
		checked(good, value)
		if name == 'config' then
			load_needed(module)
		end
		return value
	end
end

-- Fields of C modules that are functions of scripts: what sets one, and what forgets it.
local callbacks = { serve_stale = { callback = native.stale_callback } }
local callback_values = {}

local function set_callback(module, field, f)
	if f ~= nil and type(f) ~= 'function' then
		fail("%s.%s must be a function", module, field)
	end
	callbacks[module][field](f)
	callback_values[module .. '.' .. field] = f
end

-- The table of a C module: its properties, of which get and set stand for fields.
local function c_module(name)
	local functions = {}
	for _, p in ipairs(native.module_properties(name)) do
		functions[p] = property(name, p)
	end
	return setmetatable(functions, {
		__index = function(_, k)
			if callbacks[name] and callbacks[name][k] then
				return callback_values[name .. '.' .. k]
			end
			if rawget(functions, 'get') and type(k) == 'string' then
				return functions.get(k)
			end
			fail("module '%s' has no '%s'", name, tostring(k))
		end,
		__newindex = function(_, k, v)
			if callbacks[name] and callbacks[name][k] then
				return set_callback(name, k, v)
			end
			if not rawget(functions, 'set') then
				fail("'%s' cannot be set", tostring(k))
			end
			functions.set(tostring(k), v)
		end,
	})
end

-- Those that are loaded, by name: what scripts see.  And of them, those that are Lua.
local loaded, in_lua = {}, {}
local module_folder = native.module_folder

local function module_path()
	return ('%s/?/?.lua;%s/?.lua;%s/?/init.lua'):format(module_folder, module_folder, module_folder)
end

local lua_path = package.path
package.path = module_path() .. ';' .. lua_path

local function set_moduledir(folder)
	if folder ~= nil then
		if type(folder) ~= 'string' then
			fail("expected 'moduledir(string path)'")
		end
		module_folder = folder
		package.path = module_path() .. ';' .. lua_path
	end
	return module_folder
end

-- The function that makes a Lua module: compiled in, or a file.
local function lua_chunk(name)
	local chunk = native.module_chunk(name)
	if chunk then
		return chunk -- compiled: it is ours
	end
	local path = name:find('^[%w_%-]+$') and (package.searchpath(name, package.path)
		or package.searchpath('kres_modules.' .. name, package.path)) -- where versions from 4 have them
	if not path then
		fail(absent[name] and "module '%s' is not available in this version" or 'No such file or directory', name)
	end
	local message
	chunk, message = compile.loadfile(path)
	return chunk or fail('%s', message)
end

-- The table that the file of a Lua module returns.  Those that are compiled in may use rooms.
local function lua_module(name)
	local made = lua_chunk(name)(name, room)
	if type(made) ~= 'table' then
		fail("module '%s': its file does not return a table", name)
	end
	return made
end

-- 'name', 'name < ref' or 'name > ref'
local function module_words(text)
	if type(text) ~= 'string' then
		fail("expected 'load(string module)'")
	end
	local words = {}
	for word in text:gmatch('%S+') do
		table.insert(words, word)
	end
	if #words ~= 1 and not (#words == 3 and (words[2] == '<' or words[2] == '>')) then
		fail("expected 'load(string module)' with 'name', 'name < other' or 'name > other', not '%s'", text)
	end
	return unpack(words)
end

local function has_module(name)
	for _, listed in ipairs(native.module_list()) do
		if listed == name then
			return true
		end
	end
	return false
end

local function modules_unload(name)
	if type(name) ~= 'string' then
		fail("expected 'unload(string module)'")
	end
	checked(native.module_unload(name))
	for field in pairs(callbacks[name] or {}) do
		set_callback(name, field, nil)
	end
	native.layer_unload(name)
	if rawget(_G, name) == loaded[name] then
		rawset(_G, name, nil)
	end
	local module = in_lua[name]
	loaded[name], in_lua[name] = nil, nil
	if module and module.deinit then
		module.deinit(module)
	end
end

-- Go on with what init has left as a coroutine, whenever the loop has time.
local function go_on(name, co)
	local function step()
		if not loaded[name] then
			return
		end
		local good, message = coroutine.resume(co)
		if not good then
			error(message, 0)
		elseif coroutine.status(co) ~= 'dead' then
			native.event_start(0, false, step)
		end
	end
	native.event_start(0, false, step)
end

-- A module that does not begin leaves nothing behind.
local function load_lua(name, sign, ref, module)
	loaded[name], in_lua[name] = module, module
	rawset(_G, name, module)
	local good, result = pcall(function() return module.init and module.init(module) end)
	local message
	if good then
		-- The functions of policy and view are native, what scripts see of them is Lua.
		if native.module_known(name) then
			good, message = native.module_load(name, sign, ref)
		else
			good, message = native.layer_load(name, sign, ref, rawget(module, 'layer'))
		end
	else
		message = result
	end
	if not good then
		loaded[name], in_lua[name] = nil, nil
		rawset(_G, name, nil)
		error(message, 0)
	end
	if type(result) == 'thread' then
		go_on(name, result)
	end
end

-- A C module in a file of its own, unless one of that name is part of the program.
local function shared_module(name)
	if native.module_known(name) or native.module_chunk(name) or not name:find('^[%w_%-]+$') then
		return nil
	end
	local api, message = native.module_open(name, module_folder)
	return api or message and fail('%s', message)
end

local CACHE_NAMES = { rrcache = 'cache', pktcache = 'cache' }

-- What a C module cannot do without is loaded with it.
function load_needed(name)
	local other = native.module_needs(name)
	if other and not loaded[other] then
		modules_load(other)
	end
end

-- later: the configuration that follows says what it needs
function modules_load(text, later)
	local name, sign, ref = module_words(text)
	if ref and not has_module(CACHE_NAMES[ref] or ref) then
		fail('referenced module not found')
	end
	local shared = shared_module(name)
	local in_c = (native.module_known(name) or shared) and not native.module_chunk(name)
	local module = not in_c and lua_module(name) or nil
	if loaded[name] then
		modules_unload(name)
	end
	if module then
		load_lua(name, sign, ref, module)
		return true
	end
	checked(native.module_load(name, sign, ref, shared))
	loaded[name] = c_module(name)
	if name ~= 'hints' then -- that one also stands for the root's
		rawset(_G, name, loaded[name])
	end
	if not later then
		load_needed(name)
	end
	return true
end

-- What modules = { ... } says of one.  A module that is loaded already goes on, at the place that is asked for; one that
-- does not take its value is not left behind.
local function modules_assign(text, value)
	local name, sign, ref = module_words(text)
	local fresh = not loaded[name]
	if fresh then
		modules_load(text, true)
	elseif sign then
		checked(native.module_move(name, sign, ref))
	end
	if not fresh and value == nil then
		return
	end
	local config = rawget(loaded[name], 'config')
	if value ~= nil and not config then
		modules_unload(name)
		fail("module '%s' takes no configuration", name)
	end
	if not config then
		load_needed(name)
		return
	end
	local good, message = pcall(config, value)
	if not good then
		if fresh then
			modules_unload(name)
		end
		error(message, 0)
	end
end

local modules = setmetatable({
	load = modules_load,
	unload = function(name)
		modules_unload(name)
		return true
	end,
	list = native.module_list,
}, {
	__newindex = function(_, k, v)
		if type(k) == 'number' then
			modules_assign(v)
		elseif v == k or v == true then
			modules_assign(k)
		else
			modules_assign(k, v)
		end
	end,
})

-- Let a table's functions get and set stand for its fields.
local function register(module)
	if type(module) ~= 'table' then
		fail("expected 'modules_register(table module)'")
	end
	return setmetatable(module, {
		__index = function(t, k)
			local get = rawget(t, 'get')
			return get and get(k)
		end,
		__newindex = function(t, k, v)
			local set = rawget(t, 'set')
			if set then
				set(('%s %s'):format(k, v))
			else
				rawset(t, k, v)
			end
		end,
	})
end

local function load_defaults()
	for _, name in ipairs(DEFAULT_MODULES) do
		modules_load(name)
	end
end

-- What require() finds in the program itself.
for _, name in ipairs(native.module_names()) do
	local function load_module()
		return loaded[name] or native.module_chunk(name)(name, room)
	end
	package.preload['kres_modules.' .. name] = load_module
	package.preload[name] = load_module
end
package.preload.zonefile = function() return room('zonefile') end

return {
	modules = modules,
	loaded = loaded, -- by name
	property = property, -- a function of a C module, for what is Lua of it
	register = register,
	moduledir = set_moduledir,
	load_defaults = load_defaults,
}
