-- SPDX-License-Identifier: BSD-2-Clause
-- Requests and their queries as scripts see them.  They are handles: once the request is over, using one
-- raises an error.

local room = ...
local native = room('native')
local ffi = require('ffi')
local lib = room('ffi')
local packet = room('packet')
local rrset = room('rrset')
local sockaddr = room('sockaddr')
local flags = room('flags')
local fail, unavailable = room('fault').fail, room('fault').unavailable

local api, script, alive = lib.api, lib.script, lib.alive

-- As in kres_ffi.h.
local REQUEST = {}
for i, name in ipairs { 'uid', 'state', 'rank', 'stream', 'tls', 'internal', 'size', 'rtt', 'asks', 'edns' } do
	REQUEST[name] = i - 1
end
local QUERY = {}
for i, name in ipairs { 'type', 'class', 'id', 'parent', 'done', 'age', 'rank' } do
	QUERY[name] = i - 1
end
local CURRENT, INITIAL, LAST, RESOLVED, FIRST_RESOLVED = 0, 1, 2, 3, 4
local CLIENT, LISTENER, SERVER = 0, 1, 2
local NO_FUNCTION = -2 -- a reference to nothing
local NO_QUERY = 2 -- has the flag

local number = ffi.new('double[1]')
local octets = ffi.new('struct kres_octets')
local address = ffi.new('struct kres_address')
local record = ffi.new('struct kres_record')
local place = ffi.new('struct kres_place')
local rank = ffi.new('int[1]')

local function handle(slot, generation, query)
	return ffi.new('struct kres_handle', slot, generation, query or 0)
end

local ERROR_CODE_MOST = 32767

local make_query, requests_of

-- Fields of the documents that nothing stands for here.
local ABSENT = {}
for name in ([[
	query.cname_parent
	query.creation_time_mono
	query.ns
	query.secret
	query.stale_cb
	zone_cut.key
]]):gmatch('%S+') do
	ABSENT[name] = true
end

-- Nobody takes what is not there for something that is off.
local function no_field(of, name)
	local field = ('%s.%s'):format(of, tostring(name))
	if ABSENT[field] then
		unavailable(field)
	end
	fail("there is no '%s'", field)
end

-- ---- what requests and queries share ----

local function request_number(h, field)
	alive(api.request_number(script, h, field, number))
	return number[0]
end

-- nil: there is none
local function query_number(h, field)
	return alive(api.query_number(script, h, field, number)) == 1 and number[0] or nil
end

-- Flags of a handle: fields to be read and set.
local Flags = {}

function Flags.__index(self, name)
	local at = flags.place(name)
	if not at then
		error(("there is no query flag '%s'"):format(tostring(name)), 2)
	end
	local holds = alive(api.flag_get(script, rawget(self, 'h'), at))
	if holds == NO_QUERY then
		unavailable(('query flag %s'):format(name:upper()))
	end
	return holds == 1
end

function Flags.__newindex(self, name, value)
	local at = flags.place(name)
	if not at then
		error(("there is no query flag '%s'"):format(tostring(name)), 2)
	end
	if alive(api.flag_set(script, rawget(self, 'h'), at, value and value ~= 0 and 1 or 0)) == 0 then
		error(("query flag '%s' cannot be set by scripts"):format(name), 2)
	end
end

-- Set and clear flags of a handle, given in any form that flags.make takes.
local function set_flags(h, set, clear)
	local proxy = setmetatable({ h = h }, Flags)
	for name, on in pairs(flags.make(set)) do
		proxy[name] = on
	end
	for name, on in pairs(flags.make(clear)) do
		proxy[name] = not on
	end
end

-- ---- queries ----

local Query, query_fields, query_methods = {}, {}, {}

function query_methods:name()
	alive(api.query_name(script, self.h, octets))
	return lib.text(octets)
end

-- A flag by name, or by its number in kres.query.
function query_methods:hasflag(flag)
	for name, on in pairs(flags.make(flag)) do
		if on and not setmetatable({ h = self.h }, Flags)[name] then
			return false
		end
	end
	return true
end

-- The question, into a packet.
function query_methods:write(pkt)
	return pkt:question(self:name(), query_number(self.h, QUERY.class), query_number(self.h, QUERY.type))
end

-- What was found, once the query has ended; else nil.
function query_methods:result()
	alive(api.request_alive(script, self.h))
	local found = api.query_result(script, self.h)
	return found ~= nil and packet.made(found, self.h) or nil
end

