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
