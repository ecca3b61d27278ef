-- SPDX-License-Identifier: BSD-2-Clause
-- Names outside must not lead to addresses inside.
local t = ...

local EDE = 15
local server = t.serve {
	['www.example. A'] = { '192.0.2.1' },
	['home.example. A'] = { '10.1.2.3' },
	['mixed.example. A'] = { '192.0.2.1', '10.1.2.3' },
	['alias.example. A'] = { 'CNAME home.example.' },
}

local function put(reply, name, address)
	local rtype = address:find(':') and 'AAAA' or 'A'
	t.ok(reply:put(todname(name), 60, kres.class.IN, kres.type[rtype], kres.parse_rdata({ rtype .. ' ' .. address })[1]))
end

-- Is a reply with this address refused?
local function refuses(address)
	local rtype = address:find(':') and 'AAAA' or 'A'
	server.zone['host.example. ' .. rtype] = { address }
	cache.clear()
	local answer = t.ask('host.example', rtype)
	t.ok(answer.rcode == 'REFUSED' or t.data(answer)[1] == address, address)
	return answer.rcode == 'REFUSED'
end

-- A test: it begins with the module as it comes and an empty cache.
local function test(name, f)
	t.test(name, function()
		cache.clear()
		server:news()
		t.with('rebinding < iterate', f)
	end)
end

test('a refusal says why', function()
	local answer = t.ask('home.example', 'A', { dnssec = true })
	t.equal({ answer.rcode, answer.flags, #answer.answer, #answer.authority }, { 'REFUSED', 'qr rd ra', 0, 0 })
	t.equal(answer.additional, { 'explanation.invalid. 10800 TXT "blocked by DNS rebinding protection"' })
	t.equal(answer.edns[EDE], '\0\15blocked by DNS rebinding protection')
end)

test('all networks inside are', function()
	for _, inside in ipairs { '0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1',
		'127.255.255.255', '169.254.0.0', '169.254.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255',
		'::ffff:0.0.0.1', '::ffff:10.1.2.3', '::ffff:192.168.0.1', '::', '::1', 'fc00::', 'fdff:ffff::1', 'fe80::', 'febf:ffff::1' } do
		t.ok(refuses(inside), inside)
	end
	for _, outside in ipairs { '1.0.0.0', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0',
		'169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255', '192.169.0.0', '::ffff:192.0.2.1',
		'::2', 'fbff::1', 'fe00::1', 'fec0::1', '2001:db8::1' } do
		t.ok(not refuses(outside), outside)
	end
end)

test('one address inside is enough, wherever it stands', function()
	t.equal(t.ask('mixed.example').rcode, 'REFUSED')
	server.zone['extra.example. A'] = function(reply)
		put(reply, 'extra.example', '192.0.2.1')
		reply:begin(kres.section.ADDITIONAL)
		put(reply, 'else.example', 'fe80::1')
	end
	t.equal(t.ask('extra.example').rcode, 'REFUSED')
	t.equal(t.ask('alias.example').rcode, 'REFUSED')
	t.equal(t.ask('www.example').rcode, 'NOERROR')
end)

test('nothing of a refused reply is kept', function()
	t.equal(t.ask('home.example').rcode, 'REFUSED')
	server.zone['home.example. A'] = { '192.0.2.77' }
	t.finally(function()
		t.equal(t.data(t.ask('home.example')), { '192.0.2.77' })
	end, function() server.zone['home.example. A'] = { '10.1.2.3' } end)
end)

test('names and networks are allowed', function()
	rebinding.config { 'example' }
	t.equal(t.data(t.ask('home.example')), { '10.1.2.3' })
	rebinding.config { 'home.example', '10.7.0.0/16' }
	t.ok(refuses('10.6.0.1'))
	t.ok(not refuses('10.7.0.1'))
	t.ok(not refuses('::ffff:10.7.0.1'))
	t.equal(t.data(t.ask('HOME.example')), { '10.1.2.3' })
	rebinding.config {}
	cache.clear()
	t.equal(t.ask('home.example').rcode, 'REFUSED')
	for _, wrong in ipairs { { '10.0.0.0/33' }, { 'a..b' }, { 7 }, 'home.example', { name = 'x' } } do
		t.raises("expected 'config({ name or network, ... })', those that are allowed", rebinding.config, wrong)
	end
end)

test('what was cached before is not looked at', function()
	modules.unload('rebinding')
	t.equal(t.data(t.ask('home.example')), { '10.1.2.3' })
	modules.load('rebinding < iterate')
	t.equal(t.data(t.ask('home.example')), { '10.1.2.3' })
	cache.clear()
	t.equal(t.ask('home.example').rcode, 'REFUSED')
end)

test('who wants addresses inside gets them', function()
	local own = policy.add(policy.suffix(policy.FLAGS('ALLOW_LOCAL'), { todname('home.example') }))
	t.equal(t.data(t.ask('home.example')), { '10.1.2.3' })
	t.equal(t.ask('mixed.example').rcode, 'REFUSED')
	policy.del(own.id)
	cache.clear()
	t.equal(t.ask('home.example').rcode, 'REFUSED')
end)

test('what did not come from servers is not looked at', function()
	t.with('hints > iterate', function()
		hints['printer.office'] = '10.0.0.9'
		t.equal(t.data(t.ask('printer.office')), { '10.0.0.9' })
	end)
	local own = policy.add(policy.suffix(policy.ANSWER { [kres.type.A] = { rdata = '\10\0\0\9' } }, { todname('own.example') }))
	t.equal(t.data(t.ask('own.example')), { '10.0.0.9' })
	policy.del(own.id)
end)

test('what was cut is looked at when it comes', function()
	server.zone['cut.example. A'] = function(reply, _, heard)
		if heard.tcp then
			put(reply, 'cut.example', '10.1.2.3')
		else
			reply:tc(true)
		end
	end
	t.equal(t.ask('cut.example').rcode, 'REFUSED')
	t.ok(server.heard[#server.heard].tcp)
end)

test('addresses inside do not come by way of NAT64', function()
	server.zone['www.example. A'] = { '10.0.0.1' }
	t.finally(function()
		t.with('dns64', function()
			t.equal(t.data(t.ask('www.example', 'AAAA')), {})
			rebinding.config { 'www.example' }
			cache.clear()
			t.equal(t.data(t.ask('www.example', 'AAAA')), { '64:ff9b::a00:1' })
		end)
	end, function() server.zone['www.example. A'] = { '192.0.2.1' } end)
end)

test('record and server are logged when much is', function()
	t.logged('rebinding')
	t.ask('home.example')
	t.equal(t.logged('rebinding'), {})
	verbose(true)
	t.finally(function() t.ask('home.example') end, function() verbose(false) end)
	local logged = t.logged('rebinding')
	t.equal({ #logged, logged[1]:lower() }, { 1, 'blocked by dns rebinding protection: home.example. at 10.1.2.3, said by 127.0.0.1' })
end)

t.test('without the module nobody is refused', function()
	cache.clear()
	t.equal({ rebinding, t.data(t.ask('home.example'))[1] }, { nil, '10.1.2.3' })
end)
