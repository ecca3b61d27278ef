-- SPDX-License-Identifier: BSD-2-Clause
-- The object net: listening, addresses, TLS, what may be asked over.

local room = ...
local native = room('native')
local fail, checked, unavailable = room('fault').fail, room('fault').checked, room('fault').unavailable
local taking = room('fault').taking
local object = room('object')
local kinds = room('kinds')

-- Addresses in what was given: an address or interface name, an interface table, or a list of such.
local function addresses(value, out)
	if type(value) == 'string' then
		local interface = native.interfaces()[value]
		if interface then
			addresses(interface.addr, out)
		else
			table.insert(out, value)
		end
	elseif type(value) == 'table' then
		if value.addr then
			addresses(value.addr, out)
		else
			for _, v in ipairs(value) do
				addresses(v, out)
			end
		end
	else
		fail('bad type for address')
	end
	return out
end

local KINDS = { [853] = 'tls', [443] = 'doh2' }

local function listen_kind(port, flags)
	if flags.tls ~= nil then
		return flags.tls and 'tls' or 'dns'
	end
	return flags.kind or KINDS[port] or 'dns'
end

local function listen_own(address, port, tls, freebind)
	kinds.refuse(address, port)
	return checked(native.listen(address, port, tls, freebind))
end

local function listen(value, port, flags)
	port = port or 53
	flags = flags or {}
	if type(port) ~= 'number' or type(flags) ~= 'table' then
		fail("expected 'listen(string addr, number port = 53, table flags)'")
	end
	local kind = listen_kind(port, flags)
	local of_module = kinds.is_for_modules(kind)
	if kind ~= 'dns' and kind ~= 'tls' and not of_module then
		fail("net.listen() of kind '%s' is not available in this version", tostring(kind))
	end
	for name in pairs(flags) do
		if name ~= 'tls' and name ~= 'kind' and name ~= 'freebind' then
			fail("net.listen() option '%s' is not available in this version", tostring(name))
		end
	end
	if flags.freebind ~= nil and type(flags.freebind) ~= 'boolean' then
		fail('net.listen(): freebind must be true or false')
	end
	local all = true
	for _, address in ipairs(addresses(value, {})) do
		if of_module then
			all = kinds.listen(address, port, kind, flags.freebind) and all
		else
			all = listen_own(address, port, kind == 'tls', flags.freebind) and all
		end
	end
	return all
end

-- Paths of the certificate and key that were set last; none: they are our own.
local tls_files

local function net_tls(...)
	if select('#', ...) == 0 then
		return tls_files and { cert_file = tls_files[1], key_file = tls_files[2] }
	end
	local cert, key = ...
	if select('#', ...) ~= 2 or type(cert) ~= 'string' or type(key) ~= 'string' then
		fail("expected 'tls(string cert_file, string key_file)'")
	end
	checked(native.tls(cert, key))
	tls_files = { cert, key }
	return true
end

local TLS_BLOCK = 468 -- octets (RFC 8467)
local tls_padding = true

local function net_tls_padding(...)
	if select('#', ...) == 0 then
		return tls_padding
	end
	local value = ...
	local octets = value == true and TLS_BLOCK or value == false and 0 or value
	if select('#', ...) ~= 1 or type(octets) ~= 'number' then
		fail("expected 'tls_padding(number or boolean)'")
	end
	if not (octets >= 0 and octets <= 512) then
		fail('tls_padding must be within <0, 512>')
	end
	native.tls_padding(octets)
	tls_padding = octets >= 2 and value
	return true
end

local SECRET_LEAST, SECRET_MOST = 32, 1024 -- octets

