-- SPDX-License-Identifier: BSD-2-Clause
-- The configuration of a kresd that runs one file of Lua tests ($LUA_TEST) and ends.  The file is a chunk that
-- gets the table t below.  Tests run one after another, each in a coroutine, when the daemon is up.

-- Nobody outside of this machine is asked: until a test has a server (t.serve) there is none.
-- Modules that ask of their own accord are loaded by their tests.
for _, name in ipairs { 'priming', 'detect_time_skew', 'ta_signal_query' } do
	modules.unload(name)
end
trust_anchors.keyfile_default = nil
net.lab_port(1)
hints.root({ ['nobody.test.'] = '127.0.0.1' })

local FILE = os.getenv('LUA_TEST')
local PATIENCE = 10 -- seconds for one test

local t = {}
local tests = {}

-- ---- saying what a test is, and what it found ----

-- A test: it fails by an error.
function t.test(name, f)
	table.insert(tests, { name = name, f = f })
end

-- The line of the test file that called into here.
local function raise(message)
	local level = 2
	while true do
		local at = debug.getinfo(level, 'Sl')
		if not at then
			error(message, 0)
		elseif at.source == '@' .. FILE then
			error(('%s:%d: %s'):format(FILE, at.currentline, message), 0)
		end
		level = level + 1
	end
end

local function shown(value)
	return type(value) == 'table' and '{\n' .. table_print(value) .. '}'
		or type(value) == 'string' and ('%q'):format(value) or tostring(value)
end

local function is_same(a, b)
	if type(a) ~= 'table' or type(b) ~= 'table' then
		return a == b
	end
	for k, v in pairs(a) do
		if not is_same(v, b[k]) then
			return false
		end
	end
	for k in pairs(b) do
		if a[k] == nil then
			return false
		end
	end
	return true
end

-- Tables are equal when what is in them is.
function t.equal(got, expected, what)
	if not is_same(got, expected) then
		raise(('%sgot %s, expected %s'):format(what and what .. ': ' or '', shown(got), shown(expected)))
	end
end

function t.ok(value, what)
	if not value then
		raise((what or 'condition') .. ' does not hold')
	end
end

-- The function must raise an error with this text in it (a plain one, no pattern).
function t.raises(text, f, ...)
	local good, message = pcall(f, ...)
	if good then
		raise(('no error, expected one with %q'):format(text))
	elseif not tostring(message):find(text, 1, true) then
		raise(('error %q, expected one with %q'):format(tostring(message), text))
	end
end

-- ---- waiting ----

-- Give up control; start(resume) arranges for resume(...), whose arguments are returned.  What is borrowed in
-- them, like a packet, may be used until the test waits again.
function t.await(start)
	local co = coroutine.running()
	local early, done
	start(function(...)
		if coroutine.status(co) == 'suspended' then
			done(...)
		else
			early = { n = select('#', ...), ... }
		end
	end)
	if early then
		return unpack(early, 1, early.n)
	end
	return coroutine.yield(function(resume) done = resume end)
end

function t.wait(ms)
	t.await(function(resume) event.after(ms, resume) end)
end

-- Wait until the condition holds.
function t.wait_for(condition, what)
	local deadline = os.time() + PATIENCE / 2
	while not condition() do
		if os.time() > deadline then
			raise((what or 'condition') .. ' has not come to hold')
		end
		t.wait(2)
	end
end

-- ---- the clock ----

local ffi = require('ffi')
ffi.cdef [[
void clock_shift_wall(int64_t);
struct harness_time { long s, ns; };
int clock_gettime(int, struct harness_time *);
]]
local ahead = 0

-- What the daemon's wall clock shows.
function t.now()
	return os.time() + ahead
end

-- Let the daemon's wall clock go forward (or back) by some seconds: what is cached ages, timers do not run.
function t.advance(seconds)
	ahead = ahead + seconds
	ffi.C.clock_shift_wall(ahead)
	cache.max_ttl(cache.max_ttl()) -- drops finished answers: they age by the other clock
end

-- ---- servers and clients ----

local folder = debug.getinfo(1, 'S').source:match('^@(.*)/')

local function part(name, ...)
	return assert(loadfile(('%s/%s.lua'):format(folder, name)))(...)
end

local sockets, signer = part('sockets'), part('signer', t)
local message = part('message', signer)
t.sockets = sockets -- for tests of listening
part('server', t, sockets, signer, message)
part('client', t, sockets, signer, message)

-- Resolve and wait: the answer and the request, to be used before the test waits again.
function t.resolve(name, rtype, options, init)
	return t.await(function(resume)
		resolve(name, kres.type[rtype or 'A'], kres.class.IN, options, resume, init)
	end)
end

-- ---- what is put back ----

-- Call f, then what puts everything back; an error of f is raised.
function t.finally(f, put_back)
	local good, fault = pcall(f)
	put_back()
	if not good then
		error(fault, 0)
	end
end

-- With a module for the time of f.
function t.with(module, f)
	modules.load(module)
	t.finally(f, function() modules.unload(module:match('^%S+')) end)
end

-- ---- the log ----

local logged = 0 -- octets of what the daemon says (run) that were looked at

-- What was logged in a group since the last call.  Lines that begin with no group belong to those before.
function t.logged(group)
	local file = assert(io.open('.out'))
	file:seek('set', logged)
	local list, ours = {}, false
	for line in file:lines() do
		local whose, text = line:match('^%[ ?(%S+) ?%] (.*)$')
		if whose then
			ours = whose == group
		end
		if whose and ours then
			table.insert(list, text)
		elseif ours then
			list[#list] = list[#list] .. '\n' .. line
		end
	end
	logged = file:seek()
	file:close()
	return list
end

-- ---- running ----

-- Results are lines of the Test Anything Protocol.
local running, watchdog

local function tell(index, name, message)
	print(('%sok %d - %s'):format(message and 'not ' or '', index, name))
	if message then
		print('# ' .. tostring(message):gsub('\n', '\n# '))
	end
end

-- Milliseconds to the next second of the clock.
local function to_next_second()
	local now = ffi.new('struct harness_time')
	ffi.C.clock_gettime(0, now)
	return math.ceil(1000 - tonumber(now.ns) / 1e6)
end

local function next_test(index)
	local test = tests[index]
	if not test then
		quit()
		return
	end
	-- Tests are short, and see TTLs: none begins at the end of a second.
	local left = to_next_second()
	if left < 100 then
		event.after(left, function() next_test(index) end)
		return
	end
	running = index
	local function over(message)
		if running ~= index then
			return
		end
		running = nil
		event.cancel(watchdog)
		tell(index, test.name, message)
		event.after(0, function() next_test(index + 1) end)
	end
	watchdog = event.after(PATIENCE * 1000, function() over(FILE .. ': it did not end in time') end)
	local co = coroutine.create(test.f)
	local function go(...)
		local good, value = coroutine.resume(co, ...)
		if not good then
			over(value)
		elseif coroutine.status(co) == 'dead' then
			over()
		else
			value(go)
		end
	end
	go()
end

local chunk, message = loadfile(FILE)
if not chunk then
	error(message, 0)
end
chunk(t)
if #tests == 0 then
	error(FILE .. ': no tests in it', 0)
end
print('1..' .. #tests)
event.after(0, function() next_test(1) end)
