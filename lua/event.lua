-- SPDX-License-Identifier: BSD-2-Clause
-- The object event: timers and descriptors.

local room = ...
local native = room('native')
local fail, checked = room('fault').fail, room('fault').checked

local function is_time(ms)
	return type(ms) == 'number' and ms >= 0 and ms <= 1e15
end

local function timer(name, recurrent)
	return function(ms, callback)
		if not is_time(ms) or type(callback) ~= 'function' then
			fail("expected '%s(number timeout, function)'", name)
		end
		return checked(native.event_start(ms, recurrent, callback))
	end
end

return {
	after = timer('after', false),
	recurrent = timer('recurrent', true),
	cancel = function(id)
		if type(id) ~= 'number' then
			fail("expected 'cancel(number event)'")
		end
		return native.event_cancel(id)
	end,
	reschedule = function(id, ms)
		if type(id) ~= 'number' or not is_time(ms) then
			fail("expected 'reschedule(number event, number timeout)'")
		end
		return native.event_reschedule(id, ms)
	end,
	socket = function(fd, callback)
		if type(fd) ~= 'number' or type(callback) ~= 'function' then
			fail("expected 'socket(number fd, function)'")
		end
		return checked(native.event_socket(fd, callback))
	end,
}
