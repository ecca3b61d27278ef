-- SPDX-License-Identifier: BSD-2-Clause
-- The objects worker and env, and what concerns all processes of the group.

local room = ...
local native = room('native')
local fail, unavailable = room('fault').fail, room('fault').unavailable
local object = room('object')
local eval_cmd = room('print').eval_cmd

-- Functions that may wait without holding up the process.
local background = room('background')

local worker_id, worker_pid, worker_count = native.worker()
local worker = object({
	id = worker_id,
	pid = worker_pid,
	count = worker_count,
	resolve = room('resolve').resolve,
	resolve_pkt = room('resolve').resolve_pkt,
	coroutine = background.coroutine,
	sleep = background.sleep,
	bg_worker = background.worker,
	stats = native.worker_stats,
	info = function()
		local out = native.worker_stats()
		out.pid = worker_pid
		return out
	end,
}, nil, nil, nil, function(name)
	unavailable('worker.' .. tostring(name))
end)

local env = setmetatable({}, {
	__index = function(_, name) return os.getenv(tostring(name)) end,
	__newindex = function() fail('the environment cannot be set') end,
})

-- Every process of the group does it, the leader first; false for one that fails.
local function map(expression)
	if type(expression) ~= 'string' then
		fail("map('string with a lua expression')")
	end
	local command = ('return tojson({ (eval_cmd(%q, true)) })'):format(expression)
	local good, json = pcall(eval_cmd, command)
	local results = {}
	results[1] = good and native.fromjson(json)[1]
	-- Only the leader can reach the others.
	for peer = 1, worker_id == 0 and worker_count - 1 or 0 do
		json = native.ask_peer(peer, command)
		results[peer + 1] = json and native.fromjson(json)[1] or false
	end
	return results
end

return { worker = worker, env = env, map = map }
