-- SPDX-License-Identifier: BSD-2-Clause
-- Messages as scripts see them: those they make themselves, and those of requests.

local room = ...
local native = room('native')
local ffi = require('ffi')
local lib = room('ffi')
local rrset = room('rrset')
local kres = room('constants')
local bit = require('bit')

local api, script = lib.api, lib.script
local SIZE_LEAST, SIZE_MOST = 12, 65535
local OPT, DO = 41, 0x8000

local Message -- of type struct kres_message

-- The packet behind an object.
local function of(self)
	if self.request.slot ~= 0 and api.request_alive(script, self.request) ~= 1 then
		error('the request of this packet is over', 3)
	end
	if self.packet.gone ~= 0 then
		error('the function that this packet was for has returned', 3)
	end
	return self.packet
end

-- The same, to be changed.
local function changed(self)
	local p = of(self)
	if p.fixed ~= 0 then
		local wrong = api.packet_loosen(p)
		if wrong ~= nil then
			error(ffi.string(wrong), 3)
		end
	end
	p.changes = p.changes + 1
	return p
end

-- One of a request, whose handle is given.
local function made(pointer, handle)
	return Message(ffi.cast('struct kres_packet *', pointer), handle)
end

local function is_packet(value)
	return ffi.istype(Message, value)
end

