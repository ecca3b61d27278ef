-- SPDX-License-Identifier: BSD-2-Clause
-- Packets, RRsets and the constructors of kres: values that no request is needed for.
local t = ...

local NAME = todname('example.com')

local function filled()
	local pkt = kres.packet(512)
	t.ok(pkt:question(NAME, kres.class.IN, kres.type.A))
	pkt:qr(true)
	pkt:aa(true)
	pkt:id(77)
	pkt:begin(kres.section.ANSWER)
	t.ok(pkt:put(NAME, 900, kres.class.IN, kres.type.A, '\192\168\1\3'))
	pkt:begin(kres.section.ADDITIONAL)
	t.ok(pkt:put(todname('ns.example.com'), 60, kres.class.IN, kres.type.A, '\1\2\3\4'))
	return pkt
end

t.test('a packet is filled in and read back', function()
	local pkt = filled()
	t.equal({ pkt:id(), pkt:qdcount(), pkt:ancount(), pkt:nscount(), pkt:arcount() }, { 77, 1, 1, 0, 1 })
	t.equal({ pkt:qname(), pkt:qclass(), pkt:qtype() }, { NAME, 1, 1 })
	t.equal({ pkt:qr(), pkt:aa(), pkt:tc(), pkt:rd(), pkt:ad() }, { true, true, false, false, false })
	t.equal(pkt:section(kres.section.ANSWER), {
		{ owner = NAME, ttl = 900, class = 1, type = 1, rdata = '\192\168\1\3' },
	})
	t.equal(#pkt:rrsets(kres.section.ADDITIONAL), 1)
	t.equal(#pkt, #pkt:towire())
	t.equal(pkt:remaining_bytes(), 512 - #pkt)
	for i, rr in ipairs(pkt) do
		t.equal({ i, rr.rdata }, { 1, '\192\168\1\3' })
	end
	t.ok(pkt:parse())
	local again = kres.packet(512, pkt:towire())
	t.equal(again:tostring(), pkt:tostring())
end)

t.test('header fields are set', function()
	local pkt = kres.packet(12)
	t.equal({ pkt:rcode(kres.rcode.REFUSED), pkt:rcode(), pkt:opcode(kres.opcode.NOTIFY), pkt:opcode() }, { 5, 5, 4, 4 })
	t.equal({ pkt:tc(true), pkt:tc(), pkt:tc(false), pkt:rd(true), pkt:cd(true), pkt:ad(true), pkt:ra(true) },
		{ true, true, false, true, true, true, true })
	t.equal(pkt:towire(), '\0\0\33\181\0\0\0\0\0\0\0\0')
	t.equal(pkt:id(65535), 65535)
	t.equal(pkt:qname(), nil)
end)

t.test('a packet is shown like a message', function()
	t.equal(filled():tostring(), [[
;; ->>HEADER<<- opcode: QUERY; status: NOERROR; id: 77
;; Flags: qr aa  QUERY: 1; ANSWER: 1; AUTHORITY: 0; ADDITIONAL: 1

;; QUESTION SECTION
example.com.		A

;; ANSWER SECTION
example.com.        	900	A	192.168.1.3

;; ADDITIONAL SECTION
ns.example.com.     	60	A	1.2.3.4

]])
end)

t.test('what does not fit, or is no record, is refused', function()
	local pkt = filled()
	t.raises('cannot rewind to already written section', pkt.begin, pkt, kres.section.ANSWER)
	t.equal({ pkt:put(NAME, 1, 1, kres.type.A, '\1\2\3') }, { nil, 'unexpected end of data' })
	t.equal({ pkt:put('\9x', 1, 1, kres.type.A, '\1\2\3\4') }, { nil, 'invalid owner name' })
	t.ok(pkt:put(NAME, 1, 1, kres.type.TXT, '\200' .. ('x'):rep(200)))
	t.equal({ pkt:put(NAME, 1, 1, kres.type.TXT, '\250' .. ('x'):rep(250)) }, { nil, 'not enough space provided' })
	t.equal(pkt:arcount(), 2)
	t.ok(pkt:resize(1024))
	t.ok(pkt:put(NAME, 1, 1, kres.type.TXT, '\250' .. ('x'):rep(250)))
	t.equal({ pkt:resize(20) }, { nil, 'invalid size' })
	t.raises('packet size must be within <12, 65535>', kres.packet, 5)
	t.raises('no more than the size', kres.packet, 12, ('x'):rep(13))
end)

t.test('a packet is cleared', function()
	local pkt = filled()
	pkt:recycle()
	t.equal({ pkt:ancount(), pkt:arcount(), pkt:qname(), pkt:aa() }, { 0, 0, NAME, true })
	pkt:begin(kres.section.ANSWER)
	t.ok(pkt:put(NAME, 900, kres.class.IN, kres.type.A, '\192\168\1\3'))
	t.ok(pkt:clear())
	t.ok(pkt:clear_payload())
	t.equal(#pkt, 12 + #NAME + 4)
end)

t.test('broken octets are no packet', function()
	local pkt = kres.packet(64, '\0\0\0\0\0\1\0\1\0\0\0\0\3abc')
	t.equal(pkt:parse(), nil)
	t.equal(pkt:section(kres.section.ANSWER), {})
	t.equal(pkt:qname(), nil)
	t.equal({ pkt:put(NAME, 1, 1, 1, '\1\2\3\4') }, { nil, 'malformed packet' })
	pkt = filled()
	pkt:ancount(500)
	t.equal(pkt:section(kres.section.ANSWER), {})
	pkt:qdcount(7)
	pkt:recycle()
	t.equal(#pkt, 12)
end)

t.test('EDNS is put once', function()
	local pkt = filled()
	t.equal({ pkt:dobit(), pkt:optcount() }, { false, 0 })
	t.ok(pkt:ensure_edns(1232, true))
	t.ok(pkt:ensure_edns(1232, true))
	t.equal({ pkt:dobit(), pkt:optcount(), pkt:arcount() }, { true, 0, 2 })
end)

t.test('RRsets have the documented methods', function()
	local rr = kres.rrset(NAME, kres.type.A, kres.class.IN, 66)
	t.ok(rr:add_rdata('\1\2\3\4', 4))
	t.ok(rr:add_rdata('\5\2\3\4', 4))
	t.equal({ rr:owner(), rr:ttl(), rr:class(), rr.type, rr:rdcount() }, { NAME, 66, 1, 1, 2 })
	t.equal({ rr:rdata(0), rr:rdata(1), rr:rdata(2) }, { '\1\2\3\4', '\5\2\3\4' })
	t.equal(rr:rdata_pt(0).len, 4)
	t.equal(rr:get(0), { owner = NAME, ttl = 66, class = 1, type = 1, rdata = '\1\2\3\4' })
	t.equal(rr:tostring(1), '5.2.3.4')
	t.equal(rr:txt_dump(), 'example.com.        \t66\tA\t1.2.3.4\nexample.com.        \t66\tA\t5.2.3.4\n')
	t.equal(tostring(rr), rr:txt_dump())
	t.equal({ rr:ttl(5), rr:class(kres.class.CH), rr:ttl() }, { 5, 3, 5 })
	t.equal(rr:wire_size(), 2 * (13 + 10 + 4))
	local other = kres.rrset(NAME, kres.type.A)
	t.equal({ other:ttl(), other:rdcount(), other:tostring() }, { 0, 0 })
	other:add_rdata('\1\2\3\4')
	other:add_rdata('\9\2\3\4')
	t.ok(rr:merge_rdata(other))
	t.equal(rr:rdcount(), 3)
	t.raises('RRset of the same type', rr.merge_rdata, rr, kres.rrset(NAME, kres.type.TXT))
end)

t.test('signatures say what they cover', function()
	local rr, sig = kres.rrset(NAME, kres.type.A), kres.rrset(NAME, kres.type.RRSIG)
	sig:add_rdata('\0\1' .. ('\0'):rep(20))
	t.equal({ sig:type_covered(0), sig:type_covered(1), rr:type_covered(0) }, { 1 })
	t.equal({ rr:is_covered_by(sig), sig:is_covered_by(rr) }, { true, false })
end)

t.test('an RRset goes into a packet, rotated', function()
	local rr, pkt = kres.rrset(NAME, kres.type.A, kres.class.IN, 66), filled()
	rr:add_rdata('\1\1\1\1')
	rr:add_rdata('\2\2\2\2')
	t.ok(pkt:put_rr(rr, 1))
	t.equal(pkt:rr(kres.section.ADDITIONAL, 1).rdata, '\2\2\2\2')
	t.equal(kres.knot_pkt_rr(pkt, kres.section.ADDITIONAL, 2).rdata, '\1\1\1\1')
	t.raises('expected an RRset', pkt.put_rr, pkt, {})
end)

t.test('names, addresses, records as text and back', function()
	t.equal(kres.rr2str({ owner = NAME, ttl = 3600, class = 1, type = 1, rdata = '\192\0\2\1' }),
		'example.com.        \t3600\tA\t192.0.2.1')
	t.equal(kres.rr2str({ owner = NAME, ttl = 3600, class = 1, type = 1, rdata = '\192\0\2\1', comment = 'hello' }),
		'example.com.        \t3600\tA\t192.0.2.1 ;hello')
	t.raises('expected a record', kres.rr2str, {})
	t.raises('invalid owner name', kres.rr2str, { owner = '\9', type = 1, rdata = '' })
	t.equal(kres.parse_rdata({ 'A 192.0.2.1', 'TXT "a b"' }), { '\192\0\2\1', '\3a b' })
	t.raises('failed to parse line: 192.0.2.1', kres.parse_rdata, { '192.0.2.1' })
	t.equal({ kres.str2dname('Example.COM'), kres.dname2str(NAME), kres.str2ip('1.2.3.4'), #kres.str2ip('::1') },
		{ NAME, 'example.com.', '\1\2\3\4', 16 })
	t.equal({ kres.type.TYPE65000, kres.tostring.type[65000], kres.tostring.type[1] }, { 65000, 'TYPE65000', 'A' })
	t.equal(kres.dname2wire(NAME), NAME)
	t.raises('does not exist', function() return kres.nonsense end)
end)

t.test('flags by name, list and number', function()
	t.equal(kres.mk_qflags({ 'NO_CACHE', 'TCP' }), { NO_CACHE = true, TCP = true })
	t.equal(kres.mk_qflags('no_cache').NO_CACHE, true)
	t.equal(kres.mk_qflags(bit.bor(kres.query.NO_CACHE, kres.query.DNS64_MARK)), { NO_CACHE = true, DNS64_MARK = true })
	t.equal(kres.mk_qflags(0), {})
	t.equal(kres.mk_qflags(nil).TCP, false)
	t.raises("there is no query flag 'X'", kres.mk_qflags, { 'X' })
	t.raises("there is no query flag 'X'", function() return kres.mk_qflags().X end)
end)

t.test('an LRU table forgets', function()
	local lru = kres.lru(10)
	t.equal(lru:get('a'), nil)
	lru:set('a', 5)
	t.equal(tonumber(lru:get('a')), 5)
	lru:get_ref('b', true)[0] = 7
	t.equal(tonumber(lru:get('b')), 7)
	t.equal(lru:get_ref('c'), nil)
	for i = 1, 100 do
		lru:set('k' .. i, i)
	end
	t.equal({ lru:get('a'), tonumber(lru:get('k100')) }, { nil, 100 })
	t.equal(kres.lru(2, 'double'):set('x', 0.5), true)
end)

t.test('casts take what is of the type', function()
	local pkt = kres.packet(100)
	t.ok(rawequal(kres.pkt_t(pkt), pkt))
	t.raises('expected a packet', kres.pkt_t, {})
	t.raises('expected a request', kres.request_t, pkt)
end)
