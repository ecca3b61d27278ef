-- SPDX-License-Identifier: BSD-2-Clause
-- kres.context().cache: putting records into the cache.

local room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked
local rrset = room('rrset')

local Cache = {}
Cache.__index = Cache

-- An RRset, its signatures (or nil), a number of kres.rank, and when it was learnt in seconds since 1970
-- (nil: now).
function Cache:insert(rr, rrsig, rank, timestamp)
	if not rrset.is(rr) or rrsig ~= nil and not rrset.is(rrsig) or rank ~= nil and type(rank) ~= 'number' then
		fail("expected 'insert(rrset, rrsig, number rank, number timestamp)'")
	end
	local sigs = {}
	for i = 0, rrsig and rrsig:rdcount() - 1 or -1 do
		sigs[i + 1] = rrsig:rdata(i)
	end
	local data = {}
	for i = 0, rr:rdcount() - 1 do
		data[i + 1] = rr:rdata(i)
	end
	return checked(native.cache_insert(rr:owner(), rr.type, rr:ttl(), data, sigs, rank or 0, timestamp))
end

-- What was put is written now.
function Cache:sync()
	return native.cache_sync()
end

return setmetatable({}, Cache)
