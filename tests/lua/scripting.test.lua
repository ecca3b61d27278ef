-- SPDX-License-Identifier: BSD-2-Clause
-- What scripts have besides requests: waiting functions, zone files, small globals.
local t = ...

t.test('functions wait without holding up others', function()
	local order = {}
	worker.coroutine(function()
		table.insert(order, 'a')
		repeat -- however long the other takes
			worker.sleep(0.001)
		until order[2]
		table.insert(order, 'c')
	end)
	worker.coroutine(function()
		worker.sleep(0.001)
		table.insert(order, 'b')
	end)
	t.equal(order, {})
	t.wait_for(function() return #order == 3 end)
	t.equal(order, { 'a', 'b', 'c' })
	t.raises("expected 'coroutine(function)'", worker.coroutine, 5)
	t.raises("expected 'sleep(number seconds)'", worker.sleep, -1)
end)

t.test('a waiting function that fails harms nobody', function()
	local good = false
	worker.coroutine(function() error('on purpose') end)
	worker.coroutine(function() good = true end)
	t.wait_for(function() return good end)
end)

t.test('cqueues, where it is, is the one that waits', function()
	local there, cqueues = pcall(require, 'cqueues')
	if not there then
		return
	end
	local condition, done = require('cqueues.condition').new(), false
	worker.coroutine(function()
		condition:wait()
		done = true
	end)
	worker.coroutine(function()
		cqueues.sleep(0.001)
		condition:signal()
	end)
	t.wait_for(function() return done end)
	t.equal(type(worker.bg_worker.cq), 'userdata')
end)

t.test('zone files are read from text and files', function()
	local zonefile = require('zonefile')
	local list = zonefile.string('$ORIGIN example.\n@ 60 IN A 192.0.2.1\nwww TXT "x"\n')
	t.equal(list, {
		{ owner = todname('example'), ttl = 60, class = 1, type = kres.type.A, rdata = '\192\0\2\1', line = 2 },
		{ owner = todname('www.example'), ttl = 60, class = 1, type = kres.type.TXT, rdata = '\1x', line = 3 },
	})
	local file = io.open('zone', 'w')
	file:write('a 5 A 192.0.2.2\n')
	file:close()
	t.equal(zonefile.file('zone', 'example.')[1].owner, todname('a.example'))
	t.raises('text:1: ', zonefile.string, 'a 5 A x')
	t.raises('nosuch: ', zonefile.file, 'nosuch')
	t.raises('invalid origin', zonefile.string, '', 'a..b')
	local count = 0
	local parser = zonefile.parser(function() count = count + 1 return count < 2 end)
	t.equal(parser:parse('a. 1 A 1.2.3.4\nb. 1 A 1.2.3.4\nc. 1 A 1.2.3.4\n'), false)
	t.equal({ count, parser:parse('') }, { 2, true })
end)

t.test('trust anchors by the low-level function', function()
	t.equal(trustanchor('example. DS 1 8 2 ' .. ('AB'):rep(32)), true)
	t.ok(trust_anchors.summary():find('example'))
	t.equal(trustanchor('example.', false), true)
	t.raises('failed to process trust anchor RR', trustanchor, 'x')
	t.raises('invalid trust anchor owner', trustanchor, 'a..b', false)
end)

t.test('small globals', function()
	t.equal({ reorder_RR(), reorder_RR(true), reorder_RR(), reorder_RR(false) }, { false, true, true, false })
	local kept = {}
	local module = modules_register { get = function(k) return kept[k] end, set = function(s)
		local k, v = s:match('(%S+) (%S+)')
		kept[k] = v
	end }
	module.x = 5
	t.equal({ module.x, module.y }, { '5' })
end)

t.test('what users load is interpreted', function()
	local there, util = pcall(require, 'jit.util')
	t.equal(loadstring('return 5')(), 5)
	t.equal(load(function() return nil end) ~= nil, true)
	t.raises('unexpected symbol', function() assert(loadstring('= 5')) end)
	t.equal(there and type(util) or 'table', 'table')
end)
