-- SPDX-License-Identifier: BSD-2-Clause
-- kres.lru: a bounded table of numbers by text, which forgets what was not used for long.

local room = ...
local fail = room('fault').fail
local ffi = require('ffi')

local Lru = {}
Lru.__index = Lru

-- Half of the bound is for what was used lately, half for what was used before that.
local function insert(self, key, ref)
	if self.count * 2 >= self.max then
		self.old, self.new, self.count = self.new, {}, 0
	end
	self.new[key] = ref
	self.count = self.count + 1
	return ref
end

local function find(self, key)
	if type(key) ~= 'string' then
		error('expected a string as key', 3)
	end
	local ref = self.new[key]
	if ref then
		return ref
	end
	ref = self.old[key]
	return ref and insert(self, key, ref)
end

-- A reference to the value: ref[0].  nil: there is none, unless it is to be made.
function Lru:get_ref(key, make)
	return find(self, key) or make and insert(self, key, ffi.new(self.ctype)) or nil
end

function Lru:get(key)
	local ref = find(self, key)
	return ref and ref[0]
end

function Lru:set(key, value)
	(find(self, key) or insert(self, key, ffi.new(self.ctype)))[0] = value
	return true
end

return function(max, ctype)
	max = max or 65536
	if type(max) ~= 'number' or max < 1 then
		fail("expected 'lru(number max, ctype)'")
	end
	return setmetatable({
		max = max, count = 0, new = {}, old = {},
		ctype = ffi.typeof('$[1]', ffi.typeof(ctype or 'uint64_t')),
	}, Lru)
end
