-- SPDX-License-Identifier: BSD-2-Clause
-- What src/resolver/script calls about requests.

local room = ...
local native = room('native')
local ffi = require('ffi')
local request = room('request')
local packet = room('packet')
local sockaddr = room('sockaddr')

local functions = {}

functions.request = request.of
functions.query = request.query
functions.forget = request.forget

-- A file of trust anchors that is not there.
functions.bootstrap = room('bootstrap').make

-- What a user wrote is not compiled to machine code.
functions.interpreted = room('compile').interpreted

-- A function of a layer.  What it returns is a number, or nothing.
function functions.layer(layer, name, state, slot, generation, pkt, to, tcp)
	local req = request.of(slot, generation)
	local with = pkt and packet.made(pkt, req.h)
	if to then
		return layer[name](state, req, with, sockaddr.made(ffi.cast('struct kres_address *', to)), tcp)
	end
	return layer[name](state, req, with)
end

-- An action of a policy.
function functions.action(f, state, slot, generation)
	return f(state, request.of(slot, generation))
end

-- A rule of a policy: what it gives is a number, or an action that is carried out here (then true).
function functions.rule(f, state, slot, generation)
	local req = request.of(slot, generation)
	local action = f(req, req:current() or req:initial())
	if type(action) == 'function' then
		return action(state, req) or 0, true
	end
	return action, false
end

for name, f in pairs(room('resolve').functions) do
	functions[name] = f
end

native.layer_functions(functions)
return functions
