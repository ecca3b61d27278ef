-- SPDX-License-Identifier: BSD-2-Clause
-- Names whose addresses are known without asking.
local t = ...

local server = t.serve {
	['www.example. A'] = { '192.0.2.1' },
	['www.example. AAAA'] = { '2001:db8::1' },
	['alias.example. A'] = { 'CNAME printer.office.' },
	['1.2.0.192.in-addr.arpa. PTR'] = { 'www.example.' },
}
local root = hints.root()

local function write(name, text)
	local file = io.open(name, 'w')
	file:write(text)
	file:close()
	return name
end

-- A test: it begins without hints and without anything cached.
local function test(name, f)
	t.test(name, function()
		modules.load('hints > iterate')
		cache.clear()
		server:news()
		t.finally(f, function() modules.unload('hints') end)
	end)
end

test('addresses are set, listed and removed', function()
	t.equal(hints.set('printer.office 10.1.1.7'), { result = true })
	t.equal(hints.set('Printer.Office. 2001:db8::7'), { result = true })
	hints['printer.office'] = '10.1.1.8'
	t.equal(hints.get('printer.office'), { '10.1.1.7', '2001:db8::7', '10.1.1.8' })
	t.equal(hints['printer.office'][1], '10.1.1.7')
	t.equal(hints.get('printer.office').result[2], '2001:db8::7')
	t.equal(hints.get(), { ['printer.office.'] = { '10.1.1.7', '2001:db8::7', '10.1.1.8' } })
	t.equal(hints.del('printer.office 10.1.1.7'), { result = true })
	t.equal(hints.del('printer.office 10.1.1.7'), { result = false })
	t.equal(hints.get('PRINTER.office'), { '2001:db8::7', '10.1.1.8' })
	t.equal(hints.del('printer.office'), { result = true })
	t.equal({ hints.get('printer.office'), hints['printer.office'] }, {})
	hints['printer.office'] = '10.1.1.9'
	hints['printer.office'] = nil
	t.equal(hints.get(), {})
end)

test('what is no name and address is not set', function()
	for _, wrong in ipairs { 'printer.office', 'printer.office nonsense', 'printer.office 10.1.1', 'a..b 10.1.1.1', '' } do
		t.equal(hints.set(wrong), { result = false }, wrong)
	end
	for _, wrong in ipairs { '10.1.1', '', 'printer.office', 5, { '10.1.1.1' }, false } do
		t.raises("hints['printer.office'] = ", function() hints['printer.office'] = wrong end)
	end
	t.equal(hints.del('nobody.office'), { result = false })
	t.equal(hints.get('a..b'), nil)
	t.equal(hints.get(), {})
end)

test('clients get them, and nobody is asked', function()
	hints['printer.office'] = '10.1.1.7'
	hints['printer.office'] = '10.1.1.8'
	hints['printer.office'] = '2001:db8::7'
	local answer = t.ask('Printer.Office', 'A', { dnssec = true })
	t.equal({ answer.rcode, answer.flags }, { 'NOERROR', 'qr rd ra' })
	t.equal(answer.answer, { 'Printer.Office. 5 A 10.1.1.7', 'Printer.Office. 5 A 10.1.1.8' })
	t.equal(t.data(t.ask('printer.office', 'AAAA')), { '2001:db8::7' })
	t.equal(t.data(t.ask('printer.office', 'A', { tcp = true })), { '10.1.1.7', '10.1.1.8' })
	t.equal(server:news(), {})
end)

test('they go before what servers and the cache say', function()
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	hints['www.example'] = '192.0.2.99'
	t.equal(t.data(t.ask('www.example')), { '192.0.2.99' })
	hints.del('www.example')
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
end)

test('behind the cache they speak when nothing is cached', function()
	modules.load('hints')
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	hints['www.example'] = '192.0.2.99'
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	cache.clear()
	t.equal(t.data(t.ask('www.example')), { '192.0.2.99' })
end)

test('aliases lead to them', function()
	hints['printer.office'] = '10.1.1.7'
	t.equal(t.ask('alias.example').answer, { 'alias.example. 300 CNAME printer.office.', 'printer.office. 5 A 10.1.1.7' })
end)

