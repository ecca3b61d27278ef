-- SPDX-License-Identifier: BSD-2-Clause
-- The servers of a zone with a trust anchor are told which keys are trusted (RFC 8145 section 5).
local t = ...

local keys = { t.key(), t.key() }
table.sort(keys, function(a, b) return a:tag() > b:tag() end) -- tags are told in the other order
local server = t.serve({ ['www.example. A'] = { '192.0.2.1' } }, { keys = keys })

-- Questions '_ta-...' that came when a name is validated anew.
local function signals()
	cache.clear()
	server:news()
	t.equal(t.ask('www.example', 'A', { ad = true }).flags, 'qr rd ra ad')
	local list = {}
	for _ = 1, 10 do
		t.wait(1) -- it is asked behind the other questions
		for _, key in ipairs(server:news()) do
			if key:find('^_ta') and list[#list] ~= key then -- what is refused is asked over TCP, too
				table.insert(list, key)
			end
		end
	end
	return list
end

t.test('nothing is told without the module', function()
	t.equal(signals(), {})
end)

t.test('the tag of the key is told', function()
	modules.load('ta_signal_query')
	t.equal(signals(), { ('_ta-%04x. NULL'):format(keys[1]:tag()) })
end)

t.test('what is answered to it is no matter', function()
	server.zone[('_ta-%04x. NULL'):format(keys[1]:tag())] = function(reply) reply:rcode(kres.rcode.REFUSED) end
	signals()
	t.equal(signals(), { ('_ta-%04x. NULL'):format(keys[1]:tag()) })
end)

t.test('keys that are cached are not told of', function()
	server:news()
	t.ask('www.example', 'A', { ad = true })
	t.ask('nobody.example')
	t.wait(5)
	t.equal(server:news(), { 'nobody.example. A' })
end)

t.test('several tags are told in order', function()
	trust_anchors.add(keys[2]:ds('\0'))
	t.equal(signals(), { ('_ta-%04x-%04x. NULL'):format(keys[2]:tag(), keys[1]:tag()) })
end)

t.test('keys of zones without an anchor are not told of', function()
	server:news()
	cache.clear()
	t.ask('www.example', 'DNSKEY')
	t.wait(5)
	for _, key in ipairs(server:news()) do
		t.ok(not key:find('^_ta.*example'), key)
	end
end)

t.test('unloaded, it tells nothing more', function()
	modules.unload('ta_signal_query')
	t.equal(signals(), {})
end)
