-- SPDX-License-Identifier: BSD-2-Clause
-- A clock that is wrong makes all signatures wrong: that is said at the start.
local t = ...

local DAY = 86400
local key = t.key()
local server = t.serve({ ['. NS'] = { 'ns.test.' } }, { keys = { key } })

-- What is logged at the start, with signatures as they were made some seconds from now.
local function said(seconds)
	key.time = t.now() + seconds
	cache.clear()
	t.logged('system')
	server:news()
	modules.load('detect_time_skew')
	local news
	t.wait_for(function()
		news = server:news()
		return #news > 0
	end)
	t.equal(news[1], '. NS')
	t.wait(5)
	modules.unload('detect_time_skew')
	return t.logged('system')
end

local function is_about(line, seconds, direction)
	local at, number, where = line:match('^the clock of this machine, (%d+%-%d+%-%d+ %d+:%d+:%d+ UTC), is at least (%d+) seconds (%l+): '
		.. 'DNSSEC validation will fail$')
	t.ok(at, line)
	t.ok(math.abs(tonumber(number) - seconds) <= 2, line)
	t.equal(where, direction)
end

t.test('a clock within the time of the signatures is right', function()
	t.equal(said(0), {})
	t.equal(said(-29 * DAY), {})
end)

t.test('one that is behind or ahead is told of', function()
	local behind = said(100 * DAY) -- valid from an hour before
	t.equal(#behind, 1)
	is_about(behind[1], 100 * DAY - 3600, 'behind')
	local ahead = said(-100 * DAY) -- valid for 30 days
	t.equal(#ahead, 1)
	is_about(ahead[1], 70 * DAY, 'ahead')
end)

t.test('nothing follows from it', function()
	local was = said(100 * DAY)
	t.equal(#was, 1)
	key.time = nil
	cache.clear()
	t.equal(t.ask('.', 'NS', { dnssec = true }).flags, 'qr rd ra ad')
end)

t.test('without signatures or servers nothing can be said', function()
	server.keys = nil
	t.equal(said(100 * DAY), {})
	server.zone['. NS'] = function(reply) reply:rcode(kres.rcode.REFUSED) end
	t.equal(said(100 * DAY), {})
end)
