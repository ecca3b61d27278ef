-- SPDX-License-Identifier: BSD-2-Clause
-- Answers are there before clients ask.
local t = ...

local server = t.serve {}
setmetatable(server.zone, { __index = function(_, key)
	return key:find('example%. A$') and { '192.0.2.1' } or nil
end })

-- A test: it begins with nothing cached, and ends without the modules.
local function test(name, config, f)
	t.test(name, function()
		cache.clear()
		server:news()
		modules = { predict = config }
		t.finally(f, function()
			modules.unload('predict')
			if stats then
				modules.unload('stats')
			end
		end)
	end)
end

test('what is about to expire is fetched again, once', { period = 0 }, function()
	t.equal(stats, nil, 'only needed for predicting')
	t.ask('www.example')
	t.advance(server.ttl - 6)
	t.equal(t.ask('www.example').answer, { 'www.example. 6 A 192.0.2.1' })
	t.wait(5)
	t.equal(server:news(), { 'www.example. A' }, 'there is time')
	server.zone['www.example. A'] = { '192.0.2.2' }
	t.advance(3)
	for _ = 1, 2 do -- the first makes a finished answer of it
		t.equal(t.ask('www.example').answer, { 'www.example. 3 A 192.0.2.1' }, 'who asks gets what there is')
	end
	t.wait_for(function() return server:news()[1] == 'www.example. A' end)
	t.wait(5)
	t.advance(3) -- the finished answer is gone
	t.equal(t.ask('www.example').answer, { 'www.example. 297 A 192.0.2.2' })
	t.equal(server:news(), {})
	server.zone['www.example. A'] = nil
end)

test('while it is fetched nobody fetches it again', { period = 0 }, function()
	modules.load('stats')
	t.ask('one.example')
	local before = stats['request.internal']
	t.advance(server.ttl - 3)
	server.silent = true
	t.finally(function()
		for _ = 1, 5 do
			t.equal(t.ask('one.example').answer[1], 'one.example. 3 A 192.0.2.1')
			t.wait(1)
		end
	end, function() server.silent = false end)
	server:news()
	t.wait_for(function() return #server:news() > 0 end) -- it is asked again, and over
	t.wait_for(function() return stats['request.internal'] > before end)
	t.equal(stats['request.internal'], before + 1)
end)

-- Ask until something of it was learned; one question in ten is noticed.
local function teach()
	t.wait_for(function()
		cache.clear()
		for i = 1, 20 do
			t.ask(('n%d.example'):format(i))
		end
		return (stats['predict.learned'] or 0) > 0
	end)
end

test('what was asked a period ago is asked ahead', { window = 1 / 60, period = 2 }, function()
	t.ok(stats, 'it is loaded if need be')
	teach()
	t.ok(stats['predict.learned'] <= 20)
	local epoch = stats['predict.epoch']
	t.ok(epoch == 1 or epoch == 2, epoch)
	cache.clear()
	server:news()
	t.wait_for(function() return #server:news() > 0 end)
	t.ok(stats['predict.queue'] >= 0)
end)

test('it forgets what it learned when it is configured anew', { window = 1 / 60, period = 2 }, function()
	teach()
	predict.config { window = 15, period = 24 }
	t.equal({ stats['predict.learned'], stats['predict.queue'] }, { 0, 0 })
	local epoch = stats['predict.epoch']
	t.ok(epoch >= 1 and epoch <= 24)
	predict.config { period = 0 }
	t.equal(stats['predict.epoch'], 0)
end)

test('what is no configuration is refused', {}, function()
	for _, wrong in ipairs { { window = 0 }, { window = 1441 }, { period = -1 }, { period = 1025 }, { other = 1 }, { window = 'x' }, 'x', 5 } do
		t.raises("expected 'config({ window = minutes, period = windows })', a window of a day at most, at most 1024 windows",
			predict.config, wrong)
	end
	predict.config()
end)

t.test('without the module nothing is fetched', function()
	cache.clear()
	t.ask('last.example')
	t.advance(server.ttl - 3)
	server:news()
	t.equal(t.ask('last.example').answer, { 'last.example. 3 A 192.0.2.1' })
	t.wait(20)
	t.equal({ predict, server:news() }, { nil, {} })
end)
