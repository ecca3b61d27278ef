-- SPDX-License-Identifier: BSD-2-Clause
-- Users find out whether a key of the root is trusted (RFC 8509).
local t = ...

local keys = { t.key(), t.key() }
local server = t.serve({}, { keys = keys })
setmetatable(server.zone, { __index = function(_, key)
	return key:find('key%-sentinel.* A$') and { '192.0.2.1' } or key:find('key%-sentinel.* AAAA$') and { '2001:db8::1' }
		or key:find('key%-sentinel.* TXT$') and { '"x"' } or nil
end })

local function tag_of(key)
	return ('%05d'):format(key:tag())
end

local TRUSTED = tag_of(keys[1])
local OTHER = ('%05d'):format((keys[1]:tag() + 1) % 65536)

local function rcode(label, rtype, options)
	return t.ask('root-key-sentinel-' .. label .. '.example', rtype or 'A', options).rcode
end

t.test('is a key trusted?', function()
	t.equal({ rcode('is-ta-' .. TRUSTED), rcode('is-ta-' .. OTHER) }, { 'NOERROR', 'SERVFAIL' })
	t.equal({ rcode('not-ta-' .. TRUSTED), rcode('not-ta-' .. OTHER) }, { 'SERVFAIL', 'NOERROR' })
	t.equal(rcode('is-ta-' .. OTHER), 'SERVFAIL', 'and again')
	t.equal({ rcode('IS-ta-' .. OTHER, 'AAAA'), rcode('not-TA-' .. OTHER, 'AAAA') }, { 'SERVFAIL', 'NOERROR' })
end)

t.test('nothing of what was found is in a failure', function()
	local answer = t.ask('root-key-sentinel-is-ta-' .. OTHER .. '.example', 'A', { dnssec = true })
	t.equal({ answer.flags, #answer.answer, #answer.authority }, { 'qr rd ra', 0, 0 })
	answer = t.ask('root-key-sentinel-is-ta-' .. TRUSTED .. '.example', 'A', { dnssec = true })
	t.equal({ answer.flags, answer.answer[1]:match('%S+$') }, { 'qr rd ra ad', '192.0.2.1' })
end)

t.test('clients that check for themselves get what there is', function()
	t.equal({ rcode('is-ta-' .. OTHER, 'A', { cd = true }), rcode('not-ta-' .. TRUSTED, 'A', { cd = true }) }, { 'NOERROR', 'NOERROR' })
end)

t.test('it is about addresses of such names only', function()
	t.equal(rcode('is-ta-' .. OTHER, 'TXT'), 'NOERROR')
	for _, label in ipairs { 'is-ta-1', 'is-ta-0' .. OTHER, 'is-ta-' .. OTHER .. 'x', 'is-ta-12a45', 'ist-ta-' .. OTHER } do
		t.equal(rcode(label), 'NOERROR', label)
	end
	t.equal(t.ask('a.root-key-sentinel-is-ta-' .. OTHER .. '.example').rcode, 'NOERROR', 'not the first label')
end)

t.test('it is about secure answers only', function()
	trust_anchors.set_insecure { 'example' }
	cache.clear()
	t.equal({ rcode('is-ta-' .. OTHER), rcode('not-ta-' .. TRUSTED) }, { 'NOERROR', 'NOERROR' })
	trust_anchors.set_insecure {}
	cache.clear()
	t.equal(rcode('is-ta-' .. OTHER), 'SERVFAIL')
end)

t.test('keys count that are trusted now', function()
	t.equal(rcode('not-ta-' .. tag_of(keys[2])), 'NOERROR')
	trust_anchors.add(keys[2]:ds('\0'))
	t.equal({ rcode('is-ta-' .. tag_of(keys[2])), rcode('not-ta-' .. tag_of(keys[2])) }, { 'NOERROR', 'SERVFAIL' })
	t.equal(rcode('is-ta-' .. TRUSTED), 'NOERROR')
end)

t.test('without the module nobody is told', function()
	modules.unload('ta_sentinel')
	t.equal({ rcode('is-ta-' .. OTHER), rcode('not-ta-' .. TRUSTED) }, { 'NOERROR', 'NOERROR' })
	modules.load('ta_sentinel')
	t.equal({ rcode('is-ta-' .. OTHER), rcode('not-ta-' .. TRUSTED) }, { 'SERVFAIL', 'SERVFAIL' })
end)
