-- SPDX-License-Identifier: BSD-2-Clause
-- RRsets as scripts make and get them.  They are values: what is done to one touches nothing else.

local room = ...
local native = room('native')
local kres = room('constants')

local RRSIG_COVERED = 2 -- octets of the type that a signature covers

local Rrset = {}
Rrset.__index = Rrset

local function made(owner, rtype, class, ttl, list)
	return setmetatable({ _owner = owner, type = rtype, _class = class, _ttl = ttl, _rdata = list }, Rrset)
end

-- kres.rrset(owner, type[, class[, ttl]])
local function new(owner, rtype, class, ttl)
	if owner ~= nil and type(owner) ~= 'string' or rtype ~= nil and type(rtype) ~= 'number' then
		error("expected 'rrset(string owner, number type, number class, number ttl)'", 2)
	end
	return made(owner or '\0', rtype or 0, class or kres.class.IN, ttl or 0, {})
end

local function record(self, i)
	local data = self._rdata[(i or 0) + 1]
	return data and { owner = self._owner, ttl = self._ttl, class = self._class, type = self.type, rdata = data }
end

local function text(self, i)
	return (assert(native.record_text(self._owner, self._ttl, self.type, self._rdata[i])))
end

function Rrset:owner() return self._owner end

function Rrset:ttl(value)
	self._ttl = value or self._ttl
	return self._ttl
end

function Rrset:class(value)
	self._class = value or self._class
	return self._class
end

function Rrset:rdcount() return #self._rdata end
function Rrset:rdata(i) return self._rdata[i + 1] end

-- A table with the octets and how many there are.
function Rrset:rdata_pt(i)
	local data = self._rdata[i + 1]
	return data and { data = data, len = #data }
end

function Rrset:get(i) return record(self, i) end

-- The text of one record without its end of line; nil without records, or past the last one.
function Rrset:tostring(i)
	if i == nil then
		return #self._rdata > 0 and self:txt_dump() or nil
	end
	return self._rdata[i + 1] and (native.rdata_text(self.type, self._rdata[i + 1]))
end

function Rrset:txt_dump()
	local lines = {}
	for i = 1, #self._rdata do
		lines[i] = text(self, i)
	end
	return table.concat(lines)
end
Rrset.__tostring = Rrset.txt_dump

-- Octets of the record data; their number, if given, cuts them.
function Rrset:add_rdata(data, len)
	if type(data) ~= 'string' then
		error('expected record data as a string', 2)
	end
	table.insert(self._rdata, len and data:sub(1, len) or data)
	return true
end

function Rrset:merge_rdata(other)
	if getmetatable(other) ~= Rrset or other.type ~= self.type then
		error('expected an RRset of the same type', 2)
	end
	local seen = {}
	for _, data in ipairs(self._rdata) do
		seen[data] = true
	end
	for _, data in ipairs(other._rdata) do
		if not seen[data] then
			table.insert(self._rdata, data)
		end
	end
	return true
end

function Rrset:type_covered(i)
	local data = self._rdata[(i or 0) + 1]
	if self.type ~= kres.type.RRSIG or not data or #data < RRSIG_COVERED then
		return nil
	end
	return data:byte(1) * 256 + data:byte(2)
end

-- Is the other one the signature over this one?
function Rrset:is_covered_by(other)
	return getmetatable(other) == Rrset and other.type == kres.type.RRSIG
		and other._owner:lower() == self._owner:lower() and other:type_covered(0) == self.type
end

function Rrset:wire_size()
	local size = 0
	for _, data in ipairs(self._rdata) do
		size = size + #self._owner + 10 + #data
	end
	return size
end

return { new = new, made = made, is = function(v) return getmetatable(v) == Rrset end }
