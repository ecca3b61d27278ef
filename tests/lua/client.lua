-- SPDX-License-Identifier: BSD-2-Clause
-- A client: what the daemon answers, as octets that came over a socket.

local t, sockets, signer, message = ...

local port, last_id = nil, 0

-- The port on 127.0.0.1 where the daemon is asked; listened on from the first question on.
function t.port()
	if not port then
		port = sockets.free_port('127.0.0.1')
		assert(net.listen('127.0.0.1', port))
	end
	return port
end

-- Wait for octets until they are enough.
local function receive(fd, enough)
	local got = ''
	return t.await(function(resume)
		local id
		id = event.socket(fd, function()
			local octets = sockets.receive(fd)
			got = got .. (octets or '')
			if octets == '' or enough(got) then
				event.cancel(id)
				sockets.close(fd)
				resume(got)
			end
		end)
	end)
end

local function is_message(got)
	return #got >= 12
end

-- Two octets before it say how long it is (RFC 1035 section 4.2.2).
local function is_framed(got)
	return #got >= 2 and #got >= 2 + got:byte(1) * 256 + got:byte(2)
end

-- Ask, and wait for the answer: see read() in message.lua, and question() for options; tcp = true asks over TCP.
function t.ask(name, rtype, options)
	options = options or {}
	last_id = last_id + 1
	local octets = message.question(name, rtype or 'A', setmetatable({ id = last_id }, { __index = options }))
	local at, got = t.port(), nil
	if options.tcp then
		local fd = sockets.stream('127.0.0.1', at)
		sockets.send(fd, signer.u16(#octets) .. octets)
		got = receive(fd, is_framed):sub(3)
	else
		local fd = sockets.datagram('127.0.0.1')
		sockets.send(fd, octets, '127.0.0.1', at)
		got = receive(fd, is_message)
	end
	assert(#got >= 12, 'the connection was closed')
	local answer = message.read(got)
	t.equal(answer.id, last_id)
	return answer
end

-- Data of an answer's records: the last word of each, in order.
function t.data(answer)
	local list = {}
	for i, text in ipairs(answer.answer) do
		list[i] = text:match('%S+$')
	end
	return list
end
