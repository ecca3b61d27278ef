-- SPDX-License-Identifier: BSD-2-Clause
-- The harness itself: what must fail does.
local t = ...

t.test('equal tables are equal', function()
	t.equal({ a = { 1, 2 } }, { a = { 1, 2 } })
	t.raises('expected {', t.equal, { 1 }, { 1, 2 })
	t.raises('expected {', t.equal, { 1, 2 }, { 1 })
	t.raises('expected 2', t.equal, 1, 2)
end)

t.test('faults are told with file and line', function()
	t.raises('harness.test.lua:14: condition', function()
		t.ok(false)
	end)
	t.raises('no error', t.raises, 'x', function() end)
	t.raises('expected one with', t.raises, 'x', error, 'y')
end)

t.test('what is logged can be read', function()
	t.logged('own')
	log_notice('own', 'one\nand %d', 2)
	log_notice('other', 'three')
	log_notice('own', 'four')
	t.equal(t.logged('own'), { 'one\nand 2', 'four' })
	t.equal(t.logged('own'), {})
end)

t.test('a test may wait', function()
	t.equal(t.await(function(resume) event.after(1, function() resume('late') end) end), 'late')
	t.equal(t.await(function(resume) resume('at once') end), 'at once')
	local now = false
	event.after(3, function() now = true end)
	t.wait_for(function() return now end)
end)
