-- SPDX-License-Identifier: BSD-2-Clause
-- Answers that do not validate are logged and counted.
local t = ...

local server = t.serve({ ['www.example. A'] = { '192.0.2.1' } }, { keys = { t.key() } })

local function unsigned(reply, key)
	local name, rtype = key:match('^(%S+) (%S+)$')
	local data = kres.parse_rdata({ rtype == 'A' and 'A 192.0.2.9' or 'TXT "x"' })[1]
	reply:put(todname(name), 60, kres.class.IN, kres.type[rtype], data)
end

for _, key in ipairs { 'bogus.example. A', 'bogus.example. TXT', 'worse.example. A' } do
	server.zone[key] = unsigned
end

t.test('what does not validate is logged with the reason', function()
	modules.load('bogus_log')
	t.equal(bogus_log.frequent(), {})
	t.logged('dnssec')
	t.equal(t.ask('Bogus.Example').rcode, 'SERVFAIL')
	local logged = t.logged('dnssec')
	t.equal(#logged, 1)
	t.ok(logged[1]:find('^DNSSEC validation failure bogus%.example%. A %(.+%)$'), logged[1])
	t.equal(bogus_log.frequent(), { { count = 1, name = 'bogus.example.', type = 'A' } })
end)

t.test('it is counted by question, the most frequent first', function()
	for _ = 1, 3 do
		t.equal(t.ask('worse.example', 'A', { dnssec = true }).rcode, 'SERVFAIL')
		cache.clear()
	end
	t.ask('bogus.example', 'TXT')
	local list = bogus_log.frequent()
	t.equal(list[1], { count = 3, name = 'worse.example.', type = 'A' })
	table.sort(list, function(a, b) return a.name .. a.type < b.name .. b.type end)
	t.equal(list, { { count = 1, name = 'bogus.example.', type = 'A' }, { count = 1, name = 'bogus.example.', type = 'TXT' },
		{ count = 3, name = 'worse.example.', type = 'A' } })
end)

t.test('what validates, fails otherwise or is not to be checked is not', function()
	server.zone['refused.example. A'] = function(reply) reply:rcode(kres.rcode.REFUSED) end
	t.logged('dnssec')
	t.equal(t.ask('www.example', 'A', { dnssec = true }).flags, 'qr rd ra ad')
	t.ask('nobody.example')
	t.equal(t.ask('refused.example').rcode, 'SERVFAIL')
	t.equal(t.ask('bogus.example', 'A', { cd = true }).rcode, 'NOERROR')
	t.equal({ #bogus_log.frequent(), #t.logged('dnssec') }, { 3, 0 })
end)

t.test('keys that do not validate are named, not what was asked', function()
	local keys = server.keys
	server.keys = { t.key() }
	cache.clear()
	t.logged('dnssec')
	t.equal(t.ask('www.example').rcode, 'SERVFAIL')
	t.ok(t.logged('dnssec')[1]:find('^DNSSEC validation failure %. DNSKEY'))
	local found
	for _, question in ipairs(bogus_log.frequent()) do
		found = found or question.name == '.' and question.type == 'DNSKEY' and question.count
	end
	t.equal(found, 1)
	server.keys = keys
	cache.clear()
end)

t.test('without the module nothing is logged, and nothing is kept', function()
	modules.unload('bogus_log')
	t.equal(bogus_log, nil)
	t.logged('dnssec')
	t.equal(t.ask('worse.example').rcode, 'SERVFAIL')
	t.equal(t.logged('dnssec'), {})
	modules.load('bogus_log')
	t.equal(bogus_log.frequent(), {})
	t.raises("has no 'nothing'", function() return bogus_log.nothing end)
	t.raises("module 'bogus_log' takes no configuration", function() modules = { bogus_log = {} } end)
end)