local function take_secret(secret, whose)
	if #secret < SECRET_LEAST or #secret > SECRET_MOST then
		fail('%s has %d octets, and must have %d to %d', whose, #secret, SECRET_LEAST, SECRET_MOST)
	end
	native.tls_secret(secret)
	return true
end

-- The secret that session tickets are made with; without one: at random.
local function ticket_secret(secret)
	if secret == nil then
		native.tls_secret()
		return true
	end
	if type(secret) ~= 'string' then
		fail("expected 'tls_sticket_secret(string secret)'")
	end
	return take_secret(secret, 'the secret')
end

local function ticket_secret_file(path)
	if type(path) ~= 'string' then
		fail("expected 'tls_sticket_secret_file(string path)'")
	end
	local file, message = io.open(path, 'rb')
	if not file then
		fail('net.tls_sticket_secret_file: %s', message)
	end
	local secret = file:read(SECRET_MOST) or ''
	file:close()
	return take_secret(secret, path)
end

local function filter_set(descriptor)
	if type(descriptor) ~= 'number' or descriptor < 0 then
		fail("expected 'bpf_set(number fd)'")
	end
	return checked(native.filter(descriptor))
end

local function outgoing(number)
	return function(...)
		local address = ...
		if select('#', ...) == 0 then
			return native.outgoing(number)
		end
		if select('#', ...) ~= 1 or address ~= nil and type(address) ~= 'string' then
			fail("expected 'outgoing_v%d([string address or nil])'", number)
		end
		local _, message = native.outgoing(number, address or false)
		return not message or fail('%s', message)
	end
end

-- What is set is not told.
local function setting(usage, f)
	return taking('number', usage, function(...)
		local value = f(...)
		return select('#', ...) > 0 or value
	end)
end

local proxies

-- Who may say, by PROXY headers of version 2, that others are the clients: none at first.
local function proxy_allowed(...)
	if select('#', ...) == 0 then
		return proxies
	end
	local list = ...
	if type(list) == 'string' then
		list = { list }
	end
	if select('#', ...) ~= 1 or type(list) ~= 'table' then
		fail("expected 'proxy_allowed(string or table of addresses and subnets)'")
	end
	checked(native.proxies(list))
	proxies = { unpack(list) }
end

local net_functions = {
	proxy_allowed = proxy_allowed,
	tls_sticket_secret = ticket_secret,
	tls_sticket_secret_file = ticket_secret_file,
	tls_handshake_timeout = setting('tls_handshake_timeout(number ms)', native.tls_handshake_timeout),
	bpf_set = filter_set,
	bpf_clear = function() return checked(native.filter()) end,
	tls = net_tls,
	tls_server = net_tls,
	tls_padding = net_tls_padding,
	listen = function(...)
		if select('#', ...) < 1 or select('#', ...) > 3 then
			fail("expected 'listen(string addr, number port = 53, table flags)'")
		end
		return listen(...)
	end,
	close = function(address, port)
		if type(address) ~= 'string' or port ~= nil and type(port) ~= 'number' then
			fail("expected 'close(string addr, number port = 53)'")
		end
		port = port or 53
		return checked(native.unlisten(address, port)) + kinds.close(address, port) > 0
	end,
	list = function()
		local out = {}
		for _, at in ipairs(native.listeners()) do
			out[at.address] = { port = at.port, udp = at.udp or nil, tcp = at.tcp or nil, tls = at.tls or nil }
		end
		for _, at in ipairs(kinds.list()) do
			out[at.address] = out[at.address] or { port = at.port, tcp = true, kind = at.kind }
		end
		return out
	end,
	register_endpoint_kind = kinds.register,
	interfaces = native.interfaces,
	bufsize = taking('number', 'bufsize(number octets)', native.bufsize),
	tcp_pipeline = taking('number', 'tcp_pipeline(number questions)', native.tcp_pipeline),
	tcp_in_idle = setting('tcp_in_idle(number ms)', native.tcp_in_idle),
	lab_port = taking('number', 'lab_port(number port)', native.lab_port),
	outgoing_v4 = outgoing(4),
	outgoing_v6 = outgoing(6),
}

local NET_ABSENT = {}
for name in ([[tls_client tls_client_clear
	doh_headers]]):gmatch('%S+') do
	NET_ABSENT[name] = true
end

local function family_setter(number)
	return function(on)
		if type(on) ~= 'boolean' then
			fail('net.ipv%d must be true or false', number)
		end
		native.family(number, on)
	end
end

return object(net_functions, {
	ipv4 = function() return native.family(4) end,
	ipv6 = function() return native.family(6) end,
}, {
	ipv4 = family_setter(4),
	ipv6 = family_setter(6),
}, listen, function(name)
	if NET_ABSENT[name] then
		unavailable('net.' .. name)
	end
	return native.interfaces()[name]
end)