-- kres.packet(size[, wire])
local function new(size, wire)
	if type(size) ~= 'number' or size < SIZE_LEAST or size > SIZE_MOST then
		error(('packet size must be within <%d, %d>'):format(SIZE_LEAST, SIZE_MOST), 2)
	end
	if wire ~= nil and (type(wire) ~= 'string' or #wire > size) then
		error('expected the octets of a message, no more than the size', 2)
	end
	local self = Message(api.packet_new(size))
	if wire then
		api.packet_fill(self.packet, wire, #wire)
	end
	return self
end

-- ---- the header ----

local function word(at)
	return function(self, value)
		local p = of(self)
		if value ~= nil then
			p = changed(self)
			p.wire[at], p.wire[at + 1] = bit.band(bit.rshift(value, 8), 255), bit.band(value, 255)
		end
		return p.wire[at] * 256 + p.wire[at + 1]
	end
end

local function field(at, shift, mask)
	return function(self, value)
		local p = of(self)
		if value ~= nil then
			p = changed(self)
			p.wire[at] = bit.bor(bit.band(p.wire[at], bit.bnot(bit.lshift(mask, shift))),
				bit.lshift(bit.band(value, mask), shift))
		end
		return bit.band(bit.rshift(p.wire[at], shift), mask)
	end
end

local function flag(at, shift)
	local number = field(at, shift, 1)
	return function(self, value)
		if value ~= nil then
			value = value and value ~= 0 and 1 or 0
		end
		return number(self, value) == 1
	end
end

local methods = {
	id = word(0), qdcount = word(4), ancount = word(6), nscount = word(8), arcount = word(10),
	opcode = field(2, 3, 15), rcode = field(3, 0, 15),
	qr = flag(2, 7), aa = flag(2, 2), tc = flag(2, 1), rd = flag(2, 0),
	ra = flag(3, 7), ad = flag(3, 5), cd = flag(3, 4),
}

-- ---- the question ----

local record = ffi.new('struct kres_record')

local function question(self)
	local there = api.packet_question(of(self), record) == 1
	return there and record
end

function methods.qname(self)
	local q = question(self)
	return q and lib.text(q.owner) or nil
end

function methods.qtype(self)
	local q = question(self)
	return q and q.type or 0
end

function methods.qclass(self)
	local q = question(self)
	return q and q.class_ or 0
end

local function answer_of(wrong)
	if wrong ~= nil then
		return nil, ffi.string(wrong)
	end
	return true
end

function methods.question(self, name, class, rtype)
	return answer_of(api.packet_set_question(changed(self), name, #name, rtype, class))
end

-- ---- records ----

-- Call f for each record of a section.
local function each(self, section, f)
	local p = of(self)
	if api.packet_open(p, section) < 0 then
		return nil, 'malformed packet'
	end
	while api.packet_next(p, record) == 1 do
		f(record)
	end
	return true
end

-- A list of tables { owner, ttl, class, type, rdata }.
function methods.section(self, section)
	local list = {}
	each(self, section or kres.section.ANSWER, function(r)
		table.insert(list, {
			owner = lib.text(r.owner), ttl = r.ttl, class = r.class_, type = r.type, rdata = lib.text(r.rdata),
		})
	end)
	return list
end

-- A list of RRsets: neighbours of one owner, type, class and TTL.
function methods.rrsets(self, section)
	local list, last = {}, nil
	for _, rr in ipairs(self:section(section)) do
		if not last or last._owner ~= rr.owner or last.type ~= rr.type or last._class ~= rr.class
			or last._ttl ~= rr.ttl then
			last = rrset.made(rr.owner, rr.type, rr.class, rr.ttl, {})
			table.insert(list, last)
		end
		last:add_rdata(rr.rdata)
	end
	return list
end

-- Record i of a section, from 0; nil past the last one.
function methods.rr(self, section, i)
	return self:section(section)[i + 1]
end

-- Records are appended to this section from now on.
function methods.begin(self, section)
	local p = changed(self)
	if section < p.section then
		error('cannot rewind to already written section', 2)
	end
	p.section = section
	return true
end

local out = ffi.new('struct kres_record')

function methods.put(self, owner, ttl, class, rtype, rdata)
	local p = changed(self)
	if type(owner) ~= 'string' or type(rdata) ~= 'string' then
		error("expected 'put(string owner, number ttl, number class, number type, string rdata)'", 2)
	end
	out.owner.data, out.owner.len = owner, #owner
	out.rdata.data, out.rdata.len = rdata, #rdata
	out.type, out.class_, out.ttl = rtype, class, ttl
	return answer_of(api.packet_put(p, out))
end

-- rotate: begin with record number rotate
function methods.put_rr(self, rr, rotate)
	if not rrset.is(rr) then
		error('expected an RRset', 2)
	end
	local count = rr:rdcount()
	for i = 0, count - 1 do
		local good, message = self:put(rr._owner, rr._ttl, rr._class, rr.type, rr:rdata((i + (rotate or 0)) % count))
		if not good then
			return nil, message
		end
	end
	return true
end

-- Without records; the header's flags and the question stay.
function methods.recycle(self)
	api.packet_clear(changed(self))
	return true
end
methods.clear = methods.recycle

-- The same, and nothing but the question is left of the flags that say how it was answered.
function methods.clear_payload(self)
	api.packet_clear(changed(self))
	return true
end

-- ---- as a whole ----

function methods.towire(self)
	local p = of(self)
	return ffi.string(p.wire, p.size)
end

function methods.has_wire(self)
	return of(self).size >= SIZE_LEAST
end

function methods.parse(self)
	return answer_of(api.packet_fault(of(self)))
end

function methods.resize(self, size)
	if api.packet_resize(of(self), size) ~= 1 then
		return nil, 'invalid size'
	end
	return true
end

function methods.remaining_bytes(self)
	local p = of(self)
	return p.max - p.size
end

-- The OPT record, as a table; nil: there is none.
local function opt(self)
	local found
	each(self, kres.section.ADDITIONAL, function(r)
		if r.type == OPT then
			found = { ttl = r.ttl, class = r.class_, rdata = lib.text(r.rdata) }
		end
	end)
	return found
end

function methods.dobit(self)
	local o = opt(self)
	return o ~= nil and bit.band(o.ttl, DO) ~= 0
end
methods.has_dnssec = methods.dobit

-- Options in the OPT record.
function methods.optcount(self)
	local o = opt(self)
	local count, at = 0, 1
	while o and at + 3 <= #o.rdata do
		at = at + 4 + o.rdata:byte(at + 2) * 256 + o.rdata:byte(at + 3)
		count = count + 1
	end
	return count
end

function methods.ensure_edns(self, size, dnssec)
	if opt(self) then
		return true
	end
	return answer_of(api.packet_put_opt(changed(self), size or 1232, dnssec and DO or 0))
end

local SECTIONS = { [0] = 'ANSWER', 'AUTHORITY', 'ADDITIONAL' }
local FLAGS = { 'qr', 'aa', 'tc', 'rd', 'ra', 'ad', 'cd' }

-- A message as dig shows it.
function methods.tostring(self)
	local lines, flags = {}, {}
	for _, name in ipairs(FLAGS) do
		if self[name](self) then
			table.insert(flags, name)
		end
	end
	table.insert(lines, (';; ->>HEADER<<- opcode: %s; status: %s; id: %d\n'):format(
		kres.tostring.opcode[self:opcode()] or self:opcode(),
		kres.tostring.rcode[self:rcode()] or self:rcode(), self:id()))
	table.insert(lines, (';; Flags: %s  QUERY: %d; ANSWER: %d; AUTHORITY: %d; ADDITIONAL: %d\n\n'):format(
		table.concat(flags, ' '), self:qdcount(), self:ancount(), self:nscount(), self:arcount()))
	local name = self:qname()
	if name then
		table.insert(lines, (';; QUESTION SECTION\n%s\t\t%s\n\n'):format(
			native.name_print(name), kres.tostring.type[self:qtype()]))
	end
	for section = 0, 2 do
		local records = {}
		for _, rr in ipairs(self:section(section)) do
			if rr.type ~= OPT then
				table.insert(records, native.record_text(rr.owner, rr.ttl, rr.type, rr.rdata))
			end
		end
		if #records > 0 then
			table.insert(lines, (';; %s SECTION\n%s\n'):format(SECTIONS[section], table.concat(records)))
		end
	end
	return table.concat(lines)
end

Message = ffi.metatype('struct kres_message', {
	__index = methods,
	__tostring = methods.tostring,
	__len = function(self) return of(self).size end,
	__gc = function(self)
		if self.request.slot == 0 then
			api.packet_free(self.packet)
		end
	end,
})

return { new = new, made = made, is = is_packet }
