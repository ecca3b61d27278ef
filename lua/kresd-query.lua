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
-- Asks one question and runs a script with what came of it.

local USAGE = [[
usage: kresd-query.lua [-t TYPE] [-c CLASS] [-C CONFIGURATION] NAME SCRIPT

The script is Lua; pkt is the answer, req the request.  Its error is the exit status.]]

local function die(message)
	io.stderr:write(message, '\n')
	os.exit(1)
end

local options, words = { t = 'A', c = 'IN' }, {}
do
	local i = 1
	local function argument()
		i = i + 1
		return os.getenv('KRESD_TOOL_' .. (i - 1))
	end
	for word in argument do
		local name, value = word:match('^%-([tcC])(.*)$')
		if name then
			options[name] = value ~= '' and value or argument() or die(USAGE)
		elseif word == '-h' or word == '--help' then
			print(USAGE)
			os.exit(0)
		elseif word:match('^%-.') and #words == 0 then
			die(USAGE)
		else
			table.insert(words, word)
		end
	end
end
local name, text = unpack(words)
if #words ~= 2 then
	die(USAGE)
end

-- Files are those of the folder this was started in.
local add_file = trust_anchors.add_file
local function add_file_from_there(path, readonly)
	return add_file(path:sub(1, 1) == '/' and path or env.KRESD_TOOL_FOLDER .. '/' .. path, readonly)
end
trust_anchors.add_file, trust_anchors.config = add_file_from_there, add_file_from_there

local rtype, class = kres.type[options.t:upper()], kres.class[options.c:upper()]
local script, message = loadstring(text, '=script')
if not rtype or not class then
	die('unknown type or class')
elseif not script then
	die(message)
end
if options.C then
	local chunk
	chunk, message = loadstring(options.C, '=configuration')
	assert(chunk, message)()
end
option('ALWAYS_CUT', true)

-- Nothing else is looked after: it ends at once.
for _, module in ipairs({ 'priming', 'detect_time_skew', 'ta_signal_query' }) do
	modules.unload(module)
end

event.after(0, function()
	resolve(name, rtype, class, {}, function(pkt, req)
		setfenv(script, setmetatable({ pkt = pkt, req = req }, { __index = _G }))
		local good, fault = pcall(script)
		if not good then
			die(tostring(fault))
		end
		quit()
	end)
end)