query_fields.sname = query_methods.name
function query_fields.stype(self) return query_number(self.h, QUERY.type) end
function query_fields.sclass(self) return query_number(self.h, QUERY.class) end
function query_fields.id(self) return query_number(self.h, QUERY.id) end
query_fields.uid = query_fields.id
function query_fields.flags(self) return setmetatable({ h = self.h }, Flags) end
function query_fields.rank(self) return query_number(self.h, QUERY.rank) end
function query_fields.done(self) return query_number(self.h, QUERY.done) == 1 end

query_fields.forward_flags = query_fields.flags
function query_fields.request(self) return requests_of(self.h.slot, self.h.generation) end

-- When the request began, as seconds and microseconds since 1970.
function query_fields.timestamp(self)
	local began = native.wall_clock() - query_number(self.h, QUERY.age) / 1000
	return { sec = math.floor(began), usec = math.floor(began % 1 * 1e6) }
end

-- The query that waits for this one.
function query_fields.parent(self)
	local parent = query_number(self.h, QUERY.parent)
	return parent and make_query(handle(self.h.slot, self.h.generation, parent)) or nil
end

-- The closest zone cut that is known.
function query_fields.zone_cut(self)
	alive(api.query_cut(script, self.h, octets))
	return setmetatable({ name = lib.text(octets) }, { __index = function(_, name)
		no_field('zone_cut', name)
	end })
end

function Query.__index(self, name)
	local field = query_fields[name]
	if field then
		return field(self)
	end
	return query_methods[name] or no_field('query', name)
end

function Query.__newindex(_, name)
	error(("field '%s' of a query cannot be set"):format(tostring(name)), 2)
end

function Query.__eq(a, b)
	return a.h.slot == b.h.slot and a.h.generation == b.h.generation and a.h.query == b.h.query
end

function make_query(h)
	return setmetatable({ h = h }, Query)
end

-- ---- requests ----

local Request, request_fields, request_methods = {}, {}, {}
local requests = {} -- by slot, those that scripts have seen: one object each, with its tables

-- A query of the request, chosen by its place; nil: there is none.
local function chosen(which)
	return function(self)
		local h = handle(self.h.slot, self.h.generation)
		return alive(api.request_query(script, h, which)) == 1 and make_query(h) or nil
	end
end

request_methods.current = chosen(CURRENT)
request_methods.initial = chosen(INITIAL)
request_methods.last = chosen(LAST)
request_methods.resolved = chosen(RESOLVED)
request_methods.first_resolved = chosen(FIRST_RESOLVED)

