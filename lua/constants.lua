-- SPDX-License-Identifier: BSD-2-Clause
-- Numbers of the protocol by name and back: kres.type.A, kres.tostring.type[1] ...

local room = ...
local native = room('native')

local kres = { tostring = {} }

-- kres[kind] has the numbers, kres.tostring[kind] their names.
local function numbers(kind, list)
	local names = {}
	for name, number in pairs(list) do
		names[number] = name
	end
	kres[kind], kres.tostring[kind] = list, names
end

numbers('class', { IN = 1, CH = 3, NONE = 254, ANY = 255 })
numbers('section', { ANSWER = 0, AUTHORITY = 1, ADDITIONAL = 2 })
numbers('opcode', { QUERY = 0, IQUERY = 1, STATUS = 2, NOTIFY = 4, UPDATE = 5 })
numbers('rcode', {
	NOERROR = 0, FORMERR = 1, SERVFAIL = 2, NXDOMAIN = 3, NOTIMPL = 4, REFUSED = 5, YXDOMAIN = 6,
	YXRRSET = 7, NXRRSET = 8, NOTAUTH = 9, NOTZONE = 10, BADVERS = 16, BADCOOKIE = 23,
})
numbers('rank', {
	INITIAL = 0, OMIT = 1, TRY = 2, INDET = 4, BOGUS = 5, MISMATCH = 6, MISSING = 7, INSECURE = 8,
	AUTH = 16, SECURE = 32,
})
-- RFC 8914 section 5.2 and its registry
numbers('extended_error', {
	NONE = -1, OTHER = 0, DNSKEY_ALG = 1, DS_DIGEST = 2, STALE = 3, FORGED = 4, INDETERMINATE = 5,
	BOGUS = 6, SIG_EXPIRED = 7, SIG_NOTYET = 8, DNSKEY_MISS = 9, RRSIG_MISS = 10, DNSKEY_BIT = 11,
	NSEC_MISS = 12, CACHED_ERR = 13, NOT_READY = 14, BLOCKED = 15, CENSORED = 16, FILTERED = 17,
	PROHIBITED = 18, STALE_NXD = 19, NOTAUTH = 20, NOTSUP = 21, NREACH_AUTH = 22, NETWORK = 23,
	INV_DATA = 24,
})
numbers('type', native.types())

-- Types without a name of their own are TYPEnnn (RFC 3597 section 5).
setmetatable(kres.type, {
	__index = function(_, word)
		return type(word) == 'string' and native.type_parse(word) or nil
	end,
})
setmetatable(kres.tostring.type, {
	__index = function(_, number)
		return type(number) == 'number' and native.type_print(number) or nil
	end,
})

return kres
