-- SPDX-License-Identifier: BSD-2-Clause
-- Sockets that modules serve.
local t = ...

local ffi = require('ffi')
local sockets = t.sockets
ffi.cdef [[
	int accept4(int, void *, void *, int);
	long write(int, const void *, size_t);
]]

local NONBLOCK = 2048
local told = {} -- what the function of a kind was told

local function on_socket(open, endpoint, address)
	table.insert(told, { open, endpoint.kind, endpoint.family, endpoint.protocol, type(endpoint.fd), address })
end

local function last()
	return told[#told]
end

-- Says "hello" and ends.
local function greet(open, endpoint)
	if open then
		greet_event = event.socket(endpoint.fd, function()
			local fd = ffi.C.accept4(endpoint.fd, nil, nil, NONBLOCK)
			if fd >= 0 then
				ffi.C.write(fd, 'hello', 5)
				ffi.C.close(fd)
			end
		end)
	else
		event.cancel(greet_event)
	end
end

t.test('a module serves sockets of its kind', function()
	local port = sockets.free_port('127.0.0.1')
	t.equal(net.register_endpoint_kind('greeter', greet), true)
	t.equal(net.listen('127.0.0.1', port, { kind = 'greeter' }), true)
	t.equal(net.list()['127.0.0.1'], { port = port, tcp = true, kind = 'greeter' })
	for _ = 1, 2 do
		local fd, said = sockets.stream('127.0.0.1', port), nil
		t.wait_for(function()
			said = sockets.receive(fd)
			return said
		end)
		t.equal(said, 'hello')
		sockets.close(fd)
	end
	t.equal(net.close('127.0.0.1', port), true)
	t.equal(net.close('127.0.0.1', port), false)
	t.equal(net.list(), {})
	t.raises('nobody listens', sockets.stream, '127.0.0.1', port)
	net.register_endpoint_kind('greeter', nil)
end)

t.test('sockets are told of when the kind is registered, and taken back', function()
	local port = sockets.free_port('127.0.0.1')
	local address = '127.0.0.1@' .. port
	t.equal(net.listen('127.0.0.1', port, { kind = 'later' }), true)
	t.equal(net.listen('127.0.0.1', port, { kind = 'later' }), true) -- it is there
	net.register_endpoint_kind('later', on_socket)
	t.equal(last(), { true, 'later', 'inet4', 'tcp', 'number', address })
	t.wait(1)
	t.equal(#told, 1)
	t.raises('is registered already', net.register_endpoint_kind, 'later', on_socket)
	t.raises(address .. ' is listened at for another purpose', net.listen, '127.0.0.1', port, { kind = 'other' })
	t.raises(address .. ' is listened at for another purpose', net.listen, '127.0.0.1', port)
	net.register_endpoint_kind('later', nil)
	t.equal({ #told, last()[1], last()[6] }, { 2, false, address })
	t.equal(net.list(), {})
end)

t.test('a kind that nobody serves is told of and closed', function()
	local port = sockets.free_port('127.0.0.1')
	t.logged('net')
	net.listen('127.0.0.1', port, { kind = 'nobody' })
	t.wait_for(function() return not next(net.list()) end)
	t.equal(t.logged('net'), { ("127.0.0.1@%d: no module serves kind 'nobody'"):format(port) })
end)

t.test('where the daemon listens is no place for a module', function()
	local port = sockets.free_port('127.0.0.1')
	net.register_endpoint_kind('mine', on_socket)
	net.listen('127.0.0.1', port)
	t.raises('is listened at for another purpose', net.listen, '127.0.0.1', port, { kind = 'mine' })
	net.close('127.0.0.1', port)
	net.register_endpoint_kind('mine')
end)

t.test('a function that fails has no socket', function()
	local port = sockets.free_port('127.0.0.1')
	net.register_endpoint_kind('fails', function() error('on purpose') end)
	t.raises('on purpose', net.listen, '127.0.0.1', port, { kind = 'fails' })
	t.equal(net.list(), {})
	net.register_endpoint_kind('fails')
end)

t.test('kinds of our own, and what is no kind, are refused', function()
	for _, kind in ipairs { 'dns', 'tls', 'doh2', 'webmgmt', 'control', 'xdp' } do
		t.raises("is the program's own", net.register_endpoint_kind, kind, on_socket)
	end
	t.raises("expected 'register_endpoint_kind(", net.register_endpoint_kind)
	t.raises("expected 'register_endpoint_kind(", net.register_endpoint_kind, 'x', 5)
	t.raises("kind 'doh2' is not available", net.listen, '127.0.0.1', 5, { kind = 'doh2' })
	t.raises("kind '5' is not available", net.listen, '127.0.0.1', 5, { kind = 5 })
	t.raises("'nowhere' is neither an address nor an interface", net.listen, 'nowhere', 5, { kind = 'x' })
end)

t.test('cqueues, where it is, serves a socket', function()
	local there, cqueues = pcall(require, 'cqueues')
	if not there then
		return
	end
	local port = sockets.free_port('127.0.0.1')
	net.register_endpoint_kind('queued', function(open, endpoint)
		if open then
			worker.coroutine(function()
				cqueues.poll({ pollfd = endpoint.fd, events = 'r' })
				local fd = ffi.C.accept4(endpoint.fd, nil, nil, NONBLOCK)
				ffi.C.write(fd, 'queue', 5)
				ffi.C.close(fd)
			end)
		end
	end)
	net.listen('127.0.0.1', port, { kind = 'queued' })
	local fd, said = sockets.stream('127.0.0.1', port), nil
	t.wait_for(function()
		said = sockets.receive(fd)
		return said
	end)
	t.equal(said, 'queue')
	sockets.close(fd)
	net.register_endpoint_kind('queued')
end)
