-- SPDX-License-Identifier: BSD-2-Clause
-- The functions of src/resolver/script/kres_ffi.h.

local room = ...
local native = room('native')
local ffi = require('ffi')

local header, address = native.ffi()
ffi.cdef(header)
local api = ffi.cast('struct kres_api *', address)

local module = { api = api, script = api.script }

-- Octets of a struct kres_octets.
function module.text(octets)
	return ffi.string(octets.data, octets.len)
end

-- What a function says that takes a handle: a request that is over can be used no more.
function module.alive(result)
	if result == -1 or result == nil then
		error('the request is over', 0)
	end
	return result
end

return module
