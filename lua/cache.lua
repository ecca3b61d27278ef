-- SPDX-License-Identifier: BSD-2-Clause
-- The object cache.

local room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked
local taking = room('fault').taking
local object = room('object')

local CACHE_SIZE_DEFAULT = 10 * 1024 * 1024

local function cache_open(size, uri)
	if type(size) ~= 'number' or (uri ~= nil and type(uri) ~= 'string') then
		fail("expected 'open(number max_size, string uri)'")
	end
	return checked(native.cache_open(size, uri))
end

local function cache_set_storage(uri)
	local size = native.cache_size()
	return cache_open(size > 0 and size or CACHE_SIZE_DEFAULT, uri)
end

-- '*.name' is at and below the name, 'name P' what is known not to be there.
local function cache_pattern(text)
	local name, negative = text:gsub('%s+P$', '')
	local below = name == '*' or name:sub(1, 2) == '*.'
	return below and (name:gsub('^%*%.?', '') .. (#name <= 2 and '.' or '')) or name, not below, negative > 0, below
end

local function cache_get(pattern)
	if pattern ~= nil and type(pattern) ~= 'string' then
		fail("expected 'get(string name)'")
	end
	local name, exact, negative = cache_pattern(pattern or '*.')
	return checked(native.cache_get(name, exact, negative))
end

-- The zone a name is in, as far as the cache knows; as text.
local function apex_of(wire)
	while #wire > 1 do
		local text = native.name_print(wire)
		local types = native.cache_get(text, true, false)[text]
		if types and (types.NS or types.SOA) then
			return text
		end
		wire = wire:sub(wire:byte(1) + 2)
	end
	return '.'
end

-- Forget a chunk. The callback sees what came of it; ours goes on a moment later while there is more.
local function cache_clear_round(name, exact, chunk, callback, prev)
	local wire = native.name_parse(name)
	local apex = wire and native.cache_is_open() and apex_of(wire)
	local count = checked(native.cache_clear_region(name, exact, nil, chunk))
	local result = { round = (prev and prev.round or 0) + 1, count = count }
	if apex ~= native.name_print(wire) then -- what proves that it is not there belongs to the zone
		result.subtree = apex
		result.not_apex = ("to clear proofs of non-existence call cache.clear('%s')"):format(apex)
	end
	if not exact then
		result.chunk_limit = count == chunk and 'chunk size limit reached' or nil
	end
	callback(name, exact, nil, chunk, result, prev)
	return result
end

local function cache_clear_on(name, exact, _, chunk, result)
	if result.chunk_limit then
		room('event').after(1, function()
			cache_clear_round(name, exact, chunk, cache_clear_on, result)
		end)
	end
end

-- A type as kres.type has it, or its mnemonic.
local function type_text(rr_type)
	if type(rr_type) == 'number' and rr_type >= 0 and rr_type <= 65535 and rr_type % 1 == 0 then
		return 'TYPE' .. rr_type
	elseif type(rr_type) ~= 'string' then
		fail('cache.clear(): incorrect rr_type passed')
	end
	return rr_type
end

local function cache_clear(name, exact, rr_type, chunk, callback, prev)
	if name == nil then
		return checked(native.cache_clear_all())
	end
	if type(name) ~= 'string' then
		fail('cache.clear(): incorrect name passed')
	end
	local plain, _, negative, below = cache_pattern(name)
	if negative or below then
		return checked(native.cache_clear_region(plain, false))
	end
	if exact ~= nil and type(exact) ~= 'boolean' then
		fail('cache.clear(): incorrect exact passed')
	end
	if rr_type ~= nil and not exact then
		fail('cache.clear(): specifying rr_type only makes sense with exact=true')
	end
	if rr_type ~= nil and (chunk ~= nil or callback ~= nil) then
		fail('cache.clear(): chunk_size and callback parameters not supported with rr_type')
	end
	if chunk ~= nil and (type(chunk) ~= 'number' or chunk <= 0) then
		fail('cache.clear(): chunk_size has to be a positive integer')
	end
	if callback ~= nil and type(callback) ~= 'function' then
		fail('cache.clear(): callback has to be a function')
	end
	if rr_type ~= nil then
		return { count = checked(native.cache_clear_region(name, true, type_text(rr_type))) }
	end
	return cache_clear_round(name, exact or false, chunk or 100, callback or cache_clear_on, prev)
end

local function cache_prune(limit)
	if limit ~= nil and type(limit) ~= 'number' then
		fail("expected 'prune(number limit)'")
	end
	return { pruned = checked(native.cache_prune(limit or 65536)) }
end

local function zone_import(path)
	if type(path) ~= 'string' then
		fail("expected 'zone_import(string path)'")
	end
	local code, message = native.zone_import(path)
	return { code = code, msg = message }
end

return object({
	open = cache_open,
	count = native.cache_count,
	stats = native.cache_stats,
	backends = function() return { ['lmdb://'] = native.cache_is_open() } end,
	close = native.cache_close,
	prune = cache_prune,
	get = cache_get,
	fssize = function() return checked(native.cache_fssize()) end,
	checkpoint = native.cache_checkpoint,
	ns_tout = taking('number', 'cache.ns_tout(interval in ms)', native.cache_ns_tout),
	max_ttl = taking('number', 'max_ttl(number ttl)', native.cache_max_ttl),
	min_ttl = taking('number', 'min_ttl(number ttl)', native.cache_min_ttl),
	clear = cache_clear,
	zone_import = zone_import,
	clear_everything = function() return checked(native.cache_clear_all()) end,
}, {
	size = native.cache_size,
	current_size = native.cache_size,
	storage = native.cache_storage,
	current_storage = native.cache_storage,
}, {
	size = cache_open,
	storage = cache_set_storage,
}, nil, function(name)
	local found = cache_get(name)
	return next(found) and found or nil
end)
