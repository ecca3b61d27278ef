-- SPDX-License-Identifier: BSD-2-Clause
-- Messages as tests write and read them.

local bit = require('bit')
local signer = ...
local u16, u32 = signer.u16, signer.u32

local OPT, DO = 41, 0x8000
local FLAGS = { 'qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd' }

-- Options of an OPT record's data: by code, and how many there are.
local function read_options(rdata)
	local options, count, at = {}, 0, 1
	while at + 3 <= #rdata do
		local a, b, c, d = rdata:byte(at, at + 3)
		options[a * 256 + b] = rdata:sub(at + 4, at + 3 + c * 256 + d)
		at, count = at + 4 + c * 256 + d, count + 1
	end
	return options, count
end

local function text_of(rr)
	return (kres.rr2str(rr):gsub('%s+', ' '):gsub(' $', ''))
end

-- The name of the question, in the case it came in.
local function name_of(wire)
	local at = 13
	while wire:byte(at) > 0 do
		at = at + 1 + wire:byte(at)
	end
	return kres.dname2str(wire:sub(13, at))
end

-- What octets say: { id, rcode (a name), flags ('qr rd ra'), name, type, answer, authority, additional (lists of
-- text like 'www.example. 300 A 192.0.2.1'), edns (nil: none; { size, dnssec, count, [code] = data }), packet, wire }.
local function read(wire)
	local packet = kres.packet(math.max(#wire, 12), wire)
	assert(packet:parse())
	local m = { wire = wire, packet = packet, id = packet:id(), flags = {}, name = name_of(wire),
		type = kres.tostring.type[packet:qtype()] }
	for _, flag in ipairs(FLAGS) do
		if packet[flag](packet) then
			table.insert(m.flags, flag)
		end
	end
	m.flags = table.concat(m.flags, ' ')
	local rcode = packet:rcode()
	for section, name in pairs { [0] = 'answer', 'authority', 'additional' } do
		m[name] = {}
		for _, rr in ipairs(packet:section(section)) do
			if rr.type == OPT then
				m.edns, m.edns_count = read_options(rr.rdata)
				m.edns.size, m.edns.dnssec = rr.class, bit.band(rr.ttl, DO) ~= 0
				rcode = rcode + math.floor(rr.ttl / 2 ^ 24) * 16
			else
				table.insert(m[name], text_of(rr))
			end
		end
	end
	m.rcode = kres.tostring.rcode[rcode] or rcode
	return m
end

-- A name as it is written, without escapes: nothing becomes lower case.
local function to_wire(name)
	return name:gsub('([^.]+)%.?', function(label) return string.char(#label) .. label end):gsub('%.', '') .. '\0'
end

-- Octets of a question.  options: rd = false, cd, ad; edns = true or { [code] = data }, dnssec (with EDNS), id
local function question(name, rtype, options)
	local flags = (options.rd == false and 0 or 0x100) + (options.cd and 0x10 or 0) + (options.ad and 0x20 or 0)
	local edns = options.edns or options.dnssec
	local text = { u16(options.id), u16(flags), u16(1), u16(0), u16(0), u16(edns and 1 or 0),
		to_wire(name), u16(kres.type[rtype]), u16(kres.class.IN) }
	if edns then
		local data = {}
		for code, value in pairs(type(edns) == 'table' and edns or {}) do
			table.insert(data, u16(code) .. u16(#value) .. value)
		end
		data = table.concat(data)
		table.insert(text, '\0' .. u16(OPT) .. u16(1232) .. u32(options.dnssec and DO or 0) .. u16(#data) .. data)
	end
	return table.concat(text)
end

return { read = read, question = question }
