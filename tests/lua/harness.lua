-- SPDX-License-Identifier: BSD-2-Clause
-- The configuration of a kresd that runs one file of Lua tests ($LUA_TEST) and ends.  The file is a chunk that
-- gets the table t below.  Tests run one after another, each in a coroutine, when the daemon is up.

-- Nobody outside of this machine is asked.
modules.unload('priming')
modules.unload('detect_time_skew')

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

-- ---- a server to ask ----

-- Answer all questions of the resolver: zone['name. TYPE'] is a list of record data as text, or a function(pkt,
-- question) that fills an answer in.  Names that are not there do not exist.  Without DNSSEC.
-- Returns a table { asked = { 'name. TYPE', ... }, zone = zone }.
function t.serve(zone)
	local ffi = require('ffi')
	pcall(ffi.cdef, [[
		struct test_sockaddr { uint16_t family; uint8_t port[2]; uint8_t ip[4]; uint8_t zero[8]; };
		int socket(int, int, int);
		int bind(int, const struct test_sockaddr *, unsigned);
		int getsockname(int, struct test_sockaddr *, unsigned *);
		long recvfrom(int, void *, size_t, int, struct test_sockaddr *, unsigned *);
		long sendto(int, const void *, size_t, int, const struct test_sockaddr *, unsigned);
	]])
	local INET, DATAGRAM = 2, 2 + 2048 -- does not block
	local fd = ffi.C.socket(INET, DATAGRAM, 0)
	local at, len = ffi.new('struct test_sockaddr', INET, {}, { 127, 0, 0, 1 }), ffi.new('unsigned[1]', 16)
	assert(ffi.C.bind(fd, at, 16) == 0)
	assert(ffi.C.getsockname(fd, at, len) == 0)
	trust_anchors.keyfile_default = nil
	net.lab_port(at.port[0] * 256 + at.port[1])
	hints.root({ ['ns.test.'] = '127.0.0.1' })
	option('NO_MINIMIZE', true)
	local server, buf = { asked = {}, zone = zone }, ffi.new('uint8_t[4096]')
	local soa = '\2ns\0\0' .. ('\0\0\0\9'):rep(5)
	event.socket(fd, function()
		local size = ffi.C.recvfrom(fd, buf, 4096, 0, at, len)
		if size < 12 then
			return
		end
		local query, reply = kres.packet(4096, ffi.string(buf, size)), kres.packet(65535)
		local name, rtype = query:qname(), query:qtype()
		local key = kres.dname2str(name):lower() .. ' ' .. kres.tostring.type[rtype]
		table.insert(server.asked, key)
		reply:question(name, kres.class.IN, rtype)
		reply:id(query:id())
		reply:qr(true)
		reply:aa(true)
		reply:begin(kres.section.ANSWER)
		local found = server.zone[key]
		if type(found) == 'function' then
			found(reply, key)
		elseif found then
			for _, text in ipairs(found) do
				local word = text:match('^CNAME ') and 'CNAME' or kres.tostring.type[rtype]
				local data = kres.parse_rdata({ text:match('^CNAME ') and text or word .. ' ' .. text })[1]
				assert(reply:put(name, 300, kres.class.IN, kres.type[word], data))
			end
		else
			reply:rcode(kres.rcode.NXDOMAIN)
			reply:begin(kres.section.AUTHORITY)
			assert(reply:put('\0', 9, kres.class.IN, kres.type.SOA, soa))
		end
		ffi.C.sendto(fd, reply.packet.wire, reply.packet.size, 0, at, 16)
	end)
	return server
end

-- Resolve and wait: the answer and the request, to be used before the test waits again.
function t.resolve(name, rtype, options, init)
	return t.await(function(resume)
		resolve(name, kres.type[rtype or 'A'], kres.class.IN, options, resume, init)
	end)
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
