-- SPDX-License-Identifier: BSD-2-Clause
-- Requests, queries and layers as scripts see them.
local t = ...

local server = t.serve {
	['a.test. A'] = { '192.0.2.1' },
	['b.test. A'] = { '192.0.2.2', '192.0.2.3' },
	['alias.test. A'] = { 'CNAME a.test.' },
	['c.test. A'] = { '192.0.2.4' },
}

local function addresses(pkt)
	local list = {}
	for _, rr in ipairs(pkt:section(kres.section.ANSWER)) do
		if rr.type == kres.type.A then
			table.insert(list, kres.rr2str(rr):match('%S+$'))
		end
	end
	return list
end

-- A module of a test: loaded by its table.
local function with_layer(text, layer, f)
	local name = text:match('^%S+')
	local file = io.open(name .. '.lua', 'w')
	_G['layer_' .. name] = layer
	file:write(('return { layer = _G["layer_%s"] }'):format(name))
	file:close()
	moduledir('.')
	t.with(text, f)
	cache.clear()
end

t.test('a question of our own is answered', function()
	local answer, req = t.resolve('b.test')
	t.equal(answer:rcode(), kres.rcode.NOERROR)
	t.equal(addresses(answer), { '192.0.2.2', '192.0.2.3' })
	t.equal(kres.dname2str(req:resolved():name()), 'b.test.')
	t.equal({ req:initial().stype, req:initial().sclass, req:current() }, { 1, 1 })
	t.equal(req:resolved().flags.CACHED, false)
	t.equal(#req.answ_selected, 1)
	t.ok(rawequal(req:resolved().request, req))
	t.ok(math.abs(req:resolved().timestamp.sec - os.time()) <= 1)
	t.equal(req.answ_selected[1].rr:rdcount(), 2)
	t.equal({ req.qsource.addr, req.internal }, { nil, true })
	t.equal(req.qsource.packet:qname(), todname('b.test'))
	t.equal(tostring(req.upstream.addr), '127.0.0.1#53')
	t.equal(req.asks, #server.asked)
	local _, again = t.resolve('b.test')
	t.equal(again:resolved().flags.CACHED, true)
	t.equal(again:resolved():hasflag('CACHED'), true)
	t.equal(again:resolved():hasflag(kres.query.CACHED), true)
	t.equal({ again.upstream.addr, again.asks }, { nil, 0 })
end)

t.test('handles are nothing once the request is over', function()
	local answer, req = t.resolve('b.test')
	local query, flags, qsource = req:resolved(), req.options, req.qsource
	t.wait(1)
	t.raises('the request is over', function() return req.state end)
	t.raises('the request is over', req.resolved, req)
	t.raises('the request is over', req.vars, req)
	t.raises('the request is over', query.name, query)
	t.raises('the request is over', function() return flags.TCP end)
	t.raises('the request is over', function() flags.TCP = true end)
	t.raises('the request is over', function() return qsource.packet end)
	t.raises('the request of this packet is over', answer.rcode, answer)
	t.raises('the request of this packet is over', function() return #answer end)
end)

t.test('options are a name, a list, flags or a number', function()
	t.resolve('c.test')
	for _, options in ipairs { 'NO_CACHE', { 'NO_CACHE' }, kres.mk_qflags({ 'NO_CACHE' }), kres.query.NO_CACHE } do
		local before = #server.asked
		local _, req = t.resolve('c.test', 'A', options)
		t.equal(req.options.NO_CACHE, true)
		t.equal(#server.asked, before + 1)
	end
	t.raises("there is no query flag 'NOTHING'", resolve, 'c.test', 1, 1, 'NOTHING')
	t.raises('invalid qname', resolve, 'a..b', 1)
	t.raises('invalid RR type', resolve, 'a', 'A')
	t.raises('only IN is resolved', resolve, 'a', 1, 3)
end)

t.test('what no query has, and what there is no field for, is refused', function()
	local _, req = t.resolve('alias.test')
	local query = req:resolved()
	for _, name in ipairs { 'EXPIRING', 'DNS64_MARK', 'PKT_IS_SANE', 'DNSSEC_OPTOUT' } do
		t.raises(("requests.test.lua:%d: 'query flag %s' is not available"):format(debug.getinfo(1, 'l').currentline + 1, name),
			function() return query.flags[name] end)
		t.raises('is not available', query.hasflag, query, name)
		t.raises('cannot be set by scripts', function() query.flags[name] = true end)
	end
	t.equal(query.flags.CACHE_TRIED, true)
	for _, name in ipairs { 'AWAIT_CUT', 'AWAIT_IPV4', 'AWAIT_IPV6', 'BADCOOKIE_AGAIN', 'NO_NS_FOUND', 'DNSSEC_WEXPAND', 'DNSSEC_NODS', 'DNSSEC_BOGUS' } do
		t.equal(query.flags[name], false, name)
	end
	t.equal({ query.flags.CNAME, query.flags.RESOLVED }, { true, true })
	query.flags.AWAIT_CUT, query.flags.RESOLVED = true, true -- layers of others say so
	t.raises("'CNAME' cannot be set", function() query.flags.CNAME = true end)
	t.raises("'query.secret' is not available", function() return query.secret end)
	t.raises("'zone_cut.parent' is not available", function() return query.zone_cut.parent end)
	t.raises("there is no 'query.nothing'", function() return query.nothing end)
	t.raises("there is no 'request.nothing'", function() return req.nothing end)
	t.raises("there is no 'qsource.nothing'", function() return req.qsource.nothing end)
	t.equal({ query.parent, req.qsource.addr }, {})
end)

t.test('options that scripts cannot set are refused where they are given', function()
	local line = debug.getinfo(1, 'l').currentline + 2
	t.raises(("requests.test.lua:%d: query flag 'DNSSEC_BOGUS' cannot be set by scripts"):format(line), function()
		resolve('c.test', 1, 1, 'DNSSEC_BOGUS')
	end)
	t.raises("query flag 'STUB' cannot be set by scripts", resolve, 'c.test', 1, 1, { 'NO_CACHE', 'STUB' })
	t.equal(addresses((t.resolve('c.test', 'A', 'AWAIT_CUT'))), { '192.0.2.4' })
end)

t.test('the code of an error is one that can be sent', function()
	local _, req = t.resolve('c.test')
	t.raises('must be within <-1, 32767>', req.set_extended_error, req, 70000)
	t.raises('must be within <-1, 32767>', req.set_extended_error, req, -2)
end)

t.test('the state of a request is that of its layer, and can be set there', function()
	local states = {}
	local function note(state, req)
		table.insert(states, state == req.state)
	end
	with_layer('states', { begin = note, produce = note, consume = note, answer_finalize = note, finish = note }, function()
		local _, req = t.resolve('a.test', 'A', 'NO_CACHE')
		t.equal(req.state, kres.DONE)
	end)
	t.equal(states, { true, true, true, true, true })
	with_layer('fails', { begin = function(_, req) req.state = kres.FAIL end }, function()
		local answer, req = t.resolve('a.test')
		t.equal({ answer:rcode(), req.state }, { kres.rcode.SERVFAIL, kres.FAIL })
	end)
	local _, req = t.resolve('a.test')
	t.equal(req.state, kres.DONE)
end)

t.test('a table of options, and init before it begins', function()
	local seen
	local answer = t.await(function(resume)
		resolve { name = 'c.test', type = kres.type.A, options = { 'NO_CACHE' }, finish = resume, init = function(req)
			seen = kres.dname2str(req:initial():name())
			req:vars().mark = 7
		end }
	end)
	t.equal({ seen, addresses(answer)[1] }, { 'c.test.', '192.0.2.4' })
	local pkt = kres.packet(100)
	pkt:question(todname('a.test'), kres.class.IN, kres.type.A)
	answer = t.await(function(resume) worker.resolve_pkt(pkt, nil, resume) end)
	t.equal(addresses(answer), { '192.0.2.1' })
end)

t.test('layers are called in order, with their states', function()
	local calls = {}
	local function note(name)
		return function(state, req, pkt)
			local query = req:current()
			table.insert(calls, ('%s %d %s %s'):format(name, state, query and kres.dname2str(query:name()) or '-',
				pkt and pkt:qname() and kres.dname2str(pkt:qname()) or '-'))
		end
	end
	with_layer('notes', {
		begin = note('begin'), reset = note('reset'), produce = note('produce'), checkout = note('checkout'),
		consume = note('consume'), answer_finalize = note('answer_finalize'), finish = note('finish'),
	}, function()
		cache.clear()
		t.resolve('alias.test', 'A', 'NO_0X20')
	end)
	t.equal(calls, {
		'begin 1 alias.test. -', 'reset 2 alias.test. -', 'produce 2 alias.test. alias.test.',
		'checkout 2 alias.test. alias.test.', 'consume 1 alias.test. alias.test.',
		'reset 2 a.test. -', 'produce 2 a.test. a.test.', 'checkout 2 a.test. a.test.', 'consume 1 a.test. a.test.',
		'answer_finalize 4 - -', 'finish 4 - alias.test.',
	})
end)

t.test('begin answers, or fails', function()
	with_layer('begins', { begin = function(state, req)
		local query = req:current()
		if query:name() == todname('own.test') then
			req.answer:aa(true)
			req.answer:put(query.sname, 900, req.answer:qclass(), kres.type.A, '\192\168\1\3')
			return kres.DONE
		elseif query:name() == todname('bad.test') then
			return kres.FAIL
		elseif query:name() == todname('refused.test') then
			req.answer:rcode(kres.rcode.REFUSED)
			return kres.DONE
		elseif query:name() == todname('wrong.test') then
			error('on purpose')
		end
		return state
	end }, function()
		local answer = t.resolve('own.test')
		t.equal({ answer:rcode(), answer:aa(), addresses(answer)[1] }, { 0, true, '192.168.1.3' })
		t.equal(t.resolve('bad.test'):rcode(), kres.rcode.SERVFAIL)
		t.equal(t.resolve('refused.test'):rcode(), kres.rcode.REFUSED)
		local errors = worker.stats().lua_errors
		t.equal(t.resolve('wrong.test'):rcode(), kres.rcode.SERVFAIL)
		t.equal(worker.stats().lua_errors, errors + 1)
		t.equal(addresses(t.resolve('a.test')), { '192.0.2.1' })
	end)
end)

t.test('produce answers a query', function()
	with_layer('producer < cache', { produce = function(state, req, pkt)
		local query = req:current()
		if query:name() ~= todname('made.test') and query:name() ~= todname('hop.test') then
			return state
		end
		pkt:qr(true)
		pkt:aa(true)
		pkt:begin(kres.section.ANSWER)
		if query:name() == todname('hop.test') then
			pkt:put(query:name(), 30, 1, kres.type.CNAME, todname('c.test'))
		else
			pkt:put(query:name(), 30, 1, kres.type.A, '\10\0\0\1')
		end
		return kres.DONE
	end }, function()
		t.equal(addresses(t.resolve('made.test')), { '10.0.0.1' })
		t.equal(addresses(t.resolve('hop.test')), { '192.0.2.4' })
	end)
end)

t.test('consume waits for another question', function()
	local states = {}
	with_layer('waits', { consume = function(state, req, pkt)
		local query = req:current()
		if query:name() ~= todname('a.test') then
			return state
		end
		table.insert(states, state)
		if state == kres.YIELD then
			local vars = req:vars()
			vars.other = addresses(vars.pushed:result())[1]
			return kres.CONSUME
		end
		req:vars().pushed = req:push(todname('c.test'), kres.type.A, kres.class.IN)
		return kres.YIELD
	end, finish = function(state, req, answer)
		if req:vars().other then
			answer:clear_payload()
			answer:put(answer:qname(), 1, 1, kres.type.TXT, '\009' .. req:vars().other)
		end
	end }, function()
		local answer, req = t.resolve('a.test')
		t.equal(answer:section(kres.section.ANSWER)[1].rdata, '\009192.0.2.4')
		t.equal({ #req.rplan.pending, #req.rplan.resolved }, { 0, 2 })
		t.resolve('a.test') -- the same out of the cache
	end)
	t.equal(states, { 1, 16, 1, 16 })
end)

t.test('consume refuses, and checkout keeps from servers', function()
	with_layer('refuses', { consume = function() return kres.FAIL end }, function()
		t.equal(t.resolve('a.test'):rcode(), kres.rcode.SERVFAIL)
	end)
	with_layer('keeps', { checkout = function(_, _, _, dst, tcp)
		t.equal({ tostring(dst), dst:port(), dst:ip(), dst:family(), dst:len(), tcp },
			{ '127.0.0.1#53', 53, '\127\0\0\1', 2, 4, false })
		return kres.FAIL
	end }, function()
		t.equal(t.resolve('a.test'):rcode(), kres.rcode.SERVFAIL)
	end)
end)

t.test('finish changes the answer, and tells why', function()
	with_layer('finisher', { finish = function(_, req, answer)
		answer:recycle()
		answer:rcode(kres.rcode.NXDOMAIN)
		answer:begin(kres.section.ADDITIONAL)
		answer:put(todname('explanation.invalid'), 10800, 1, kres.type.TXT, '\2no')
		req:set_extended_error(kres.extended_error.BLOCKED, 'no')
	end }, function()
		local answer = t.resolve('a.test')
		t.equal({ answer:rcode(), answer:ancount(), answer:arcount() }, { 3, 0, 1 })
	end)
end)

t.test('a module may unload itself in the middle of a request', function()
	local calls = 0
	with_layer('leaves', {}, function()
		_G.layer_leaves = nil
	end)
	local file = io.open('selfish.lua', 'w')
	file:write("return { layer = { begin = function() modules.unload('selfish') collectgarbage() end } }")
	file:close()
	modules.load('selfish')
	t.equal(addresses(t.resolve('a.test')), { '192.0.2.1' })
	t.equal(selfish, nil)
	t.equal(calls, 0)
end)

t.test('init of a module may be a coroutine', function()
	local file = io.open('slow.lua', 'w')
	file:write([[
		local M = { steps = 0 }
		function M.init()
			return coroutine.create(function()
				for _ = 1, 3 do
					M.steps = M.steps + 1
					coroutine.yield()
				end
			end)
		end
		return M]])
	file:close()
	modules.load('slow')
	t.wait_for(function() return slow.steps == 3 end)
	modules.unload('slow')
end)

t.test('what is put into the cache is found', function()
	local rr = kres.rrset(todname('put.test'), kres.type.A, kres.class.IN, 60)
	rr:add_rdata('\10\9\8\7')
	t.ok(kres.context().cache:insert(rr, nil, kres.rank.SECURE))
	t.ok(kres.context().cache:sync())
	t.equal(addresses(t.resolve('put.test')), { '10.9.8.7' })
	t.raises('unexpected end of data', function()
		rr:add_rdata('\1')
		kres.context().cache:insert(rr)
	end)
end)

t.test('a trace is told line by line, and when it is over', function()
	local lines, over = {}, 0
	t.resolve('a.test', 'A', 'NO_CACHE', function(req)
		req.trace_log = function(query, module, line)
			table.insert(lines, ('%s %s %s'):format(kres.dname2str(query:name()), module, line))
		end
		req.trace_finish = function() over = over + 1 end
	end)
	t.wait(1)
	t.ok(#lines > 3)
	t.ok(lines[1]:find('^a%.test%. resl '))
	t.equal(over, 1)
end)

t.test('a layer that never ends is ended, and others are answered', function()
	with_layer('loops', { begin = function(_, req)
		while req:current():name() == todname('loop.test') do
			pcall(function() while true do end end) -- it does not help to catch the error
		end
	end }, function()
		local before = worker.stats().lua_errors
		t.equal(t.resolve('loop.test'):rcode(), kres.rcode.SERVFAIL)
		t.equal(worker.stats().lua_errors, before + 1)
		t.equal(addresses(t.resolve('a.test')), { '192.0.2.1' })
	end)
	local turns = 0
	event.after(0, coroutine.wrap(function()
		while true do
			turns = turns + 1
		end
	end))
	t.wait(1)
	t.equal(worker.stats().lua_errors > 1, true)
	t.ok(turns > 0)
end)
