-- SPDX-License-Identifier: BSD-2-Clause
-- Socket addresses as scripts see them: values.

local room = ...
local native = room('native')
local ffi = require('ffi')

local INET, INET6 = 2, 10 -- of the system

local Sockaddr = {}
Sockaddr.__index = Sockaddr

-- Octets of the address.
function Sockaddr:ip() return self._ip end
function Sockaddr:len() return #self._ip end
function Sockaddr:family() return #self._ip == 4 and INET or INET6 end
function Sockaddr:port() return self._port end

function Sockaddr.__tostring(self)
	return ('%s#%d'):format(native.ip_print(self._ip), self._port)
end

local function made(address)
	return setmetatable({ _ip = ffi.string(address.octets, address.len), _port = address.port }, Sockaddr)
end

return { made = made, is = function(v) return getmetatable(v) == Sockaddr end }
