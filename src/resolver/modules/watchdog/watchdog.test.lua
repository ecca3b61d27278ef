-- SPDX-License-Identifier: BSD-2-Clause
-- A service manager is told that the process lives.
local t = ...

local ffi = require('ffi')
ffi.cdef [[
	int setenv(const char *, const char *, int);
	int unsetenv(const char *);
	struct test_sockaddr_un { uint16_t family; char path[108]; };
]]
local UNIX, DATAGRAM, NOWAIT = 1, 2 + 2048, 0x40
local MANAGER = '@watchdog-test-' .. worker.pid

local server = t.serve { ['self.example. A'] = { '192.0.2.1' }, ['self.example. MX'] = { '10 self.example.' } }
local heard = 0 -- times that we were said to live

-- The service manager.
local fd = ffi.C.socket(UNIX, DATAGRAM, 0)
local at = ffi.new('struct test_sockaddr_un', UNIX, '\0' .. MANAGER:sub(2))
assert(ffi.C.bind(fd, ffi.cast('struct test_sockaddr *', at), 2 + #MANAGER) == 0)
local buf = ffi.new('char[100]')
event.socket(fd, function()
	local size = tonumber(ffi.C.recvfrom(fd, buf, 100, NOWAIT, nil, nil))
	heard = heard + (size > 0 and ffi.string(buf, size) == 'WATCHDOG=1' and 1 or 0)
end)

local function load_with(usec, pid)
	ffi.C.setenv('NOTIFY_SOCKET', MANAGER, 1)
	for name, value in pairs { WATCHDOG_USEC = usec or false, WATCHDOG_PID = pid or false } do
		if value then
			ffi.C.setenv(name, tostring(value), 1)
		else
			ffi.C.unsetenv(name)
		end
	end
	modules.load('watchdog') -- anew
	heard = 0
end

local function is_told()
	heard = 0
	t.wait(20)
	return heard > 0
end

t.test('it is told twice in the time it allows', function()
	load_with(20000, worker.pid)
	t.wait_for(function() return heard >= 3 end)
	load_with(20000)
	t.wait_for(function() return heard >= 2 end)
	t.equal(server:news(), {}, 'nothing is asked')
end)

t.test('nobody is told who does not watch this process', function()
	for _, env in ipairs { {}, { 20000, worker.pid + 1 }, { 'x' }, { '' } } do
		load_with(unpack(env, 1, 2))
		t.ok(not is_told(), tostring(env[1]))
	end
end)

t.test('with a question it is told when that is answered', function()
	load_with(4000)
	watchdog.config { qname = 'self.example' }
	t.wait_for(function() return heard >= 2 end)
	t.equal(server:news()[1], 'self.example. A')
	watchdog.config { qname = 'self.example', qtype = kres.type.MX }
	t.wait_for(function() return server:news()[1] == 'self.example. MX' end)
	watchdog.config { qname = 'self.example', qtype = 'TXT' }
	t.wait_for(function() return server:news()[1] == 'self.example. TXT' end)
	t.ok(is_told(), 'that there is nothing is an answer')
end)

t.test('while the answer is awaited it is not told', function()
	server.silent = true
	cache.clear()
	t.wait_for(function() return not is_told() end)
	server.silent = false
	t.wait_for(is_told)
end)

t.test('without a question it is told again', function()
	watchdog.config()
	server.silent = true
	cache.clear()
	t.ok(is_told())
	server.silent = false
end)

t.test('what is no question is refused', function()
	for _, wrong in ipairs { { qname = 5 }, { qname = 'a..b' }, { qtype = 0 }, { qtype = 65536 }, { qtype = 'NOTHING' }, { other = 1 }, 'x' } do
		t.raises("expected 'config({ qname = string, qtype = number })'", watchdog.config, wrong)
	end
	t.ok(is_told())
end)

t.test('without the module nobody is told', function()
	modules.unload('watchdog')
	t.wait(2)
	t.ok(not is_told())
	t.equal(watchdog, nil)
end)
