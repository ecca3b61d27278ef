-- SPDX-License-Identifier: BSD-2-Clause
-- The root's trust anchors as IANA publishes them (RFC 7958): a file of keys that is not there begins with them
-- when trust_anchors.bootstrap_ca says whom to believe.

local room = ...
local log = room('log')
local fetch = room('https')

local settings = {
	url = 'https://data.iana.org/root-anchors/root-anchors.xml',
	ca = nil, -- a PEM file; nil: the keys that are built in will do
}

-- Seconds since 1970 of '2017-02-02T00:00:00+00:00'; nil: it is no time.
local function seconds(text)
	local y, mo, d, h, mi, s, sign, oh, om = text:match('^(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)([-+])(%d+):(%d+)$')
	if not y then
		y, mo, d, h, mi, s = text:match('^(%d+)-(%d+)-(%d+)T(%d+):(%d+):(%d+)Z?$')
		sign, oh, om = '+', 0, 0
	end
	if not y then
		return nil
	end
	-- Days of the calendar that begins in March.
	y, mo = tonumber(y), tonumber(mo)
	if mo <= 2 then
		y, mo = y - 1, mo + 12
	end
	local days = 365 * y + math.floor(y / 4) - math.floor(y / 100) + math.floor(y / 400)
		+ math.floor((153 * (mo - 3) + 2) / 5) + d - 1 - 719468
	local offset = (oh * 60 + om) * 60 * (sign == '-' and -1 or 1)
	return ((days * 24 + h) * 60 + mi) * 60 + s - offset
end

-- One element's text.
local function element(text, name)
	return text:match('<' .. name .. '>%s*([^<]-)%s*</' .. name .. '>')
end

-- DS records of the root that are valid at a time, as lines; nil and what is wrong.
local function records(xml, now)
	if element(xml, 'Zone') ~= '.' then
		return nil, 'the document is not about the root'
	end
	local lines = {}
	for attributes, digest in xml:gmatch('<KeyDigest([^>]*)>(.-)</KeyDigest>') do
		local from, to = attributes:match('validFrom="([^"]*)"'), attributes:match('validUntil="([^"]*)"')
		local begins, ends = from and seconds(from), to and seconds(to)
		if not begins or to and not ends then
			return nil, 'a key has no valid time'
		end
		if begins <= now and (not ends or now < ends) then
			local fields = {}
			for i, name in ipairs { 'KeyTag', 'Algorithm', 'DigestType', 'Digest' } do
				local value = element(digest, name)
				if not value or not value:find(name == 'Digest' and '^%x+$' or '^%d+$') then
					return nil, ("a key has no valid '%s'"):format(name)
				end
				fields[i] = value
			end
			table.insert(lines, '. 172800 DS ' .. table.concat(fields, ' ') .. '\n')
		end
	end
	if #lines == 0 then
		return nil, 'the document has no key that is valid now'
	end
	return table.concat(lines)
end

local module = { settings = settings, records = records }

-- Make a file of keys.  true; nil: nobody has said whom to believe; false and what is wrong
function module.make(path)
	if not settings.ca then
		return nil
	end
	log.log_notice('ta', "keyfile '%s': doesn't exist, bootstrapping", path)
	local xml, message = fetch(settings.url, settings.ca)
	local lines
	if xml then
		lines, message = records(xml, os.time())
	end
	if not lines then
		return false, ('%s: %s'):format(settings.url, message)
	end
	local beside = path .. '.new'
	local file, fault = io.open(beside, 'w')
	local good = file and file:write(lines) and file:close()
	if not good or not os.rename(beside, path) then
		return false, fault or 'it cannot be written'
	end
	log.log_notice('ta', 'Root trust anchors bootstrapped over https with pinned certificate.\n'
		.. '       You may want to verify them manually, as described on:\n'
		.. '       https://data.iana.org/root-anchors/old/draft-icann-dnssec-trust-anchor.html#sigs')
	return true
end

return module