-- Ask another question first, and be called again when the layer returns kres.YIELD.  nil: there is no room,
-- or no layer that could wait.
function request_methods:push(name, rtype, class, wanted)
	local h = handle(self.h.slot, self.h.generation)
	if type(name) ~= 'string' or type(rtype) ~= 'number' then
		error("expected 'push(string name, number type, number class, flags)'", 2)
	end
	if class ~= nil and class ~= 1 then
		error('only questions of class IN can be asked', 2)
	end
	wanted = flags.to_set(wanted)
	if alive(api.request_push(script, h, name, #name, rtype)) ~= 1 then
		return nil
	end
	set_flags(h, wanted)
	return make_query(h)
end

-- Take back a query that was pushed.
function request_methods:pop(query)
	return alive(api.request_pop(script, query.h)) == 1
end

-- A table of the script's own, that lives as long as the request.
function request_methods:vars()
	alive(api.request_alive(script, self.h))
	api.request_keep(script, self.h)
	local vars = rawget(self, 'v')
	if not vars then
		vars = {}
		rawset(self, 'v', vars)
	end
	return vars
end

function request_methods:set_extended_error(code, text)
	if type(code) ~= 'number' or text ~= nil and type(text) ~= 'string' then
		error("expected 'set_extended_error(number code, string text)'", 2)
	elseif code < -1 or code > ERROR_CODE_MOST then
		error(('the code of an error must be within <-1, %d>'):format(ERROR_CODE_MOST), 2)
	end
	alive(api.request_set_error(script, self.h, code, text))
end

function request_methods:ensure_answer()
	return self.answer
end

function request_methods:ensure_edns()
	return request_number(self.h, REQUEST.edns) == 1
end

-- An address of the request; nil: there is none.
local function address_field(which)
	return function(h)
		return alive(api.request_address(script, h, which, address)) == 1 and sockaddr.made(address) or nil
	end
end
local client_address, listener_address, server_address =
	address_field(CLIENT), address_field(LISTENER), address_field(SERVER)

function request_fields.answer(self)
	return packet.made(alive(api.request_answer(script, self.h)), self.h)
end

function request_fields.qsource(self)
	local h = self.h
	alive(api.request_alive(script, h))
	return setmetatable({}, { __index = function(_, name)
		if name == 'addr' then
			return client_address(h)
		elseif name == 'dst_addr' then
			return listener_address(h)
		elseif name == 'packet' then
			return packet.made(alive(api.request_question(script, h)), h)
		elseif name == 'size' then
			return request_number(h, REQUEST.size)
		elseif name == 'flags' or name == 'comm_flags' then
			local stream, tls = request_number(h, REQUEST.stream), request_number(h, REQUEST.tls)
			return { tcp = stream == 1, tls = tls == 1, http = false, xdp = false }
		end
		no_field('qsource', name)
	end })
end

function request_fields.upstream(self)
	local h = self.h
	return { addr = server_address(h), rtt = request_number(h, REQUEST.rtt) }
end

function request_fields.options(self) return setmetatable({ h = self.h }, Flags) end
function request_fields.state(self) return request_number(self.h, REQUEST.state) end
function request_fields.rank(self) return request_number(self.h, REQUEST.rank) end
function request_fields.uid(self) return request_number(self.h, REQUEST.uid) end
function request_fields.asks(self) return request_number(self.h, REQUEST.asks) end
function request_fields.internal(self) return request_number(self.h, REQUEST.internal) == 1 end

-- Sets that are in the answer: a list of { rr, rank, to_wire }.
local function selected(section)
	return function(self)
		local list = {}
		place.section, place.set = section, 0
		while true do
			local set
			place.record = 0
			local there = alive(api.request_selected(script, self.h, place, record, rank))
			if there == 0 then
				return list
			end
			while there == 2 do
				if not set then
					set = rrset.made(lib.text(record.owner), record.type, record.class_, record.ttl, {})
					table.insert(list, { rr = set, rank = rank[0], to_wire = true, cached = false })
				end
				set:add_rdata(lib.text(record.rdata))
				place.record = place.record + 1
				there = api.request_selected(script, self.h, place, record, rank)
			end
			place.set = place.set + 1
		end
	end
end
request_fields.answ_selected, request_fields.auth_selected, request_fields.add_selected =
	selected(0), selected(1), selected(2)

-- Queries of the plan: those that wait, from the top, and those that have ended, in order.
function request_fields.rplan(self)
	local function list(f)
		local out = {}
		while true do
			local h = handle(self.h.slot, self.h.generation)
			if alive(f(script, h, #out)) ~= 1 then
				return out
			end
			table.insert(out, make_query(h))
		end
	end
	return { pending = list(api.request_pending), resolved = list(api.request_resolved) }
end

-- Functions that are told what happens: f(query, module, line), and f(req) when it is over.
local function tracer(name)
	request_fields[name] = function(self) return rawget(self, 't') and self.t[name] end
end
tracer('trace_log')
tracer('trace_finish')

local keep = room('native').keep_function

local function set_tracer(self, name, f)
	if f ~= nil and type(f) ~= 'function' then
		fail('%s must be a function', name)
	end
	local t = rawget(self, 't') or {}
	t[name] = f
	rawset(self, 't', t)
	alive(api.request_keep(script, self.h))
	alive(api.request_set_trace(script, self.h, t.trace_log and keep(t.trace_log) or NO_FUNCTION,
		t.trace_finish and keep(t.trace_finish) or NO_FUNCTION))
end

function Request.__index(self, name)
	local field = request_fields[name]
	if field then
		return field(self)
	end
	return request_methods[name] or no_field('request', name)
end

function Request.__newindex(self, name, value)
	if name == 'state' then
		alive(api.request_set_state(script, self.h, value))
	elseif name == 'trace_log' or name == 'trace_finish' then
		set_tracer(self, name, value)
	elseif name == 'options' then
		set_flags(self.h, value)
	else
		error(("field '%s' of a request cannot be set"):format(tostring(name)), 2)
	end
end

-- The object of a request; always the same one.
local function of(slot, generation)
	local known = requests[slot]
	if not known or known.h.generation ~= generation then
		known = setmetatable({ h = handle(slot, generation) }, Request)
		requests[slot] = known
	end
	return known
end

requests_of = of

return {
	of = of,
	query = function(slot, generation, number_of) return make_query(handle(slot, generation, number_of)) end,
	current = request_methods.current,
	forget = function(slot) requests[slot] = nil end,
	set_flags = function(req, set, clear) set_flags(req.h, set, clear) end,
	is_request = function(value) return getmetatable(value) == Request end,
	is_query = function(value) return getmetatable(value) == Query end,
}
