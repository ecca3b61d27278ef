-- SPDX-License-Identifier: BSD-2-Clause
-- Rules as scripts make them, and what they do to questions.
local t = ...

local server = t.serve {
	['www.example. A'] = { '192.0.2.1' },
	['a.test. A'] = { '192.0.2.9' },
	['other.garden. A'] = { '192.0.2.7' },
	['www.example.garden. A'] = { '192.0.2.8' },
}

-- Questions of our own are asked of the cache or the server; every test begins with no rules.
local function with_rules(f)
	t.finally(f, function()
		for _, list in ipairs { policy.rules, policy.postrules } do
			while list[1] do
				t.ok(policy.del(list[1].id))
			end
		end
	end)
end

local function test(name, f)
	t.test(name, function() with_rules(f) end)
end

local function rcode_of(name, rtype)
	local answer = t.resolve(name, rtype)
	return kres.tostring.rcode[answer:rcode()], answer
end

local function data_of(name, rtype)
	local list = {}
	for _, rr in ipairs(t.resolve(name, rtype):section(kres.section.ANSWER)) do
		table.insert(list, (kres.rr2str(rr):match('%S+$')))
	end
	return list
end

local EXAMPLE = todname('example')

test('rules have ids from 0, in the order in which they were added', function()
	local first = policy.add(policy.all(policy.PASS))
	local second = policy.add(policy.suffix(policy.DENY, { EXAMPLE }))
	t.equal({ first.id, second.id, #policy.rules }, { 0, 1, 2 })
	t.equal(rcode_of('www.example'), 'NOERROR')
	t.equal({ first.count, second.count }, { 1, 0 })
	t.equal(fromjson(tojson({ first })), { { id = 0, count = 1 } })
	t.ok(table_print(first):find('^%[cb%] => function: %S+\n%[count%] => 1\n%[id%] => 0\n$'))
	t.ok(policy.del(0))
	t.equal(policy.del(0), false)
	t.equal(#policy.rules, 1)
	t.equal(rcode_of('www.example'), 'NXDOMAIN')
	t.equal(second.count, 1)
	second.suspended = true
	t.equal(second.suspended, true)
	t.equal(rcode_of('www.example'), 'NOERROR')
	second.suspended = false
	t.equal(rcode_of('www.example'), 'NXDOMAIN')
	t.equal(policy:add(policy.all(policy.PASS)).id, 2, 'the old way to call')
	t.ok(policy:del(2))
end)

test('filters are about what they say', function()
	local function denies(filter, name, rtype)
		local rule = policy.add(filter)
		local rcode = rcode_of(name, rtype)
		policy.del(rule.id)
		return rcode == 'NXDOMAIN' and rule.count == 1
	end
	local D = policy.DENY
	t.ok(denies(policy.all(D), 'www.example'))
	t.ok(denies(policy.suffix(D, { todname('nobody'), EXAMPLE }), 'WWW.Example'))
	t.ok(not denies(policy.suffix(D, { todname('xample'), '\2le' }), 'www.example'))
	t.ok(denies(policy.suffix_common(D, policy.todnames { 'www.example', 'b.example' }, EXAMPLE), 'www.example'))
	t.ok(not denies(policy.suffix_common(D, { todname('www.example') }, todname('org')), 'www.example'))
	t.ok(denies(policy.domains(D, { todname('www.example') }), 'www.example'))
	t.ok(not denies(policy.domains(D, { EXAMPLE }), 'www.example'))
	t.ok(denies(policy.pattern(D, '\3w+\7ex[a-p]+le'), 'www.example'))
	t.ok(not denies(policy.pattern(D, '^www'), 'www.example'))
	t.ok(denies(policy.match_query_type(D, kres.type.A), 'www.example'))
	t.ok(not denies(policy.match_query_type(D, kres.type.MX), 'www.example'))
end)

test('patterns match as string.find does', function()
	math.randomseed(7)
	local function choose(list) return list[math.random(#list)] end
	local parts = { 'a', 'b', '.', '%a', '%d', '[ab]', '[^a]', '[a-c1]', '%w', '(a)', '()', '%1', '%b()', '%f[a]', '\\', '$', '^' }
	local signs, letters = { '', '', '', '*', '+', '-', '?' }, { 'a', 'b', 'c', '1', '(', ')', '.', '\0', '\7' }
	local compared = 0
	for round = 1, 5000 do
		if round % 200 == 0 then
			t.wait(0) -- no function may take long at a time
		end
		local pattern, subject = {}, {}
		for i = 1, math.random(6) do
			pattern[i] = choose(parts) .. choose(signs)
		end
		for i = 1, math.random(0, 12) do
			subject[i] = choose(letters)
		end
		pattern, subject = table.concat(pattern), table.concat(subject)
		local ours = policy._pattern_finds(pattern, subject)
		local good, theirs = pcall(string.find, subject, pattern)
		if good and ours ~= nil then
			compared = compared + 1
			t.equal(ours, theirs ~= nil, ('%q in %q'):format(pattern, subject))
		end
	end
	t.ok(compared > 1000)
end)

test('actions that answer do', function()
	local function answer_by(action, rtype)
		local rule = policy.add(policy.all(action))
		local answer = t.resolve('www.example', rtype)
		policy.del(rule.id)
		return answer
	end
	local denied = answer_by(policy.DENY_MSG('go away'))
	t.equal({ denied:rcode(), denied:aa(), denied:ad() }, { kres.rcode.NXDOMAIN, true, false })
	local soa = denied:section(kres.section.AUTHORITY)[1]
	t.equal({ soa.owner, soa.ttl, soa.type }, { todname('www.example'), 10800, kres.type.SOA })
	t.equal(kres.rr2str(denied:section(kres.section.ADDITIONAL)[1]), 'explanation.invalid.\t10800\tTXT\t"go away"')
	t.equal(answer_by(policy.DROP):rcode(), kres.rcode.SERVFAIL)
	t.equal(answer_by(policy.REFUSE):rcode(), kres.rcode.REFUSED)
	local own = { [kres.type.A] = { rdata = { kres.str2ip('192.0.2.70'), '\192\0\2\71' }, ttl = 30 } }
	local made = answer_by(policy.ANSWER(own))
	t.equal({ made:ancount(), made:aa(), made:section(0)[1].ttl }, { 2, true, 30 })
	t.equal(answer_by(policy.ANSWER(own, true), 'MX'):nscount(), 1)
	local asked = #server.asked
	t.equal(answer_by(policy.ANSWER(own), 'MX'):ancount(), 0)
	t.equal(#server.asked, asked + 1, 'as it is found out')
	t.equal(answer_by(policy.PASS):rcode(), kres.rcode.NOERROR)
	t.equal(answer_by(policy.QTRACE):rcode(), kres.rcode.NOERROR)
end)

test('chain actions let the next rule be looked at', function()
	local flags = policy.add(policy.all(policy.FLAGS({ 'NO_CACHE' })))
	policy.add(policy.all(policy.FLAGS('TCP', { 'no_cache' })))
	policy.add(policy.all(policy.FLAGS(kres.query.NO_CACHE)))
	policy.add(policy.all(policy.FLAGS(kres.mk_qflags({ 'ALWAYS_CUT' }))))
	local deny = policy.add(policy.suffix(policy.DENY, { EXAMPLE }))
	t.equal(rcode_of('www.example'), 'NXDOMAIN')
	t.equal({ flags.count, deny.count }, { 1, 1 })
	policy.del(deny.id)
	local seen
	policy.add(policy.all(function(state, req)
		seen = { req.options.NO_CACHE, req.options.TCP, req.options.ALWAYS_CUT }
		req.options.TCP = false
		return state
	end))
	t.equal(rcode_of('www.example'), 'NOERROR')
	t.equal(seen, { true, true, true })
end)

test('special-use names come last, and a rule that passes goes before them', function()
	local lab = net.lab_port()
	net.lab_port(0) -- in a laboratory they are looked up
	local rcode, answer = rcode_of('nobody.test')
	t.equal(rcode, 'NXDOMAIN')
	t.ok(kres.rr2str(answer:section(kres.section.ADDITIONAL)[1]):find('special%-use%-domain%-names'))
	t.equal(data_of('x.localhost'), { '127.0.0.1' })
	local refuse = policy.add(policy.suffix(policy.REFUSE, { todname('test') }))
	t.equal(rcode_of('nobody.test'), 'REFUSED')
	policy.del(refuse.id)
	local seen = 0
	policy.add(policy.suffix(policy.PASS, { todname('test') }))
	policy.add(function() seen = seen + 1 end)
	t.equal(rcode_of('x.localhost', 'MX'), 'NOERROR')
	t.equal(seen, 1)
	net.lab_port(lab)
end)

test('functions are rules and actions', function()
	local name, rtype
	local rule = policy.add(function(_, query)
		name, rtype = query:name(), query.stype
		if query.stype == kres.type.TXT then
			return policy.DROP
		end
	end)
	t.equal(rcode_of('WWW.example', 'TXT'), 'SERVFAIL')
	t.equal({ name, rtype, rule.count }, { todname('www.example'), kres.type.TXT, 1 })
	-- of the manual
	local function genRR(state, req)
		local answer = req.answer
		local qry = req:current()
		if qry.stype ~= kres.type.A then
			return state
		end
		answer:put(qry.sname, 900, answer:qclass(), kres.type.A, '\192\168\1\3')
		return kres.DONE
	end
	local gen = policy.add(policy.suffix(genRR, { todname('gen') }))
	local after = policy.add(policy.all(policy.REFUSE))
	t.equal(data_of('x.gen'), { '192.168.1.3' })
	t.equal(rcode_of('x.gen', 'AAAA'), 'NXDOMAIN', 'the action passed it')
	t.equal({ gen.count, after.count }, { 2, 0 })
	policy.del(gen.id)
	policy.add(policy.suffix(function() end, { todname('gen') })) -- nil: the next rule
	policy.del(after.id)
	policy.add(policy.all(policy.REFUSE))
	t.equal(rcode_of('x.gen'), 'REFUSED')
end)

test('rules of ours can be called by functions', function()
	local deny = policy.suffix(policy.DENY, { EXAMPLE })
	policy.add(function(req, query) return deny(req, query) end)
	policy.add(function(_, query)
		return query.stype == kres.type.MX and function(state, req) return policy.REFUSE(state, req) end or nil
	end)
	t.equal(rcode_of('www.example'), 'NXDOMAIN')
	t.equal(rcode_of('www.other', 'MX'), 'REFUSED')
	t.equal(rcode_of('other.garden'), 'NOERROR')
end)

test('a function that fails fails the question, and nothing else', function()
	local bad = policy.add(function() error('on purpose') end)
	t.equal(rcode_of('www.example'), 'SERVFAIL')
	policy.del(bad.id)
	t.equal(rcode_of('www.example'), 'NOERROR')
end)

test('rules may change rules', function()
	local once
	once = policy.add(function()
		policy.del(once.id)
		policy.add(policy.all(policy.REFUSE))
	end)
	t.equal(rcode_of('www.example'), 'NOERROR', 'the rules are those that were there')
	t.equal(rcode_of('www.example'), 'REFUSED')
end)

local function write(path, text)
	local file = io.open(path .. '.new', 'w')
	file:write(text)
	file:close()
	os.rename(path .. '.new', path)
end

test('response policy zones say what is done', function()
	write('a.rpz', [[
$TTL 60
$ORIGIN rpz.zone.
@ SOA ns. h. 1 2 3 4 5
nx.example CNAME .
*.wild.example CNAME .
nodata.example CNAME *.
www.example CNAME rpz-passthru.
drop.example CNAME rpz-drop.
data.example A 192.0.2.77
alias.example CNAME other.garden.
*.garden.example CNAME *.garden.
]])
	local rule = policy.add(policy.rpz(policy.DENY, 'a.rpz'))
	policy.add(policy.suffix(policy.REFUSE, { EXAMPLE }))
	t.equal(rcode_of('nx.example'), 'NXDOMAIN')
	t.equal(rcode_of('a.nx.example'), 'REFUSED', 'no wildcard')
	t.equal(rcode_of('a.b.wild.example'), 'NXDOMAIN')
	t.equal(rcode_of('wild.example'), 'REFUSED', 'the wildcard is not about itself')
	local rcode, answer = rcode_of('nodata.example')
	t.equal({ rcode, answer:ancount(), answer:nscount() }, { 'NOERROR', 0, 1 })
	t.equal(rcode_of('www.example'), 'NOERROR')
	t.equal(rcode_of('drop.example'), 'SERVFAIL')
	t.equal(data_of('data.example'), { '192.0.2.77' })
	t.equal(data_of('data.example', 'MX'), {})
	t.equal(data_of('alias.example'), { 'other.garden.', '192.0.2.7' })
	t.equal(data_of('alias.example', 'CNAME'), { 'other.garden.' })
	t.equal(rule.count, 9)
	-- called by a function
	local zone = policy.rpz(policy.REFUSE, 'a.rpz')
	policy.del(rule.id)
	policy.del(policy.rules[1].id)
	policy.add(function(req, query) return zone(req, query) end)
	t.equal(rcode_of('nx.example'), 'REFUSED')
	t.equal(data_of('data.example'), { '192.0.2.77' })
end)

test('response policy zones follow their files', function()
	write('b.rpz', 'one.example CNAME .\n')
	policy.add(policy.rpz(policy.DENY, 'b.rpz'))
	policy.add(policy.all(policy.REFUSE))
	t.equal(rcode_of('one.example'), 'NXDOMAIN')
	t.equal(rcode_of('two.example'), 'REFUSED')
	write('b.rpz', 'two.example CNAME .\n')
	t.wait_for(function() return rcode_of('two.example') == 'NXDOMAIN' end)
	t.equal(rcode_of('one.example'), 'REFUSED')
end)

test('answers are rerouted', function()
	local rule = policy.add(policy.REROUTE({ ['192.0.2.0/24'] = '127.0.0.0', ['192.0.2.1'] = '10.1.1.1' }), true)
	t.equal(data_of('www.example'), { '10.1.1.1' })
	t.equal(data_of('other.garden'), { '127.0.0.7' })
	t.equal(rule.count, 2)
	policy.del(rule.id)
	policy.add(policy.REROUTE({ '192.0.2.0/24', '127.0.0.0' }), true)
	t.equal(data_of('www.example'), { '127.0.0.1' })
	policy.del(policy.postrules[1].id)
	policy.add(policy.REROUTE({ { '192.0.2.0/24', '127.0.1.0' } }), true)
	t.equal(data_of('www.example'), { '127.0.1.1' })
	policy.del(policy.postrules[1].id)
	policy.add(policy.suffix(policy.REROUTE({ ['www.example'] = '10.9.9.9' }, true), { EXAMPLE }))
	t.equal(data_of('www.example'), { '10.9.9.9' })
	t.equal(data_of('other.garden'), { '192.0.2.7' })
end)

test('postrules see answers', function()
	policy.add(policy.suffix(policy.DENY, { EXAMPLE }), true)
	local seen
	policy.add(function(req, query)
		seen = { query:name(), req.answer:ancount() }
	end, true)
	t.equal(rcode_of('www.example'), 'NXDOMAIN')
	t.equal(rcode_of('other.garden'), 'NOERROR')
	t.equal(seen, { todname('other.garden'), 1 })
end)

test('the resolver forwards where a rule says so', function()
	policy.add(policy.suffix(policy.STUB('127.0.0.1@' .. net.lab_port()), { EXAMPLE }))
	cache.clear()
	local before = #server.asked
	t.equal(data_of('www.example'), { '192.0.2.1' })
	t.ok(#server.asked > before)
end)

test('filters of two rules together, as modules make them', function()
	local mx, below = policy.match_query_type(policy.DENY, kres.type.MX), policy.suffix(policy.REFUSE, { EXAMPLE })
	local both = policy.add(policy.both(mx, below))
	t.equal(rcode_of('www.example', 'MX'), 'NXDOMAIN', "the first one's action")
	t.equal(rcode_of('www.example'), 'NOERROR')
	rcode_of('nothing.garden', 'MX')
	t.equal(both.count, 1)
	policy.del(both.id)
	local either = policy.add(policy.either(below, mx))
	t.equal(rcode_of('www.example'), 'REFUSED')
	t.equal(rcode_of('other.garden', 'MX'), 'REFUSED')
	t.equal(rcode_of('other.garden'), 'NOERROR')
	t.equal(either.count, 2)
end)

test('a slice of the names gets an action', function()
	policy.add(policy.slice(function(_, query) return query.stype == kres.type.MX and 2 or 1 end,
		policy.REFUSE, policy.DROP))
	t.equal(rcode_of('www.example'), 'REFUSED')
	t.equal(rcode_of('www.example', 'MX'), 'SERVFAIL')
	policy.del(policy.rules[1].id)
	policy.add(policy.slice(policy.slice_randomize_psl(1), policy.REFUSE, policy.DROP))
	local seen, first = { REFUSED = 0, SERVFAIL = 0 }, (rcode_of('a.zone1.org'))
	t.equal({ (rcode_of('b.Zone1.org')), (rcode_of('zone1.org')) }, { first, first }, 'by the last two labels')
	for i = 1, 20 do
		local rcode = (rcode_of(('zone%d.org'):format(i)))
		seen[rcode] = (seen[rcode] or 0) + 1
	end
	t.equal(seen.REFUSED + seen.SERVFAIL, 20, 'each got one')
	t.ok(seen.REFUSED > 0 and seen.SERVFAIL > 0)
	policy.del(policy.rules[1].id)
	local parts = { 0, 0, 0 }
	local function count_in(part)
		return function()
			parts[part] = parts[part] + 1
			return kres.FAIL
		end
	end
	policy.add(policy.slice(policy.slice_randomize_psl(1), count_in(1), count_in(2), count_in(3)))
	for i = 1, 20 do
		rcode_of(('zone%d.org'):format(i))
	end
	t.ok(math.min(unpack(parts)) > 2, table.concat(parts, ', ') .. ': spread over three')
end)

test('the log tells of questions that are wanted there', function()
	local wanted
	local function logged_of(options)
		local answer = t.resolve('www.example', 'A', options)
		t.equal(answer:rcode(), kres.rcode.NOERROR)
		t.wait(1) -- then it is over
		return t.logged('policy')
	end
	t.logged('policy')
	policy.add(policy.all(policy.DEBUG_IF(function(req)
		return wanted == req.answer:rcode()
	end)))
	wanted = kres.rcode.SERVFAIL
	t.equal(logged_of(), {})
	wanted = kres.rcode.NOERROR
	t.ok(#logged_of() > 1)
	policy.del(policy.rules[1].id)
	policy.add(policy.all(policy.DEBUG_CACHE_MISS))
	logged_of()
	t.equal(logged_of(), {}, 'from the cache')
	t.ok(#logged_of('NO_CACHE') > 1)
	policy.del(policy.rules[1].id)
	policy.add(policy.all(policy.DEBUG_ALWAYS))
	t.ok(#logged_of() > 1)
	policy.del(policy.rules[1].id)
	policy.add(policy.all(policy.IPTRACE))
	policy.add(policy.all(policy.REQTRACE))
	local traced = logged_of()
	t.equal({ #traced, traced[1] }, { 2, 'request is internal' })
	t.ok(traced[2]:find('^request: ') and traced[2]:find('www.example', 1, true))
	local function at(text) return setmetatable({}, { __tostring = function() return text end }) end
	for _, flags in ipairs { {}, { tcp = true }, { tcp = true, tls = true } } do
		policy.IPTRACE(kres.CONSUME, { qsource = { addr = at('192.0.2.1#1000'), dst_addr = at('192.0.2.2#53'), flags = flags } })
	end
	local line = 'request packet arrived from 192.0.2.1#1000 to 192.0.2.2#53 '
	t.equal(t.logged('policy'), { line .. '(UDP)', line .. '(TCP)', line .. '(TCP + TLS)' })
end)

-- In a laboratory special names are looked up like others.  The module is as it was at the start.
local function without_lab(f)
	modules.unload('policy')
	modules.load('policy')
	local lab, root = net.lab_port(), hints.root()
	net.lab_port(0)
	hints.root({ ['nobody.test.'] = '127.88.77.66' })
	t.finally(f, function()
		net.lab_port(lab)
		hints.root(root)
	end)
end

test('rules for special names are a list that can be read and changed', function()
	without_lab(function()
		t.equal({ t.ask('a.test').rcode, t.ask('a.test').rcode }, { 'NXDOMAIN', 'NXDOMAIN' })
		local list = policy.special_names
		t.equal(list, policy.special_names)
		t.equal({ #list, list[1].count, list[2].count, list[2].id }, { 4, 0, 2 })
		t.equal({ t.ask('a.test').rcode, list[2].count }, { 'NXDOMAIN', 3 }, 'counted, though the list may change now')
		t.equal({ (rcode_of('localhost')), (rcode_of('10.in-addr.arpa')), (rcode_of('127.in-addr.arpa')) },
			{ 'NOERROR', 'NXDOMAIN', 'NOERROR' })
		t.equal({ list[1].count, list[2].count, list[3].count, list[4].count }, { 1, 3, 1, 1 })

		table.insert(list, { cb = policy.all(policy.REFUSE), count = 0 })
		t.equal(rcode_of('a.test'), 'NXDOMAIN')
		list[2].suspended = true
		t.equal({ (rcode_of('a.test')), list[5].count }, { 'REFUSED', 1 })
		list[2].suspended = nil
		t.equal(rcode_of('a.test'), 'NXDOMAIN')
		local use = table.remove(list, 2)
		t.equal({ (rcode_of('a.test')), (rcode_of('localhost')) }, { 'REFUSED', 'NOERROR' })

		local seen = {}
		local mine = { cb = policy.suffix(policy.DROP, { todname('x.test') }), count = 0 }
		table.insert(list, 1, mine)
		table.insert(list, 1, { cb = function(_, query) table.insert(seen, kres.dname2str(query:name())) end })
		t.equal({ (rcode_of('www.x.test')), mine.count }, { 'SERVFAIL', 1 })
		policy.add(policy.suffix(policy.DENY, { EXAMPLE }))
		t.equal({ (rcode_of('a.test')), (rcode_of('www.example')) }, { 'REFUSED', 'NXDOMAIN' })
		t.equal(seen, { 'www.x.test.', 'a.test.' }, 'only special names are looked at')
		mine.cb = policy.all(policy.DENY)
		t.equal({ (rcode_of('a.test')), mine.count }, { 'NXDOMAIN', 1 }, 'another rule')
	end)
end)

test('the list of rules for special names can be set as a whole', function()
	without_lab(function()
		local use = policy.special_names[2]
		policy.special_names = { { cb = policy.all(policy.REFUSE) }, use }
		t.equal({ (rcode_of('a.test')), #policy.special_names }, { 'REFUSED', 2 })
		policy.add(use.cb)
		t.equal({ (rcode_of('a.test')), (rcode_of('localhost')) }, { 'NXDOMAIN', 'REFUSED' }, 'as a rule like others')
		policy.special_names = {}
		t.equal(rcode_of('localhost'), 'SERVFAIL', 'it is looked up')
		modules.unload('policy')
		modules.load('policy')
		t.equal({ (rcode_of('localhost')), #policy.special_names, policy.special_names[3].count }, { 'NOERROR', 4, 1 })
	end)
end)

test('wrong calls are told at the line of the caller', function()
	local here = 'policy.test.lua:'
	local function wrong(text, f, ...)
		t.raises(text, f, ...)
		local _, message = pcall(f, ...)
		t.ok(message:find(here, 1, true), message)
	end
	wrong("'policy.TLS_FORWARD' is not available in this version", function() policy.TLS_FORWARD({ { '192.0.2.1' } }) end)
	wrong('policy.special_names: expected a list of rules, not number', function() policy.special_names = 5 end)
	wrong('policy.special_names: expected rules', function() policy.special_names = { policy.all(policy.DENY) } end)
	wrong('the count of a rule cannot be set', function() policy.special_names[1].count = 5 end)
	wrong('at most 4 FORWARD targets are supported', function()
		policy.FORWARD { '192.0.2.1', '192.0.2.2', '192.0.2.3', '192.0.2.4', '192.0.2.5' }
	end)
	wrong("'nonsense' is not an address", function() policy.FORWARD('nonsense') end)
	wrong('expected an address', function() policy.STUB {} end)
	wrong('expected an action', function() policy.all('DENY') end)
	wrong('expected a rule, not an action', function() policy.add(policy.DENY) end)
	wrong('expected a rule', function() policy.add({}) end)
	wrong('can do nothing there', function() policy.add(policy.all(policy.FORWARD('192.0.2.1')), true) end)
	wrong('name 2 is not a domain name in wire format', function() policy.suffix(policy.DENY, { EXAMPLE, 'example.com' }) end)
	wrong("malformed pattern (missing ']')", function() policy.pattern(policy.DENY, '[a') end)
	wrong("policy.todnames: '..' is not a domain name", function() policy.todnames { '..' } end)
	wrong('failed to parse "none.rpz"', function() policy.rpz(policy.DENY, 'none.rpz') end)
	wrong('shorter than 255 octets', function() policy.DENY_MSG(('x'):rep(255)) end)
	wrong('invalid flag name: NO_SUCH', function() policy.FLAGS { 'NO_SUCH' } end)
	wrong("flag 'STUB' cannot be set by users", function() policy.FLAGS('STUB') end)
	wrong('the data are not those of their type', function() policy.ANSWER { [kres.type.A] = { rdata = 'xyz' } } end)
	wrong('mirror ', function() policy.MIRROR('255.255.255.255') end)
	wrong("expected { ['subnet'] = 'address', ... }", function() policy.REROUTE { ['192.0.2.0/24'] = 'x' } end)
	t.equal(#policy.rules, 0)
end)

test('rules go with the module', function()
	policy.add(policy.all(policy.REFUSE))
	modules.unload('policy')
	t.equal(policy, nil)
	t.equal(rcode_of('www.example'), 'NOERROR')
	modules.load('policy')
	t.equal(rcode_of('www.example'), 'NOERROR')
	t.equal(policy.add(policy.all(policy.PASS)).id, 0)
end)

-- The last one: it has a root of its own.
test('what the resolver needs to run is asked for under rules that deny everything', function()
	local key = t.key()
	local root = t.serve({ ['. NS'] = { 'a.servers.' }, ['a.servers. A'] = { '127.0.0.1' } }, { keys = { key } })
	policy.add(policy.all(policy.DENY))
	policy.add(function() return policy.DROP end)
	for _, name in ipairs { 'priming', 'ta_signal_query', 'detect_time_skew' } do
		modules.load(name)
	end
	t.wait_for(function() return hints.root()['a.servers.'] end, 'the root says who its servers are')
	local signal = ('_ta-%04x. NULL'):format(key:tag())
	t.wait_for(function() return table.concat(root.asked, ' '):find(signal, 1, true) end, signal)
	t.equal(rcode_of('www.example'), 'NXDOMAIN', 'what a script asks is denied')
	t.equal(rcode_of('.', 'NS'), 'NXDOMAIN')
	t.equal(t.ask('.', 'NS').rcode, 'NXDOMAIN', 'and what a client asks')

	trust_anchors.remove('.')
	local file = assert(io.open('root.keys', 'w'))
	file:write(key:ds('\0'), '\n')
	file:close()
	trust_anchors.add_file('root.keys')
	t.wait_for(function()
		for line in io.lines('root.keys') do
			if line:find('DNSKEY.*Valid') then
				return true
			end
		end
	end, 'the file follows its keys')

	-- A house that has no other way out than its forwarder.
	policy.add(policy.all(policy.FORWARD('127.0.0.1@' .. net.lab_port())))
	hints.root({ ['nobody.test.'] = '127.88.77.66' })
	cache.clear()
	modules.load('priming')
	t.wait_for(function() return hints.root()['a.servers.'] end, 'the forwarder says who they are')
end)
