-- SPDX-License-Identifier: BSD-2-Clause
-- Keys and signatures of a zone that a test makes (RFC 4034, RFC 8080): Ed25519, by the TLS library of the daemon.

local t = ...
local ffi = require('ffi')
local bit = require('bit')
local lib = ffi.C
ffi.cdef [[
	struct test_datum { uint8_t *data; unsigned size; };
	void free(void *);
	int gnutls_privkey_init(void **);
	void gnutls_privkey_deinit(void *);
	int gnutls_privkey_generate(void *, int, unsigned, unsigned);
	int gnutls_privkey_export_ecc_raw2(void *, int *, struct test_datum *, struct test_datum *, struct test_datum *, unsigned);
	int gnutls_privkey_sign_data2(void *, int, unsigned, const struct test_datum *, struct test_datum *);
	int gnutls_hash_fast(int, const void *, size_t, void *);
]]
local ED25519, CURVE_BITS, SIGN_ED25519, SHA256 = 7, 0x80000007, 35, 6 -- as the library counts
local ALGORITHM, DIGEST = 15, 2 -- as DNS counts
local HOUR, MONTH = 3600, 30 * 86400

local function u16(n)
	return string.char(math.floor(n / 256) % 256, n % 256)
end

local function u32(n)
	return u16(math.floor(n / 65536)) .. u16(n % 65536)
end

-- Octets that the library has allocated.
local function take_text(d)
	local text = ffi.string(d[0].data, d[0].size)
	lib.free(d[0].data)
	return text
end

local Key = {}
Key.__index = Key

-- Data of its DNSKEY record.
function Key:data()
	return u16(self.flags) .. '\3' .. string.char(ALGORITHM) .. self.public
end

-- RFC 4034 appendix B
function Key:tag()
	local data, sum = self:data(), 0
	for i = 1, #data do
		sum = sum + data:byte(i) * (i % 2 == 1 and 256 or 1)
	end
	return bit.band(sum + math.floor(sum / 65536), 0xffff)
end

-- Text of the DS record of a zone (wire name), as trust_anchors.add takes it.
function Key:ds(zone)
	local digest = ffi.new('uint8_t[32]')
	local text = zone .. self:data()
	assert(lib.gnutls_hash_fast(SHA256, text, #text, digest) == 0)
	return ('%s DS %d %d %d %s'):format(kres.dname2str(zone), self:tag(), ALGORITHM, DIGEST,
		(ffi.string(digest, 32):gsub('.', function(c) return ('%02x'):format(c:byte()) end)))
end

-- Data of an RRSIG record over a set of records { rdata, ... }.  The owner is in lower case.
function Key:sign(zone, owner, rtype, ttl, records)
	local labels, at = 0, 1
	while owner:byte(at) > 0 do
		labels, at = labels + 1, at + 1 + owner:byte(at)
	end
	local now = self.time or t.now()
	local head = u16(rtype) .. string.char(ALGORITHM, labels) .. u32(ttl) .. u32(now + MONTH) .. u32(now - HOUR)
		.. u16(self:tag()) .. zone
	local text = { head }
	local sorted = { unpack(records) }
	table.sort(sorted)
	for _, rdata in ipairs(sorted) do
		table.insert(text, owner .. u16(rtype) .. u16(kres.class.IN) .. u32(ttl) .. u16(#rdata) .. rdata)
	end
	text = table.concat(text)
	local data, out = ffi.new('struct test_datum[1]'), ffi.new('struct test_datum[1]')
	data[0].data, data[0].size = ffi.cast('uint8_t *', text), #text
	assert(lib.gnutls_privkey_sign_data2(self.private[0], SIGN_ED25519, 0, data, out) == 0)
	return head .. take_text(out)
end

-- A fresh key.  flags: 257 as a trust anchor; time: what its clock says, if it stands
local function new()
	local private, x = ffi.new('void *[1]'), ffi.new('struct test_datum[1]')
	assert(lib.gnutls_privkey_init(private) == 0)
	assert(lib.gnutls_privkey_generate(private[0], ED25519, CURVE_BITS, 0) == 0)
	assert(lib.gnutls_privkey_export_ecc_raw2(private[0], nil, x, nil, nil, 0) == 0)
	ffi.gc(private, function(p) lib.gnutls_privkey_deinit(p[0]) end)
	return setmetatable({ private = private, public = take_text(x), flags = 257 }, Key)
end

return { new = new, u16 = u16, u32 = u32 }
