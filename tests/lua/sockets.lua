-- SPDX-License-Identifier: BSD-2-Clause
-- Sockets on loopback, by the C library's functions.  None of them blocks.

local ffi = require('ffi')
ffi.cdef [[
	struct test_sockaddr { uint16_t family; uint8_t port[2]; uint8_t ip[4]; uint8_t zero[8]; };
	int socket(int, int, int);
	int bind(int, const struct test_sockaddr *, unsigned);
	int listen(int, int);
	int accept(int, struct test_sockaddr *, unsigned *);
	int connect(int, const struct test_sockaddr *, unsigned);
	int getsockname(int, struct test_sockaddr *, unsigned *);
	long recvfrom(int, void *, size_t, int, struct test_sockaddr *, unsigned *);
	long sendto(int, const void *, size_t, int, const struct test_sockaddr *, unsigned);
	int close(int);
]]

local INET, STREAM, DATAGRAM, NONBLOCK, NOSIGNAL = 2, 1, 2, 2048, 0x4000
local buf = ffi.new('uint8_t[65536]')
local len = ffi.new('unsigned[1]')

local sockets = {}

-- 127.x.y.z as text, and a port.
local function sockaddr(address, port)
	assert(address:find('^127%.'), 'tests stay on loopback')
	local ip = {}
	for number in address:gmatch('%d+') do
		table.insert(ip, tonumber(number))
	end
	return ffi.new('struct test_sockaddr', INET, { math.floor(port / 256), port % 256 }, ip)
end

-- A socket for datagrams, and its port; port 0: any.
function sockets.datagram(address, port)
	local fd = ffi.C.socket(INET, DATAGRAM + NONBLOCK, 0)
	local at = sockaddr(address, port or 0)
	assert(ffi.C.bind(fd, at, 16) == 0, 'the port is taken')
	len[0] = 16
	assert(ffi.C.getsockname(fd, at, len) == 0)
	return fd, at.port[0] * 256 + at.port[1]
end

-- A port that neither datagrams nor streams are taken at.
function sockets.free_port(address)
	while true do
		local fd, port = sockets.datagram(address)
		local stream = ffi.C.socket(INET, STREAM, 0)
		local free = ffi.C.bind(stream, sockaddr(address, port), 16) == 0
		sockets.close(stream)
		sockets.close(fd)
		if free then
			return port
		end
	end
end

-- A socket that takes connections, at a port.
function sockets.listener(address, port)
	local fd = ffi.C.socket(INET, STREAM, 0)
	assert(ffi.C.bind(fd, sockaddr(address, port), 16) == 0 and ffi.C.listen(fd, 16) == 0, 'the port is taken')
	return fd
end

function sockets.accept(fd)
	return ffi.C.accept(fd, nil, nil)
end

-- A connection; the kernel takes it up before anybody accepts it.
function sockets.stream(address, port)
	local fd = ffi.C.socket(INET, STREAM, 0)
	assert(ffi.C.connect(fd, sockaddr(address, port), 16) == 0, 'nobody listens')
	return fd
end

-- What has come, and where from (for answers); nil: nothing.  '' of a stream: it was closed.
function sockets.receive(fd)
	local from = ffi.new('struct test_sockaddr')
	len[0] = 16
	local size = tonumber(ffi.C.recvfrom(fd, buf, 65536, 0x40, from, len)) -- does not wait
	if size < 0 then
		return nil
	end
	return ffi.string(buf, size), from
end

function sockets.answer(fd, octets, to)
	ffi.C.sendto(fd, octets, #octets, NOSIGNAL, to, 16)
end

function sockets.send(fd, octets, address, port)
	local to = address and sockaddr(address, port)
	assert(tonumber(ffi.C.sendto(fd, octets, #octets, NOSIGNAL, to, to and 16 or 0)) == #octets)
end

function sockets.close(fd)
	ffi.C.close(fd)
end

return sockets
