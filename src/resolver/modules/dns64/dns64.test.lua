-- SPDX-License-Identifier: BSD-2-Clause
-- Clients that have IPv6 alone reach what has IPv4 alone (RFC 6147).
local t = ...

local EDE, FORGED = 15, '\0\4'
local keys = { t.key() }
local function unsigned(reply)
	reply:put(todname('bogus.example'), 300, kres.class.IN, kres.type.A, '\192\0\2\9')
end
local server = t.serve({
	['four.example. A'] = { '192.0.2.1', '198.51.100.7' },
	['both.example. A'] = { '192.0.2.2' },
	['both.example. AAAA'] = { '2001:db8::2' },
	['mapped.example. A'] = { '192.0.2.3' },
	['mapped.example. AAAA'] = { '::ffff:192.0.2.3' },
	['some.example. AAAA'] = { '::ffff:192.0.2.4', '2001:db8::4' },
	['alias.example. AAAA'] = { 'CNAME four.example.' },
	['alias.example. A'] = { 'CNAME four.example.' },
	['alias6.example. AAAA'] = { 'CNAME both.example.' },
	['bogus.example. A'] = unsigned,
	['1.2.0.192.in-addr.arpa. PTR'] = { 'four.example.' },
	['7.100.51.198.in-addr.arpa. PTR'] = { 'CNAME 1.2.0.192.in-addr.arpa.' },
}, { keys = keys })
server.negative_ttl = 120

-- Name of an address under a prefix of 96 bits.
local function reverse(prefix, address)
	local rdata = kres.parse_rdata({ 'AAAA ' .. prefix .. address })[1]
	return rdata:gsub('.', function(c) return ('%02x'):format(c:byte()) end):reverse():gsub('.', '%0.') .. 'ip6.arpa.'
end

-- A test: with the module, its prefix, and nothing cached.
local function test(name, f)
	t.test(name, function()
		cache.clear()
		server:news()
		modules = { dns64 = '64:ff9b::' }
		t.finally(f, function() modules.unload('dns64') end)
	end)
end

