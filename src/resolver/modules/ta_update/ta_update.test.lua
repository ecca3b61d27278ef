-- SPDX-License-Identifier: BSD-2-Clause
-- Files of trust anchors follow the keys of their zone (RFC 5011).
local t = ...

local DAY = 86400
local old, new = t.key(), t.key()
local server = t.serve({ ['www.example. A'] = { '192.0.2.1' } }, { keys = { old } })
trust_anchors.refresh_time = 10

-- States of the keys, by their tags' numbers in the test: 'old=Valid new=AddPend'.
local function states()
	local list = {}
	for _, key in ipairs(trust_anchors.keysets['\0'] or {}) do
		table.insert(list, (key.key_tag == new:tag() and 'new' or 'old') .. '=' .. key.state)
	end
	table.sort(list)
	return table.concat(list, ' ')
end

local function in_file()
	local file = io.open('root.keys')
	local text = file:read('*a')
	file:close()
	return text
end

local function becomes(wanted)
	t.wait_for(function() return states() == wanted end, wanted .. ' (' .. states() .. ')')
end

-- Time passes, and the keys are looked at again.
local function pass(seconds)
	t.advance(seconds)
	cache.clear()
end

local function is_secure()
	return t.ask('www.example', 'A', { ad = true }).flags == 'qr rd ra ad'
end

-- Let the anchors be those of a file.
local function begin(readonly)
	local file = io.open('root.keys', 'w')
	file:write(old:ds('\0') .. '\n')
	file:close()
	trust_anchors.remove('.')
	cache.clear()
	trust_anchors.add_file('root.keys', readonly)
end

t.test('a file that is only read is left alone', function()
	begin(true)
	local text = in_file()
	server.keys = { old, new }
	server:news()
	t.wait(30)
	t.equal({ server:news(), in_file() }, { {}, text })
	t.equal(states(), 'old=Valid')
end)

t.test('a new key is trusted when it has been there for a month', function()
	begin()
	becomes('new=AddPend old=Valid')
	t.ok(in_file():find(';[^\n]*AddPend'), 'not trusted yet')
	t.ok(is_secure())
	pass(29 * DAY)
	t.wait_for(function() return server:news()[1] == '. DNSKEY' end)
	t.wait(5)
	t.equal(states(), 'new=AddPend old=Valid')
	pass(2 * DAY)
	becomes('new=Valid old=Valid')
	t.ok(not in_file():find('AddPend'))
end)

t.test('a key that is not there any more is missed, and trusted', function()
	server.keys = { new }
	pass(0)
	becomes('new=Valid old=Missing')
	t.ok(in_file():find('Missing'))
	t.ok(is_secure())
	server.keys = { new, old }
	pass(0)
	becomes('new=Valid old=Valid')
end)

t.test('a key that is revoked is not trusted any more', function()
	old.flags = 257 + 128
	pass(0)
	becomes('new=Valid old=Revoked')
	t.ok(in_file():find(';[^\n]*Revoked'))
	t.ok(is_secure())
	old.flags, server.keys = 257, { old }
	pass(0)
	t.ok(not is_secure())
end)

t.test('keys that do not validate teach nothing', function()
	t.logged('ta')
	local text = in_file()
	server.keys = { t.key() }
	pass(0)
	local lines = {}
	t.wait_for(function()
		for _, line in ipairs(t.logged('ta')) do
			lines[line] = true
		end
		return lines["keyfile 'root.keys': no validated keys to be had"]
	end)
	t.equal({ states(), in_file() }, { 'new=Valid old=Revoked', text })
end)

t.test('a file whose keys were removed is left alone, and may be given again', function()
	server.keys = { old }
	begin()
	becomes('old=Valid')
	trust_anchors.remove('.')
	server:news()
	t.wait(30)
	t.equal({ states(), server:news() }, { '', {} })
	trust_anchors.add_file('root.keys')
	t.equal(states(), 'old=Valid')
	t.ok(is_secure())
end)

t.test('without the module the file is only read', function()
	modules.unload('ta_update')
	server.keys = { old }
	begin()
	local text = in_file()
	server.keys = { old, new }
	server:news()
	t.wait(50)
	t.equal({ states(), in_file(), server:news() }, { 'old=Valid', text, {} })
	t.ok(is_secure())
end)

t.test('loaded again, it follows', function()
	modules.load('ta_update')
	becomes('new=AddPend old=Valid')
	trust_anchors.remove('.')
end)
