-- SPDX-License-Identifier: BSD-2-Clause
-- worker.coroutine and worker.sleep: functions that wait without holding up the process.  With the library
-- cqueues there, they run in one of its controllers, so that its sockets and promises can be waited for, too.

local room = ...
local fail = room('fault').fail
local event = room('event')
local log = room('log')

local worker = {} -- worker.bg_worker: cq is the controller, once there is one

-- ---- without cqueues ----

local sleeping = {} -- milliseconds, by coroutine
local ours = setmetatable({}, { __mode = 'k' }) -- coroutines that were started here

local function go_on(co)
	local good, message = coroutine.resume(co)
	if not good then
		log.log_error('worker', '%s', tostring(message))
	elseif coroutine.status(co) ~= 'dead' then
		event.after(sleeping[co] or 0, function() go_on(co) end)
		sleeping[co] = nil
	end
end

-- ---- with cqueues ----

local cqueues, timer

-- Let the controller work, and come back when it wants to.
local function step()
	local good, message = worker.cq:step(0)
	while not good do
		log.log_error('worker', '%s', tostring(message))
		good, message = worker.cq:step(0)
	end
	if timer then
		event.cancel(timer)
		timer = nil
	end
	local seconds = worker.cq:timeout()
	if seconds then
		timer = event.after(math.ceil(seconds * 1000), function()
			timer = nil
			step()
		end)
	end
end

-- The controller; nil: the library is not there.
local function controller()
	if worker.cq then
		return worker.cq
	end
	local there, library = pcall(require, 'cqueues')
	if not there then
		return nil
	end
	cqueues, worker.cq = library, library.new()
	event.socket(worker.cq:pollfd(), step)
	return worker.cq
end

-- ---- both ----

-- worker.coroutine(f): begins in the next turn of the loop.
local function start(f)
	if type(f) ~= 'function' then
		fail("expected 'coroutine(function)'")
	end
	if not controller() then
		local co = coroutine.create(f)
		ours[co] = true
		event.after(0, function() go_on(co) end)
		return true
	end
	worker.cq:wrap(f)
	event.after(0, step)
	return true
end

-- worker.sleep(seconds), within such a function.
local function sleep(seconds)
	if type(seconds) ~= 'number' or seconds < 0 then
		fail("expected 'sleep(number seconds)'")
	end
	if worker.cq and cqueues.running() then
		return cqueues.sleep(seconds)
	end
	local co = coroutine.running()
	if not ours[co or 0] then -- it would hold up everybody
		fail('worker.sleep() is for functions that worker.coroutine() runs')
	end
	sleeping[co] = seconds * 1000
	coroutine.yield()
end

return { coroutine = start, sleep = sleep, worker = worker }