test('what has IPv4 alone gets IPv6', function()
	for _ = 1, 2 do
		local answer = t.ask('four.example', 'AAAA', { edns = true })
		t.equal({ answer.rcode, #answer.authority }, { 'NOERROR', 0 })
		t.equal(answer.answer, { 'four.example. 120 AAAA 64:ff9b::c000:201', 'four.example. 120 AAAA 64:ff9b::c633:6407' })
		t.equal(answer.edns[EDE], FORGED .. 'DNS64 synthesis')
	end
	t.equal(server:news(), { '. DNSKEY', 'four.example. A', 'four.example. AAAA' })
	t.equal(t.data(t.ask('four.example')), { '192.0.2.1', '198.51.100.7' })
end)

test('what has IPv6 stays as it is', function()
	local answer = t.ask('both.example', 'AAAA', { dnssec = true })
	t.equal({ answer.answer[1], answer.edns[EDE] }, { 'both.example. 300 AAAA 2001:db8::2' })
	t.equal(t.data(t.ask('alias6.example', 'AAAA')), { 'both.example.', '2001:db8::2' })
	for _, name in ipairs(server:news()) do
		t.ok(not name:find(' A$'), name)
	end
end)

test('addresses that are as good as none do not count', function()
	t.equal(t.data(t.ask('mapped.example', 'AAAA')), { '64:ff9b::c000:203' })
	t.equal(#t.ask('some.example', 'AAAA').answer, 2)
	dns64.config { exclude_subnets = { '2001:db8::/32' } }
	t.equal(t.data(t.ask('both.example', 'AAAA')), { '64:ff9b::c000:202' })
	t.equal(t.data(t.ask('mapped.example', 'AAAA')), { '::ffff:192.0.2.3' })
	dns64.config { exclude_subnets = {} }
	t.equal(t.data(t.ask('both.example', 'AAAA')), { '2001:db8::2' })
end)

test('aliases lead to them', function()
	t.equal(t.ask('alias.example', 'AAAA').answer, { 'alias.example. 300 CNAME four.example.',
		'four.example. 120 AAAA 64:ff9b::c000:201', 'four.example. 120 AAAA 64:ff9b::c633:6407' })
end)

test('the TTL is the least of both', function()
	server.ttl = 60
	t.finally(function()
		t.equal(t.ask('four.example', 'AAAA').answer[1], 'four.example. 60 AAAA 64:ff9b::c000:201')
	end, function() server.ttl = 300 end)
end)

test('clients that check for themselves get what there is', function()
	local answer = t.ask('four.example', 'AAAA', { cd = true })
	t.equal({ answer.rcode, #answer.answer }, { 'NOERROR', 0 })
	answer = t.ask('four.example', 'AAAA', { dnssec = true })
	t.equal({ answer.flags, #answer.answer, #answer.authority }, { 'qr rd ra ad', 2, 0 })
end)

test('AD is set only when both answers were secure', function()
	trust_anchors.set_insecure { 'four.example' }
	local answer = t.ask('four.example', 'AAAA', { ad = true })
	t.equal({ answer.flags, #answer.answer }, { 'qr rd ra', 2 })
	trust_anchors.set_insecure {}
	cache.clear()
	t.equal(t.ask('four.example', 'AAAA', { ad = true }).flags, 'qr rd ra ad')
	cache.clear('four.example', true, kres.type.A) -- the denial stays, and is secure
	trust_anchors.set_insecure { 'four.example' }
	t.equal(t.ask('four.example', 'AAAA', { ad = true }).flags, 'qr rd ra')
	trust_anchors.set_insecure {}
	t.equal(#t.ask('bogus.example', 'AAAA').answer, 0, 'what does not validate is not taken')
end)

test('what is not there is not made up', function()
	server.keys = nil -- without keys names do not exist
	trust_anchors.set_insecure { '.' }
	t.finally(function()
		t.equal(t.ask('nobody.example', 'AAAA').rcode, 'NXDOMAIN')
		t.equal(server:news(), { 'nobody.example. AAAA' })
	end, function()
		server.keys = keys
		trust_anchors.set_insecure {}
	end)
end)

test('addresses lead back to the names of those inside', function()
	local name = reverse('64:ff9b::', '192.0.2.1')
	local answer = t.ask(name, 'PTR', { edns = true })
	t.equal(answer.answer, { name .. ' 60 CNAME 1.2.0.192.in-addr.arpa.', '1.2.0.192.in-addr.arpa. 300 PTR four.example.' })
	t.equal(answer.edns[EDE], FORGED .. 'DNS64 synthesis')
	t.equal(t.data(t.ask(reverse('64:ff9b::', '198.51.100.7'), 'PTR')),
		{ '7.100.51.198.in-addr.arpa.', '1.2.0.192.in-addr.arpa.', 'four.example.' })
	t.equal(t.data(t.ask(reverse('64:ff9b::', '192.0.2.200'), 'PTR')), { '200.2.0.192.in-addr.arpa.' })
	t.equal(#t.ask(reverse('64:ff9c::', '192.0.2.1'), 'PTR').answer, 0)
	dns64.config { rev_ttl = 7 }
	t.equal(t.ask(name, 'PTR').answer[1], name .. ' 7 CNAME 1.2.0.192.in-addr.arpa.')
end)

test('the prefix changes while the daemon runs', function()
	dns64.config('fe80::21b:aabb:0:0')
	t.equal(t.data(t.ask('four.example', 'AAAA'))[1], 'fe80::21b:aabb:c000:201')
	dns64.config { prefix = '2001:db8:64::' }
	t.equal(t.data(t.ask('four.example', 'AAAA'))[1], '2001:db8:64::c000:201')
	t.equal(#t.ask(reverse('2001:db8:64::', '192.0.2.1'), 'PTR').answer, 2)
	for _, wrong in ipairs { 'x', '192.0.2.0', '64:ff9b::@53', { prefix = 7 }, { rev_ttl = -1 }, { nothing = 1 },
		{ exclude_subnets = '::/0' }, { exclude_subnets = { '192.0.2.0/24' } } } do
		t.raises("expected 'config(prefix)' or 'config({ prefix = string", dns64.config, wrong)
	end
	t.equal(t.data(t.ask('four.example', 'AAAA'))[1], '2001:db8:64::c000:201')
	dns64.config()
	t.equal(t.data(t.ask('four.example', 'AAAA'))[1], '64:ff9b::c000:201')
end)

test('a flag keeps it from questions', function()
	policy.add(policy.suffix(policy.FLAGS('DNS64_DISABLE'), { todname('four.example') }))
	t.equal(#t.ask('four.example', 'AAAA').answer, 0)
	t.equal(#t.ask('mapped.example', 'AAAA').answer, 1)
	policy.del(policy.rules[1].id)
	t.equal(#t.ask('four.example', 'AAAA').answer, 2)
	policy.add(policy.suffix(policy.STUB('127.0.0.1@' .. net.lab_port()), { todname('four.example') }))
	t.equal(#t.ask('four.example', 'AAAA').answer, 0, 'not what is passed on as it is')
	policy.del(policy.rules[1].id)
end)

t.test('without the module nothing is made', function()
	t.equal({ dns64, #t.ask('four.example', 'AAAA').answer, #t.ask(reverse('64:ff9b::', '192.0.2.1'), 'PTR').answer }, { nil, 0, 0 })
	t.raises("expected 'config(prefix)'", function() modules = { dns64 = 'x' } end)
	t.equal(dns64, nil)
end)
