-- SPDX-License-Identifier: BSD-2-Clause
-- Questions of scripts: resolve(), worker.resolve().

local room = ...
local native = room('native')
local fail = room('fault').fail
local flags = room('flags')
local request = room('request')
local packet = room('packet')
local kres = room('constants')

local pending, last = {}, 0 -- by number: { options, init, finish }

local functions = {}

-- A question is about to be worked on.
function functions.resolve_begin(id, slot, generation)
	local question = pending[id]
	local req = request.of(slot, generation)
	request.set_flags(req, question.options)
	if question.init then
		question.init(req)
	end
end

-- It is answered.  Without slot: it could not be asked.
function functions.resolve_end(id, slot, generation)
	local question = pending[id]
	pending[id] = nil
	if not question.finish then
		return
	end
	if slot then
		local req = request.of(slot, generation)
		question.finish(req.answer, req)
		return
	end
	local failed = packet.new(512)
	failed:question(question.name, kres.class.IN, question.type)
	failed:qr(true)
	failed:rcode(kres.rcode.SERVFAIL)
	question.finish(failed, nil)
end

local function start(name, rtype, class, options, finish, init)
	local wire = type(name) == 'string' and native.name_parse(name)
	if not wire then
		fail('invalid qname')
	end
	if type(rtype) ~= 'number' or rtype < 0 or rtype > 65535 then
		fail('invalid RR type')
	end
	if class ~= nil and class ~= kres.class.IN then
		fail('invalid RR class: only IN is resolved')
	end
	if finish ~= nil and type(finish) ~= 'function' or init ~= nil and type(init) ~= 'function' then
		fail("expected 'resolve(string qname, number qtype, number qclass, options, function finish, function init)'")
	end
	local wanted = flags.to_set(options)
	last = last + 1
	pending[last] = { name = wire, type = rtype, options = wanted, finish = finish, init = init }
	local begun = native.resolve(last, wire, rtype, next(wanted) == nil and init == nil, wanted.DNSSEC_WANT)
	if not begun then
		pending[last] = nil
	end
	return begun
end

-- resolve(qname, qtype[, qclass[, options[, finish[, init]]]]), or a table of these.
local function resolve(qname, qtype, qclass, options, finish, init)
	if type(qname) == 'table' then
		local q = qname
		return start(q.name, q.type or kres.type.A, q.class, q.options, q.finish, q.init)
	end
	return start(qname, qtype, qclass, options, finish, init)
end

-- The question is that of a packet.
local function resolve_pkt(pkt, options, finish, init)
	if not packet.is(pkt) or not pkt:qname() then
		fail("expected 'resolve_pkt(packet, options, function finish, function init)'")
	end
	return start(native.name_print(pkt:qname()), pkt:qtype(), pkt:qclass(), options, finish, init)
end

return { resolve = resolve, resolve_pkt = resolve_pkt, functions = functions }
