-- SPDX-License-Identifier: BSD-2-Clause
-- How faults are told: at the user's line that led to them.

-- Chunks of the program itself have names that begin so.
local OURS = '^=kresd/'

local fault = {}

-- Raise an error at the line of the user's that led here, however deep in our own files it was found.
function fault.fail(fmt, ...)
	local message = select('#', ...) > 0 and fmt:format(...) or fmt
	local level = 2
	while true do
		local at = debug.getinfo(level, 'Sl')
		if not at then
			error(message, 0)
		end
		if not at.source:find(OURS) and at.currentline > 0 then
			error(('%s:%d: %s'):format(at.short_src, at.currentline, message), 0)
		end
		level = level + 1
	end
end

-- The result of a native function that says no by nil and a message.
function fault.checked(result, message)
	if result == nil then
		fault.fail(message)
	end
	return result
end

-- A native function whose first argument, if there is one, is of a kind; texts of numbers are numbers, and numbers
-- are texts.
function fault.taking(kind, usage, f)
	return function(...)
		local value = ...
		local fits = type(value) == kind or kind == 'number' and tonumber(value) or kind == 'string' and type(value) == 'number'
		if value ~= nil and not fits then
			fault.fail("expected '%s'", usage)
		elseif value == nil then
			return f()
		end
		return f(...)
	end
end

function fault.unavailable(what)
	fault.fail("'%s' is not available in this version", what)
end

return fault
