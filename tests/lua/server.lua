-- SPDX-License-Identifier: BSD-2-Clause
-- A name server that knows everything, from the root down: what the resolver of a test asks.

local t, sockets, signer, message = ...

local TTL, NEGATIVE_TTL = 300, 9
local ROOT = '\0'
local SOA = '\2ns\0\0' .. ('\0\0\0\9'):rep(4) -- and how long a denial lives

local Server = {}
Server.__index = Server

-- Put a set of records into a reply, with its signatures when they are asked for.
function Server:put(reply, owner, rtype, ttl, records, dnssec)
	for _, rdata in ipairs(records) do
		assert(reply:put(owner, ttl, kres.class.IN, rtype, rdata))
	end
	for i, key in ipairs(dnssec and self.keys or {}) do
		if i == 1 or rtype == kres.type.DNSKEY and key.flags ~= 256 and key.signs ~= false then
			local made = key:sign(ROOT, owner:lower(), rtype, ttl, records)
			assert(reply:put(owner, ttl, kres.class.IN, kres.type.RRSIG, made))
		end
	end
end

-- Records of the zone, as data and their type: an alias stands for all types.
function Server:find(key, rtype)
	local records = {}
	for _, text in ipairs(self.zone[key]) do
		local word = text:match('^(CNAME) ') and 'CNAME' or rtype
		local data = kres.parse_rdata({ word == rtype and word .. ' ' .. text or text })
		assert(data and data[1], text)
		table.insert(records, data[1])
		rtype = word
	end
	return records, kres.type[rtype]
end

-- Is there anything of this name?
function Server:knows(name)
	for key in pairs(self.zone) do
		if key:match('^%S+') == name then
			return true
		end
	end
	return false
end

function Server:deny(reply, name, dnssec)
	local owner = reply:qname()
	reply:begin(kres.section.AUTHORITY)
	self:put(reply, ROOT, kres.type.SOA, self.negative_ttl, { SOA .. signer.u32(self.negative_ttl) }, dnssec)
	if dnssec and self.keys then
		-- the name has nothing but this (RFC 4470)
		self:put(reply, owner, kres.type.NSEC, self.negative_ttl, { '\1\0' .. owner:lower() .. '\0\6\0\0\0\0\0\3' }, dnssec)
	elseif not self:knows(name) then
		reply:rcode(kres.rcode.NXDOMAIN)
	end
end

-- The reply to a question; nil: nothing is said.  heard.tcp: it came over TCP
function Server:reply(heard)
	local query, reply = heard.packet, kres.packet(65535)
	local name, dnssec = query:qname(), heard.edns and heard.edns.dnssec
	reply:question(name, kres.class.IN, query:qtype())
	reply:id(heard.id)
	reply:qr(true)
	reply:aa(true)
	reply:begin(kres.section.ANSWER)
	local key = heard.name:lower() .. ' ' .. heard.type
	table.insert(self.asked, key)
	local found = self.zone[key]
	if type(found) == 'function' then
		if found(reply, key, heard) == false then
			return nil
		end
	elseif found then
		local records, rtype = self:find(key, heard.type)
		self:put(reply, name, rtype, self.ttl, records, dnssec)
	elseif key == '. DNSKEY' and self.keys then
		local records = {}
		for i, made in ipairs(self.keys) do
			records[i] = made:data()
		end
		self:put(reply, name, kres.type.DNSKEY, self.ttl, records, dnssec)
	else
		self:deny(reply, heard.name:lower(), dnssec)
	end
	if heard.edns then
		reply:ensure_edns(1232, dnssec)
	end
	return reply
end

-- Octets of the reply to those of a question; nil: nothing is said.
function Server:answer(octets, address, tcp)
	local heard = message.read(octets)
	heard.at, heard.tcp = address, tcp
	table.insert(self.heard, heard)
	local reply = not self.silent and self:reply(heard)
	return reply and reply:towire()
end

-- A connection: its questions come one at a time, each at once.
function Server:serve_stream(fd, address)
	event.socket(fd, function(id)
		local octets = sockets.receive(fd)
		if not octets or #octets < 2 then
			event.cancel(id)
			sockets.close(fd)
			return
		end
		local reply = self:answer(octets:sub(3), address, true)
		if reply then
			sockets.send(fd, signer.u16(#reply) .. reply)
		end
	end)
end

function Server:listen(address, port)
	port = port == 0 and sockets.free_port(address) or port
	local fd, listener = sockets.datagram(address, port), sockets.listener(address, port)
	event.socket(fd, function()
		local octets, from = sockets.receive(fd)
		local reply = octets and self:answer(octets, address)
		if reply then
			sockets.answer(fd, reply, from)
		end
	end)
	event.socket(listener, function() self:serve_stream(sockets.accept(listener), address) end)
	return port
end

-- Since the last call: what was asked, as 'name. TYPE', sorted.
function Server:news()
	local list = {}
	for i = self.told + 1, #self.asked do
		table.insert(list, self.asked[i])
	end
	self.told = #self.asked
	table.sort(list)
	return list
end

-- Answer all questions of the resolver: zone['name. TYPE'] is a list of record data as text, or a function(reply,
-- key, question) that fills an answer in, or returns false: nothing is said.  Names that are not there do not exist.
-- options: keys      of the root (t.key), which has everything in it: answers are signed, and the first key is trusted
--          addresses  where it listens (127.0.0.1), on one port; the resolver is told of the first
-- Returns { asked = { 'name. TYPE', ... }, heard = { questions as t.ask returns messages, with .at and .tcp }, zone, keys,
-- silent = true: says nothing, ttl, negative_ttl, news() }.
function t.serve(zone, options)
	options = options or {}
	local addresses = options.addresses or { '127.0.0.1' }
	local server = setmetatable({ asked = {}, heard = {}, zone = zone, keys = options.keys, ttl = TTL,
		negative_ttl = NEGATIVE_TTL, told = 0 }, Server)
	local port = 0
	for _, address in ipairs(addresses) do
		port = server:listen(address, port)
	end
	net.lab_port(port)
	hints.root({ ['ns.test.'] = addresses[1] })
	option('NO_MINIMIZE', true)
	if options.keys then
		trust_anchors.add(options.keys[1]:ds(ROOT))
	end
	return server
end

t.key = signer.new
