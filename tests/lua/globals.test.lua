-- SPDX-License-Identifier: BSD-2-Clause
-- Globals of old scripts that stand for others.
local t = ...

t.test('reorder_RR stands for an option', function()
	t.equal(reorder_RR(), false)
	t.equal(reorder_RR(true), true)
	t.equal(option('REORDER_RR'), true)
	t.equal(reorder_RR(false), false)
end)

t.test('trustanchor adds and removes', function()
	t.equal(trustanchor('anchor.example. DS 1 13 2 ' .. ('A'):rep(64)), true)
	t.equal(trust_anchors.summary('\6anchor\7example\0'):find('anchor.example.', 1, true) ~= nil, true)
	t.equal(trustanchor('anchor.example.', false), true)
	t.raises('failed to process trust anchor RR', trustanchor, 'nonsense')
	t.raises('invalid trust anchor owner', trustanchor, 'never-added.example.', false)
	t.raises('expected', trustanchor)
end)

t.test('modules_register lets get and set stand for fields', function()
	local kept = {}
	local m = modules_register({
		get = function(k) return kept[k] end,
		set = function(text)
			local k, v = text:match('(%S+) (.*)')
			kept[k] = v
		end,
	})
	m.colour = 'blue'
	t.equal(kept, { colour = 'blue' })
	t.equal(m.colour, 'blue')
	t.raises('expected', modules_register, 1)
end)

t.test('log_groups is read as it was set', function()
	t.equal(log_groups(), {})
	t.equal(log_groups({ 'net', 'cache' }), { 'net', 'cache' })
	t.raises('unsupported log group', log_groups, { 'two words' })
	t.equal(log_groups(), { 'net', 'cache' })
	t.equal(log_groups({}), {})
end)

t.test('the default key file can be done without', function()
	t.equal(trust_anchors.keyfile_default, nil)
end)

t.test('wrong arguments are told at the line of the user', function()
	local here = 'globals.test.lua:'
	for usage, f in pairs {
		["expected 'bufsize(number octets)'"] = function() net.bufsize({}) end,
		["expected 'tcp_pipeline(number questions)'"] = function() net.tcp_pipeline('x') end,
		["expected 'tcp_in_idle(number ms)'"] = function() net.tcp_in_idle(true) end,
		["expected 'tls_handshake_timeout(number ms)'"] = function() net.tls_handshake_timeout('x') end,
		["expected 'close(string addr, number port = 53)'"] = function() net.close('127.0.0.1', 'x') end,
		["'x' is not an IPv4 address"] = function() net.outgoing_v4('x') end,
		["expected 'cache.ns_tout(interval in ms)'"] = function() cache.ns_tout({}) end,
		["expected 'max_ttl(number ttl)'"] = function() cache.max_ttl('x') end,
		["expected 'min_ttl(number ttl)'"] = function() cache.min_ttl({}) end,
		["expected 'option(string name, bool value)'"] = function() option() end,
		["expected 'mode('strict' | 'normal' | 'permissive')'"] = function() mode({}) end,
		['user(user[, group)'] = function() user() end,
		["expected 'eval_cmd(string command, bool raw)'"] = function() eval_cmd() end,
		["expected 'DENY_MSG(string message, number extended_error)'"] = function() policy.DENY_MSG('x', 'y') end,
		['trust_anchors.hold_down_time must be a number'] = function() trust_anchors.hold_down_time = 'x' end,
		['trust_anchors.refresh_time must be a number'] = function() trust_anchors.refresh_time = {} end,
		['trust_anchors.keep_removed must be a number'] = function() trust_anchors.keep_removed = {} end,
	} do
		local good, message = pcall(f)
		t.ok(not good and message:find(here .. '%d+: ') and message:find(usage, 1, true), usage .. ': ' .. tostring(message))
	end
	for _, f in ipairs { function() net.tcp_in_idle(0) end, function() net.bufsize(7) end } do
		local _, message = pcall(f)
		t.ok(message:find(here .. '%d+: %S+ must be within <'), message)
	end
	t.raises("expected 'dname2wire(name)'", kres.dname2wire, -1)
	t.equal(net.bufsize('1232'), 1232)
	t.equal({ option('NO_CACHE'), mode(), kres.dname2wire('\1a\0') }, { false, 'normal', '\1a\0' })
end)
