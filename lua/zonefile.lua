-- SPDX-License-Identifier: BSD-2-Clause
-- require('zonefile'): records in the text of zone files.

local room = ...
local native = room('native')

local DEFAULT_TTL = 3600

local function read(text, path, origin, ttl)
	local wire = native.name_parse(origin or '.')
	if not wire then
		error('invalid origin', 3)
	end
	local records, message = native.zone_read(text, path, wire, ttl or DEFAULT_TTL)
	if not records then
		error(message, 3)
	end
	return records
end

local zonefile = {}

-- Records in a text, or in a file: a list of { owner, ttl, class, type, rdata, line }.  Raises an error that says
-- file and line.
function zonefile.string(text, origin, ttl)
	if type(text) ~= 'string' then
		error("expected 'string(string text, string origin, number ttl)'", 2)
	end
	return read(text, 'text', origin, ttl)
end

function zonefile.file(path, origin, ttl)
	if type(path) ~= 'string' then
		error("expected 'file(string path, string origin, number ttl)'", 2)
	end
	return read(nil, path, origin, ttl)
end

-- The same, record by record: a callback that returns false ends it.
function zonefile.parser(callback, origin, ttl)
	local function each(records)
		for _, rr in ipairs(records) do
			if callback(rr) == false then
				return false
			end
		end
		return true
	end
	return {
		parse = function(_, text) return each(read(text, 'text', origin, ttl)) end,
		parse_file = function(_, path) return each(read(nil, path, origin, ttl)) end,
	}
end

return zonefile
