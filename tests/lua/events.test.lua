-- SPDX-License-Identifier: BSD-2-Clause
-- Timers from within the daemon.
local t = ...

t.test('a recurrent timer runs at once and again until it is cancelled', function()
	local count, id = 0
	id = event.recurrent(2, function(e)
		count = count + 1
		if count == 3 then
			event.cancel(e)
		end
	end)
	t.equal(type(id), 'number')
	t.wait_for(function() return count == 3 end)
	t.wait(10)
	t.equal(count, 3)
	t.equal(event.cancel(id), false)
end)

t.test('a timer that fails is told of and gone', function()
	local count = 0
	event.recurrent(1, function()
		count = count + 1
		error('on purpose')
	end)
	t.wait(10)
	t.equal(count, 1)
end)
