-- SPDX-License-Identifier: BSD-2-Clause
-- Servers and zones that are known to answer wrongly are asked in a way they bear.
local t = ...

local NUMBERS = '1.2.3.4.in-addr.arpa'
local server = t.serve {}
option('NO_MINIMIZE', false)

-- Names that servers were asked for, as they came, by a question to us.
local function asked(name, rtype)
	cache.clear()
	local from = #server.heard + 1
	t.ask(name, rtype)
	local list = {}
	for i = from, #server.heard do
		table.insert(list, server.heard[i].name)
	end
	t.ok(#list > 0)
	return list
end

-- Does a question go out in random case?  Once in some thousand times it seems not to.
local function is_random(name, rtype)
	for _ = 1, 2 do
		for _, heard in ipairs(asked(name, rtype)) do
			if heard ~= heard:lower() then
				return true
			end
		end
	end
	return false
end

local function with_root(name, f)
	hints.root { [name] = '127.0.0.1' }
	t.finally(f, function() hints.root { ['ns.test.'] = '127.0.0.1' } end)
end

local ZONES = { 'avqs.mcafee.com', 'avts.mcafee.com', 'cdnga.com', 'cdngc.com', 'cdngd.com', 'cdngl.com', 'cdngm.com', 'cdngc.net',
	'panthercdn.com', 'magazine-fashion.net' }

t.test('zones that do not keep the case of letters are asked without', function()
	t.ok(is_random('a-long-name.cdnga.com'), 'as any other')
	t.with('workarounds < iterate', function()
		for _, zone in ipairs(ZONES) do
			t.ok(not is_random(zone), zone)
			t.ok(not is_random('a-long-name.' .. zone:upper()), zone)
		end
		t.ok(is_random('a-long-name.mcafee.com'))
		t.ok(is_random('a-long-name.notcdnga.com'))
	end)
	t.ok(is_random('a-long-name.cdnga.com'), 'as before')
end)

t.test('some servers are asked for PTR as they can answer', function()
	with_root('ns1.turktelekom.com.tr.', function()
		t.ok(#asked(NUMBERS, 'PTR') > 1, 'label by label')
		t.with('workarounds < iterate', function()
			t.equal(asked(NUMBERS, 'PTR'), { NUMBERS .. '.' }, 'for the whole name, in the case it has')
			t.ok(is_random('long-name.example', 'A'), 'other types as any other')
		end)
	end)
	with_root('dns1.edatel.net.co.', function()
		t.with('workarounds < iterate', function()
			t.ok(not is_random(NUMBERS, 'PTR'))
			t.ok(#asked(NUMBERS, 'PTR') > 1)
		end)
	end)
	with_root('dns2.edatel.net.co.', function()
		t.with('workarounds < iterate', function() t.ok(is_random(NUMBERS, 'PTR')) end)
	end)
end)

t.test('there is nothing to configure', function()
	t.raises("module 'workarounds' takes no configuration", function() modules = { workarounds = {} } end)
	t.equal(workarounds, nil)
end)
