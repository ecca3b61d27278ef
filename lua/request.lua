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
for i, name in ipairs {
	'type', 'class', 'id', 'parent', 'done', 'age', 'rank', 'created', 'step', 'asked', 'score',
} do
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

-- step: of a query as it was before it went on with an alias
local function handle(slot, generation, query, step)
	return ffi.new('struct kres_handle', slot, generation, query or 0, step or 0)
end

local ERROR_CODE_MOST = 32767

local make_query, requests_of

-- Fields of the documents that nothing stands for here.
local ABSENT = {}
for name in ([[
	query.secret
	ns.reputation
	zone_cut.avoid_resolving
	zone_cut.parent
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

-- When the query began, in milliseconds of a clock that is not set.
function query_fields.creation_time_mono(self) return query_number(self.h, QUERY.created) end

-- The query as it was before it went on with an alias, which led to this one; nil: none did.
function query_fields.cname_parent(self)
	local step = query_number(self.h, QUERY.step)
	return step > 0 and make_query(handle(self.h.slot, self.h.generation, self.h.query, step)) or nil
end

-- ---- whom a query asks ----

local server = ffi.new('uint32_t[1]')

-- Names of the servers of its cut, from 0 on.
local function server_name(h, i)
	return alive(api.cut_server(script, h, i, octets)) == 1 and lib.text(octets) or nil
end

-- The server that was asked last; nil: none was.
function query_fields.ns(self)
	local asked = query_number(self.h, QUERY.asked)
	if not asked or alive(api.cut_address(script, self.h, asked, address, server)) ~= 1 then
		return nil
	end
	local score = query_number(self.h, QUERY.score)
	return setmetatable({ name = server_name(self.h, server[0]), addr = sockaddr.made(address), score = score }, {
		__index = function(_, name) no_field('ns', name) end,
	})
end

local cut_fields = {}

-- A set of keys of the cut's zone; nil: it is not signed, or they are not known yet.
local function keys(anchors)
	return function(h)
		local set
		while alive(api.cut_key(script, h, anchors, set and set:rdcount() or 0, record)) == 1 do
			set = set or rrset.made(lib.text(record.owner), record.type, record.class_, record.ttl, {})
			set:add_rdata(lib.text(record.rdata))
		end
		return set
	end
end

cut_fields.key, cut_fields.trust_anchor = keys(0), keys(1)

function cut_fields.name(h)
	alive(api.cut_name(script, h, octets))
	return lib.text(octets)
end

-- Addresses of each server, by its name.
function cut_fields.nsset(h)
	local list, i = {}, 0
	while true do
		local name = server_name(h, i)
		if not name then
			break
		end
		list[name], i = {}, i + 1
	end
	i = 0
	while alive(api.cut_address(script, h, i, address, server)) == 1 do
		table.insert(list[server_name(h, server[0])], sockaddr.made(address))
		i = i + 1
	end
	return list
end

-- The closest zone cut that is known.
function query_fields.zone_cut(self)
	local h = self.h
	alive(api.request_alive(script, h))
	return setmetatable({}, { __index = function(_, name)
		return (cut_fields[name] or no_field('zone_cut', name))(h)
	end })
end

function Query.__index(self, name)
	local field = query_fields[name]
	if field then
		return field(self)
	end
	return query_methods[name] or no_field('query', name)
end

function Query.__eq(a, b)
	local x, y = a.h, b.h
	return x.slot == y.slot and x.generation == y.generation and x.query == y.query and x.step == y.step
end

function make_query(h)
	return setmetatable({ h = h }, Query)
end

-- ---- requests ----

-- What belongs to a request and is kept on the side of scripts: a table of its object, made when first wanted.
local function kept(req, field)
	alive(api.request_alive(script, req.h))
	api.request_keep(script, req.h)
	if not rawget(req, field) then
		rawset(req, field, {})
	end
	return rawget(req, field)
end

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
	return kept(self, 'v')
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
	local t = kept(self, 't')
	t[name] = f
	alive(api.request_set_trace(script, self.h, t.trace_log and keep(t.trace_log) or NO_FUNCTION,
		t.trace_finish and keep(t.trace_finish) or NO_FUNCTION))
end

-- A function f(ttl, owner, type, query) that says how long what has expired may be used for the request, as that of
-- serve_stale.callback: from now on nobody waits for servers when something is there.
function query_fields.stale_cb(self)
	local of_request = rawget(self.request, 't')
	return of_request and of_request.stale
end

function Query.__newindex(self, name, value)
	if name ~= 'stale_cb' then
		error(("field '%s' of a query cannot be set"):format(tostring(name)), 2)
	elseif value ~= nil and type(value) ~= 'function' then
		fail('stale_cb must be a function')
	end
	kept(self.request, 't').stale = value
	alive(api.query_set_stale(script, self.h, value and keep(value) or NO_FUNCTION))
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
