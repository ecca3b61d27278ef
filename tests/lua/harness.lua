-- SPDX-License-Identifier: BSD-2-Clause
-- The configuration of a kresd that runs one file of Lua tests ($LUA_TEST) and ends.  The file is a chunk that
-- gets the table t below.  Tests run one after another, each in a coroutine, when the daemon is up.

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

-- ---- running ----

-- Results are lines of the Test Anything Protocol.
local running, watchdog

local function tell(index, name, message)
	print(('%sok %d - %s'):format(message and 'not ' or '', index, name))
	if message then
		print('# ' .. tostring(message):gsub('\n', '\n# '))
	end
end

local function next_test(index)
	local test = tests[index]
	if not test then
		quit()
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