test('other types have no data, unless they may be asked for', function()
	hints['www.example'] = '192.0.2.99'
	local denied = t.ask('www.example', 'AAAA')
	t.equal({ denied.rcode, denied.flags, #denied.answer, #denied.authority }, { 'NOERROR', 'qr aa rd ra', 0, 0 })
	t.equal(t.ask('www.example', 'MX').flags, 'qr aa rd ra')
	t.equal(server:news(), {})
	t.equal(hints.use_nodata(false), { result = true })
	t.equal(t.data(t.ask('www.example', 'AAAA')), { '2001:db8::1' })
	t.equal(t.data(t.ask('www.example')), { '192.0.2.99' })
	hints.use_nodata(true)
	t.equal(t.data(t.ask('www.example', 'AAAA')), {})
	t.raises("expected 'use_nodata(bool)'", hints.use_nodata, 'yes')
	t.raises("expected 'use_nodata(bool)'", hints.use_nodata)
end)

test('the TTL is what was set', function()
	hints['printer.office'] = '10.1.1.7'
	t.equal(hints.ttl(), 5)
	for _, ttl in ipairs { 0, 77, 2147483647 } do
		t.equal(hints.ttl(ttl), ttl)
		t.equal(t.ask('printer.office').answer, { ('printer.office. %d A 10.1.1.7'):format(ttl) })
	end
	for _, wrong in ipairs { -1, 2147483648, 1.5, 'long' } do
		t.raises('ttl must be within <0, 2147483647>', hints.ttl, wrong)
	end
	t.equal(hints.ttl(), 2147483647)
end)

test('addresses lead back to the name that was set last', function()
	hints.set('first.office 198.51.100.9')
	hints.set('last.office 198.51.100.9')
	hints.set('six.office 2001:db9::1')
	t.equal(t.data(t.ask('9.100.51.198.in-addr.arpa', 'PTR')), { 'last.office.' })
	t.equal(t.ask('1.2.0.192.in-addr.arpa', 'PTR').answer, { '1.2.0.192.in-addr.arpa. 300 PTR www.example.' })
	hints.set('www2.example 192.0.2.1')
	t.equal(t.ask('1.2.0.192.in-addr.arpa', 'PTR').answer, { '1.2.0.192.in-addr.arpa. 5 PTR www2.example.' })
	t.equal(t.data(t.ask('1' .. ('.0'):rep(23) .. '.9.b.d.0.1.0.0.2.ip6.arpa', 'PTR')), { 'six.office.' })
	hints.del('www2.example 192.0.2.1')
	t.equal(t.data(t.ask('1.2.0.192.in-addr.arpa', 'PTR')), { 'www.example.' })
end)

test('files of hosts are read', function()
	local path = write('hosts', [[
# of the office
198.51.100.1 canonical.office other.office  # the first name is what it is called
2001:db8::1	canonical.office

198.51.100.2 next.office
]])
	t.equal(hints.add_hosts(path), { result = true })
	t.equal(hints.get(), { ['canonical.office.'] = { '198.51.100.1', '2001:db8::1' }, ['other.office.'] = { '198.51.100.1' },
		['next.office.'] = { '198.51.100.2' } })
	t.equal(t.data(t.ask('1.100.51.198.in-addr.arpa', 'PTR')), { 'canonical.office.' })
	t.equal(t.data(t.ask('other.office')), { '198.51.100.1' })
	t.logged('hints')
	t.equal(hints.add_hosts(write('wrong', '198.51.100.3 third.office\nnonsense\n')), { result = false })
	t.equal(t.logged('hints'), { 'wrong:2: invalid syntax' })
	t.equal(hints.get('third.office'), nil, 'a file with a wrong line adds nothing')
	t.equal(hints.add_hosts('none'), { result = false })
	t.equal(t.logged('hints'), { 'none: No such file or directory' })
end)

test('a configuration takes the place of what there was, but not of the root\'s servers', function()
	local path = write('hosts', '198.51.100.1 canonical.office\n')
	hints.set('printer.office 10.1.1.7')
	t.equal(hints.config(path), { result = true })
	t.equal(hints.get(), { ['canonical.office.'] = { '198.51.100.1' } })
	hints.set('printer.office 10.1.1.7')
	t.equal(hints.config { file = path }, { result = true })
	t.equal(hints.get('printer.office'), nil)
	t.raises('none: No such file or directory', hints.config, 'none')
	t.equal(hints.get(), { ['canonical.office.'] = { '198.51.100.1' } }, 'as it was')
	t.raises("expected 'config(string path)' or { file = path }", hints.config, { path = 'x' })
	t.equal(hints.config(), { result = true })
	t.equal(hints.get(), {})
	t.equal(hints.root(), root)
end)

test('the root\'s servers are listed and replaced as a whole', function()
	t.finally(function()
		t.equal(hints.root { ['a.root.'] = { '127.0.0.3', '::1' }, ['b.root'] = '127.0.0.4' },
			{ ['a.root.'] = { '127.0.0.3', '::1' }, ['b.root.'] = { '127.0.0.4' } })
		t.equal(hints.root()['b.root.'], { '127.0.0.4' })
		write('root', '. 3600 NS a.servers.\na.servers. 3600 A 127.0.0.5\na.servers. 3600 AAAA ::1\na.servers. 3600 TXT "x"\n')
		hints.root_file('root')
		t.equal(hints.root(), { ['a.servers.'] = { '127.0.0.5', '::1' } })
		t.raises('none', hints.root_file, 'none')
		t.equal(hints.root(), { ['a.servers.'] = { '127.0.0.5', '::1' } })
		t.raises('nonsense', hints.root, { ['a.root.'] = 'nonsense' })
		hints.root_file()
		t.equal(hints.root()['a.root-servers.net.'], { '198.41.0.4', '2001:503:ba3e::2:30' })
	end, function() hints.root { ['ns.test.'] = '127.0.0.1' } end)
	t.equal(hints.root(), root)
end)

t.test('without the module there are the root\'s servers, and nothing else', function()
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	t.equal(hints.root(), root)
	t.raises("module 'hints' is not loaded", function() hints['www.example'] = '192.0.2.99' end)
	t.raises("module 'hints' is not loaded", hints.get, 'www.example')
	modules.load('hints > iterate')
	hints['www.example'] = '192.0.2.99'
	t.equal(t.data(t.ask('www.example')), { '192.0.2.99' })
	modules.unload('hints')
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
end)
