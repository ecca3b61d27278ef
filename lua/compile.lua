-- SPDX-License-Identifier: BSD-2-Clause
-- Loading code of users.  It is interpreted, not compiled to machine code: only so can a function that never
-- ends be ended (src/resolver/script/watch.c).  The rooms of the language are compiled.

local jit = require('jit')

local native_load, native_loadstring, native_loadfile = load, loadstring, loadfile

-- A chunk, and all functions in it.
local function interpreted(chunk, message)
	if type(chunk) == 'function' then
		jit.off(chunk, true)
	end
	return chunk, message
end

local module = { interpreted = interpreted }

function module.load(...)
	return interpreted(native_load(...))
end

function module.loadstring(...)
	return interpreted(native_loadstring(...))
end

function module.loadfile(...)
	return interpreted(native_loadfile(...))
end

function module.dofile(path)
	local chunk, message = module.loadfile(path)
	if not chunk then
		error(message, 0)
	end
	return chunk()
end

-- Files that require() finds.
local LUA_FILES = 2
local loader = package.loaders[LUA_FILES]
package.loaders[LUA_FILES] = function(name)
	return (interpreted(loader(name)))
end

return module
