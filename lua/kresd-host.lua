#!/bin/sh
_=[[
# SPDX-License-Identifier: BSD-2-Clause
# The shell starts a resolver of its own, in a folder that is removed in the end; what follows below is Lua, its configuration.
here=$(dirname "$0") folder=$(mktemp -d) i=0
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
for argument; do
	i=$((i + 1))
	export "KRESD_TOOL_$i=$argument"
done
for kresd in "$here/kresd" "$here/../sbin/kresd" kresd; do
	command -v "$kresd" >/dev/null && break
done
KRESD_NO_LISTEN=1 KRESD_TOOL_FOLDER=$(pwd) "$kresd" -n -q -c "$(realpath "$0")" "$folder"
exit
]]
-- SPDX-License-Identifier: BSD-2-Clause
-- Looks up addresses and mail servers of a host.

local USAGE = [[
usage: kresd-host.lua [-vdh46D] [-c class] [-t type] [-C configuration] [-f keyfile] hostname

-v  say whether answers are secure      -4, -6  ask over one family alone
-d  tell all that happens               -D      trust anchors of the root in root.keys
-f  trust anchors of the root           -C      configuration of the resolver, Lua]]

local function die(message)
	io.stderr:write(message, '\n')
	os.exit(1)
end

local options, words = {}, {}
do
	local i = 1
	local function argument()
		i = i + 1
		return os.getenv('KRESD_TOOL_' .. (i - 1))
	end
	-- "-vt MX", "-v" "-tMX"
	local function take(letters)
		while letters ~= '' do
			local letter, rest = letters:match('^(.)(.*)$')
			if letter:match('[vdh46D]') then
				options[letter], letters = true, rest
			elseif letter:match('[ctCf]') then
				options[letter] = rest ~= '' and rest or argument() or die(USAGE)
				letters = ''
			else
				die(USAGE)
			end
		end
	end
	for word in argument do
		if word:match('^%-.') then
			take(word:sub(2))
		else
			table.insert(words, word)
		end
	end
end
if options.h then
	print(USAGE)
	os.exit(0)
end
local host = words[1]
if #words ~= 1 then
	die(USAGE)
end

local function from_there(path)
	return path:sub(1, 1) == '/' and path or env.KRESD_TOOL_FOLDER .. '/' .. path
end

if options.d then verbose(true) else log_level('warning') end
if options['4'] then net.ipv6 = false end
if options['6'] then net.ipv4 = false end
if options.C then
	local chunk, message = loadstring(options.C, '=configuration')
	assert(chunk, message)()
end
local keyfile = options.f or options.D and 'root.keys'
if keyfile then
	trust_anchors.add_file(from_there(keyfile), true)
end

-- Nothing else is looked after: it ends at once.
for _, module in ipairs({ 'priming', 'detect_time_skew', 'ta_signal_query' }) do
	modules.unload(module)
end

-- The name that an address has in the reverse tree.
local function reverse(address)
	local octets = kres.str2ip(address)
	if not octets then
		return nil
	elseif #octets == 4 then
		return ('%d.%d.%d.%d.in-addr.arpa'):format(octets:reverse():byte(1, 4))
	end
	return octets:reverse():gsub('.', function(c)
		return ('%x.%x.'):format(c:byte() % 16, math.floor(c:byte() / 16))
	end) .. 'ip6.arpa'
end

local name = reverse(host) or host
local types = options.t and { options.t:upper() } or name ~= host and { 'PTR' } or { 'A', 'AAAA', 'MX' }
local class = kres.class[(options.c or 'IN'):upper()] or die('unknown class')
for _, rtype in ipairs(types) do
	if not kres.type[rtype] then
		die('unknown type')
	end
end

local WORDS = {
	A = 'has address',
	AAAA = 'has IPv6 address',
	MX = 'mail is handled by',
	CNAME = 'is an alias for',
	PTR = 'domain name pointer',
}
local aliases = {} -- said already

local function say(rr, secure)
	local rtype = kres.tostring.type[rr.type]
	-- "owner ttl type data"
	local data = kres.rr2str(rr):match('^%S+%s+%d+%s+%S+%s+(.*)$')
	local owner = kres.dname2str(rr.owner)
	if rr.type == kres.type.RRSIG or rr.type == kres.type.CNAME and aliases[owner] then
		return
	end
	aliases[owner] = rr.type == kres.type.CNAME
	local words = WORDS[rtype] or ('has %s record'):format(rtype)
	print(('%s %s %s%s'):format(owner, words, data, options.v and (secure and ' (secure)' or ' (insecure)') or ''))
end

local function ask(i)
	if not types[i] then
		quit()
		return
	end
	resolve(name, kres.type[types[i]], class, { 'DNSSEC_WANT' }, function(answer)
		local rcode = answer:rcode()
		if rcode ~= kres.rcode.NOERROR then
			print(('Host %s not found: %d(%s)'):format(host, rcode, kres.tostring.rcode[rcode]))
			os.exit(1)
		end
		for _, rr in ipairs(answer:section(kres.section.ANSWER)) do
			say(rr, answer:ad())
		end
		ask(i + 1)
	end)
end

event.after(0, function() ask(1) end)
