-- SPDX-License-Identifier: BSD-2-Clause
-- Sockets that modules serve: net.register_endpoint_kind, and net.listen with a kind of theirs.

local room = ...
local native = room('native')
local fault, event = room('fault'), room('event')
local fail, checked = fault.fail, fault.checked
local log_error = room('log').log_error

-- Kinds that are the program's own, now or later.
local RESERVED = {}
for name in ('dns tls doh2 doh_legacy webmgmt control xdp'):gmatch('%S+') do
	RESERVED[name] = true
end

local served = {} -- by kind: the function that is told of its sockets
local places = {} -- sockets: { kind, fd, address, port, family, told }

local kinds = {}

local function name_of(place)
	return ('%s@%d'):format(place.address, place.port)
end

-- Tell who serves the kind that a socket is there, or is about to go.
local function tell(place, open)
	if open == place.told then
		return
	end
	place.told = open
	served[place.kind](open, { kind = place.kind, fd = place.fd, family = place.family, protocol = 'tcp' }, name_of(place))
end

local function drop(i)
	local place = table.remove(places, i)
	local good, message = true, nil
	if place.told then
		good, message = pcall(tell, place, false)
	end
	native.close_socket(place.fd)
	if not good then
		error(message, 0)
	end
end

local function find(address, port, kind)
	for i, place in ipairs(places) do
		if place.address == address and place.port == port and (not kind or place.kind == kind) then
			return i
		end
	end
end

-- Is a name one that sockets of modules can have?
function kinds.is_for_modules(kind)
	return type(kind) == 'string' and kind ~= '' and not RESERVED[kind]
end

-- A configuration may listen before it loads the module; once the loop turns somebody must be there.
local function check(place)
	for i, it in ipairs(places) do
		if it == place and not place.told then
			log_error('net', "%s: no module serves kind '%s'", name_of(place), place.kind)
			drop(i)
			return
		end
	end
end

-- Is there a listener of the daemon's own?
local function is_taken(address, port)
	for _, at in ipairs(native.listeners()) do
		if at.address == address and at.port == port and (at.tcp or at.tls) then
			return true
		end
	end
	return false
end

-- true, or false (logged): it could not be bound
function kinds.listen(address, port, kind, freebind)
	local text = checked(native.address(address, port))
	if port ~= 0 and find(text, port, kind) then
		return true
	elseif port ~= 0 and (find(text, port) or is_taken(text, port)) then
		fail('%s@%d is listened at for another purpose', text, port)
	end
	local fd, bound = native.open_stream(address, port, freebind)
	if not fd then
		return fd == nil and fail(bound) or false
	end
	local place = { kind = kind, fd = fd, address = text, port = bound, family = text:find(':') and 'inet6' or 'inet4' }
	table.insert(places, place)
	if not served[kind] then
		event.after(0, function() check(place) end)
		return true
	end
	local good, message = pcall(tell, place, true)
	if not good then
		place.told = nil
		drop(#places)
		error(message, 0)
	end
	return true
end

-- An address that a module's socket listens at is not the daemon's.
function kinds.refuse(address, port)
	if port ~= 0 and #places > 0 and find(native.address(address, port), port) then
		fail('%s@%d is listened at for another purpose', address, port)
	end
end

-- Close what is at an address.  How many there were.
function kinds.close(address, port)
	local count = 0
	address = native.address(address, port)
	for i = #places, 1, -1 do
		if places[i].address == address and places[i].port == port then
			count = count + 1
			drop(i)
		end
	end
	return count
end

function kinds.list()
	return places
end

-- Let a function serve a kind: f(open, endpoint, address) is called for each socket that listens, and (open false)
-- before it is closed.  nil: nobody serves it any more, and its sockets are closed.
function kinds.register(kind, f)
	if type(kind) ~= 'string' or kind == '' or f ~= nil and type(f) ~= 'function' then
		fail("expected 'register_endpoint_kind(string kind, function callback or nil)'")
	elseif RESERVED[kind] then
		fail("kind '%s' is the program's own", kind)
	elseif f and served[kind] then
		fail("kind '%s' is registered already", kind)
	end
	for i = #places, 1, -1 do
		if not f and places[i].kind == kind then
			drop(i)
		end
	end
	served[kind] = f
	for _, place in ipairs(f and { unpack(places) } or {}) do
		if place.kind == kind then
			tell(place, true)
		end
	end
	return true
end

return kinds
