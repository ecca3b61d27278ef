-- SPDX-License-Identifier: BSD-2-Clause
-- The wall clock is looked at once a minute: what follows from it is tested with a clock of its own, in C
-- (tests/unit/resolver/modules).  Here is what scripts see, and that nothing happens before.
local t = ...

t.serve { ['www.example. A'] = { '192.0.2.1' } }

local function is_listed()
	return (' ' .. table.concat(modules.list(), ' ') .. ' '):find(' detect_time_jump ') ~= nil
end

t.test('it is there without being told, and takes no configuration', function()
	t.ok(is_listed())
	t.raises("module 'detect_time_jump' takes no configuration", function() modules = { detect_time_jump = {} } end)
	t.equal({ is_listed(), detect_time_jump }, { false })
	modules.load('detect_time_jump')
	t.raises("module 'detect_time_jump' has no 'nothing'", function() return detect_time_jump.nothing end)
end)

t.test('what is cached stays until the minute is over', function()
	t.ask('www.example')
	local count = cache.count()
	t.logged('system')
	t.advance(-86400)
	t.wait(5)
	t.ok(cache.count() == count and count > 0)
	t.equal(t.logged('system'), {})
	t.advance(86400)
end)

t.test('it can be unloaded and loaded', function()
	modules.unload('detect_time_jump')
	t.ok(not is_listed())
	t.equal(t.data(t.ask('www.example')), { '192.0.2.1' })
	modules.load('detect_time_jump')
	t.ok(is_listed())
end)
