-- SPDX-License-Identifier: BSD-2-Clause
-- The table kres: numbers of the protocol (lua/constants.lua), names and addresses as octets, packets, RRsets,
-- and what turns one into the other.

local room = ...
local native = room('native')
local kres = room('constants')
local packet = room('packet')
local rrset = room('rrset')
local request = room('request')
local sockaddr = room('sockaddr')
local flags = room('flags')
local lru = room('lru')

kres.CONSUME, kres.PRODUCE, kres.DONE, kres.FAIL, kres.YIELD = 1, 2, 4, 8, 16

-- Flags as numbers, for bit.bor.
kres.query = flags.bits
kres.mk_qflags = flags.make

-- Nil for what cannot be read.
local function of_text(convert)
	return function(text)
		return (type(text) == 'string' or type(text) == 'number') and convert(tostring(text)) or nil
	end
end

kres.str2dname = of_text(native.name_parse)
kres.dname2str = of_text(native.name_print)
kres.str2ip = of_text(native.ip_parse)

local NAME_MOST = 255 -- octets

-- Octets of a name at a pointer to them, or of a string that begins with one.
function kres.dname2wire(name)
	if type(name) == 'string' then
		return name
	end
	if type(name) ~= 'cdata' then
		error("expected 'dname2wire(name)' with a string or a pointer to octets", 2)
	end
	local ffi = require('ffi')
	local at, len = ffi.cast('const uint8_t *', name), 0
	while at[len] ~= 0 do
		len = len + 1 + at[len]
		if len >= NAME_MOST then
			error('these octets are no name', 2)
		end
	end
	return ffi.string(at, len + 1)
end

-- A line of zone text of one record, or all lines of an RRset.
function kres.rr2str(rr)
	if rrset.is(rr) then
		return (rr:txt_dump():gsub('\n$', ''))
	end
	if type(rr) ~= 'table' or type(rr.owner) ~= 'string' or type(rr.rdata) ~= 'string' then
		error('expected a record: { owner, ttl, class, type, rdata }', 2)
	end
	local line, message = native.record_text(rr.owner, rr.ttl or 0, rr.type, rr.rdata)
	if not line then
		error(message, 2)
	end
	line = line:gsub('\n$', '')
	return rr.comment and ('%s ;%s'):format(line, rr.comment) or line
end

-- { 'A 192.0.2.1', ... }: octets of each.
function kres.parse_rdata(list)
	local out = {}
	if type(list) ~= 'table' then
		error("expected 'parse_rdata({ \"TYPE data\", ... })'", 2)
	end
	for i, line in ipairs(list) do
		local word, data = tostring(line):match('^%s*(%S+)%s+(.-)%s*$')
		local number = word and kres.type[word]
		local octets = number and native.rdata_parse(number, data)
		if not octets then
			error('failed to parse line: ' .. tostring(line), 2)
		end
		out[i] = octets
	end
	return out
end

kres.rrset = rrset.new
kres.packet = packet.new
kres.lru = lru

-- Casts of old scripts: what they get is an object already.
local function cast(is, what)
	return function(value)
		if not is(value) then
			error('expected ' .. what, 2)
		end
		return value
	end
end
kres.pkt_t = cast(packet.is, 'a packet')
kres.request_t = cast(request.is_request, 'a request')
kres.sockaddr_t = cast(sockaddr.is, 'a socket address')
kres.query_t = cast(request.is_query, 'a query')

-- Record i of a section of a packet, from 0.
function kres.knot_pkt_rr(pkt, section, i)
	return pkt:rr(section, i)
end

local context = { cache = room('cache_object') }
function kres.context()
	return context
end

return setmetatable(kres, {
	__index = function(_, name)
		error(("'kres.%s' does not exist"):format(tostring(name)), 2)
	end,
})
