-- SPDX-License-Identifier: BSD-2-Clause
-- Logging.

local room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked

local LEVELS = { crit = 0, err = 1, warning = 2, notice = 3, info = 4, debug = 5 }
local WORDS = {}
for word, number in pairs(LEVELS) do
	WORDS[number] = word
end

local function text_of(fmt, ...)
	fmt = tostring(fmt)
	return select('#', ...) > 0 and fmt:format(...) or fmt
end

local function grouped(level)
	return function(group, fmt, ...)
		native.log(level, tostring(group), text_of(fmt, ...))
	end
end

local functions = {
	log_error = grouped(LEVELS.err),
	log_warn = grouped(LEVELS.warning),
	log_notice = grouped(LEVELS.notice),
	log_info = grouped(LEVELS.info),
	log_debug = grouped(LEVELS.debug),
}

function functions.log(fmt, ...)
	native.log(LEVELS.notice, nil, text_of(fmt, ...))
end

function functions.warn(fmt, ...)
	native.log(LEVELS.warning, nil, text_of(fmt, ...))
end

function functions.panic(fmt, ...)
	fail('error: %s', text_of(fmt, ...))
end

function functions.log_level(word)
	if word ~= nil then
		if not LEVELS[word] then
			fail('unsupported log level: %s', tostring(word))
		end
		native.log_level(LEVELS[word])
	end
	return WORDS[native.log_level()]
end

function functions.log_target(word)
	return checked(native.log_target(tostring(word)))
end

local groups = {}

-- Groups all of whose lines are written: set those, or the ones that are set.
function functions.log_groups(list)
	if list ~= nil then
		if type(list) ~= 'table' then
			fail("expected 'log_groups(table groups)'")
		end
		for _, group in ipairs(list) do
			if type(group) ~= 'string' or not group:find('^%S+$') then
				fail('unsupported log group: %s', tostring(group))
			end
		end
		native.log_groups(table.concat(list, ' '))
		groups = { unpack(list) }
	end
	return { unpack(groups) }
end

function functions.verbose(on)
	if on ~= nil then
		native.log_level((on and on ~= 0) and LEVELS.debug or LEVELS.notice)
	end
	return native.log_level() == LEVELS.debug
end

return functions
