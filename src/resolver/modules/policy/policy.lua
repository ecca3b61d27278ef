-- SPDX-License-Identifier: BSD-2-Clause
-- Module policy: which questions rules are about, and what is done with them.
--
-- Rules and actions are functions, as the documents say: a rule is called with (req, query) and gives an
-- action or nil, an action is called with (state, req).  Behind those that are made here are native
-- filters and actions; added as they are, they are carried out without a call of Lua.

local _, room = ...
local native = room('native')
local fail, checked, unavailable = room('fault').fail, room('fault').checked, room('fault').unavailable
local kres = room('kres')
local log = room('log')
local query_flags = room('flags')

local policy = {}

-- ---- what stands behind the functions ----

local actions = setmetatable({}, { __mode = 'k' }) -- function -> native action
local rules = setmetatable({}, { __mode = 'k' })   -- function -> { filter = native filter, action = function }

-- The function for a native action.
local function action_of(value, message)
	checked(value, message)
	local function act(state, req)
		local h = req.h
		return native.action_do(value, state, h.slot, h.generation)
	end
	actions[act] = value
	return act
end

local function is_action(action)
	return type(action) == 'function'
end

-- The function for a rule.
local function rule_of(filter, action)
	if not is_action(action) then
		fail('expected an action: policy.DENY, policy.FORWARD(...) or a function(state, req), not %s',
			type(action))
	end
	local function rule(req, _)
		local h = req.h
		if native.filter_test(filter, h.slot, h.generation) then
			return action
		end
	end
	rules[rule] = { filter = filter, action = action }
	return rule
end

-- What native.rule_add takes for a rule: a native filter, and a native action or a kept function.
local function compiled(rule)
	local made = rules[rule]
	if made then
		return made.filter, actions[made.action] or native.action_call(made.action)
	elseif actions[rule] then
		-- policy.add(policy.REROUTE(...), true), as the manual has it
		return native.filter_all(), actions[rule]
	end
	return native.filter_all(), native.action_rule_call(rule)
end

-- ---- descriptions of rules that were added ----

-- count and suspended are those of the rule itself, the rest are plain fields.
local function described(desc, handle)
	return setmetatable(desc, {
		shown = { 'count', 'suspended' },
		__index = function(_, k)
			if k == 'count' then
				return native.rule_count(handle)
			elseif k == 'suspended' then
				return native.rule_suspended(handle) or nil
			end
		end,
		__newindex = function(t, k, v)
			if k == 'suspended' then
				native.rule_suspended(handle, v and true or false)
			elseif k == 'count' then
				fail('the count of a rule cannot be set')
			else
				rawset(t, k, v)
			end
		end,
	})
end

-- Add a rule to a native list; for module view, too.  filter: both it and the rule's must hold
local function add_to(chain, rule, filter)
	if type(rule) ~= 'function' then
		fail('expected a rule: policy.all(...), policy.suffix(...) or a function(req, query), not %s',
			type(rule))
	end
	local own, action = compiled(rule)
	if filter then
		own = native.filter_both(filter, own)
	end
	local handle, id = native.rule_add(chain, own, action)
	checked(handle, id)
	return described({ id = id, cb = rule }, handle)
end

-- ---- the list ----

policy.rules, policy.postrules = {}, {}

-- Also called as policy:name(...), which was the way once.
local function method(f)
	return function(first, ...)
		if first == policy then
			return f(...)
		end
		return f(first, ...)
	end
end

policy.add = method(function(rule, postrule)
	if actions[rule] and not postrule then
		fail('expected a rule, not an action: policy.all(action) is about all questions')
	end
	local desc = add_to(postrule and 'answer' or 'query', rule)
	table.insert(postrule and policy.postrules or policy.rules, desc)
	return desc
end)

local function remove(list, id)
	for i, desc in ipairs(list) do
		if desc.id == id then
			table.remove(list, i)
			return
		end
	end
end

policy.del = method(function(id)
	if type(id) ~= 'number' then
		fail("expected 'del(number id)'")
	end
	if not native.rule_delete(id) then
		return false
	end
	remove(policy.rules, id)
	remove(policy.postrules, id)
	return true
end)

-- ---- filters ----

function policy.all(action)
	return rule_of(native.filter_all(), action)
end

local function names_of(what, list)
	if type(list) == 'string' then
		list = { list }
	elseif type(list) ~= 'table' then
		fail("policy.%s: expected a table of domain names in wire format", what)
	end
	return list
end

local function names_filter(what, list, below)
	local filter, message = native.filter_names(names_of(what, list), below)
	return filter or fail('policy.%s: %s', what, message)
end

function policy.suffix(action, zones)
	return rule_of(names_filter('suffix', zones, true), action)
end

-- The common suffix is looked at first.
function policy.suffix_common(action, zones, common)
	local filter = names_filter('suffix_common', zones, true)
	if common ~= nil then
		filter = native.filter_both(names_filter('suffix_common', { common }, true), filter)
	end
	return rule_of(filter, action)
end

function policy.domains(action, names)
	return rule_of(names_filter('domains', names, false), action)
end

function policy.pattern(action, pattern)
	if type(pattern) ~= 'string' then
		fail("policy.pattern: expected a pattern, not %s", type(pattern))
	end
	local filter, message = native.filter_pattern(pattern)
	return rule_of(filter or fail('policy.pattern: %s', message), action)
end

function policy.match_query_type(action, rrtype)
	if type(rrtype) ~= 'number' then
		fail('policy.match_query_type: expected a type, kres.type.X')
	end
	return rule_of(checked(native.filter_type(rrtype)), action)
end

function policy.rpz(action, path, watch)
	if type(path) ~= 'string' then
		fail("policy.rpz: expected 'rpz(action, string path, bool watch = true)'")
	end
	local filter, message = native.filter_zone(path, watch ~= false)
	local rule = rule_of(filter or fail('%s', message), action)
	local default = actions[action] or native.action_call(action)
	local function by_zone(state, req)
		local h = req.h
		return native.rule_do(filter, default, state, h.slot, h.generation)
	end
	-- Called by a function of the user's, it is the zone that says what is done.
	local function called(req, query)
		return rule(req, query) and by_zone
	end
	rules[called] = rules[rule]
	return called
end

-- The action of the part of all names that the function gives: 1 for the first one.
function policy.slice(part_of, ...)
	local list = { ... }
	if type(part_of) ~= 'function' or #list == 0 then
		fail("expected 'slice(function(req, query), action, ...)'")
	end
	for _, action in ipairs(list) do
		if not is_action(action) then
			fail('policy.slice: expected actions, not %s', type(action))
		end
	end
	return function(req, query)
		local part = part_of(req, query, #list)
		if type(part) == 'number' then
			return list[part]
		end
	end
end

-- The last two labels of a name in wire form.
local function registered(name)
	local starts, at = {}, 1
	while at <= #name and name:byte(at) > 0 do
		table.insert(starts, at)
		at = at + 1 + name:byte(at)
	end
	return name:sub(starts[#starts - 1] or 1):lower()
end

-- The same names always fall into the same part, until the seed changes.
function policy.slice_randomize_psl(seed)
	if seed ~= nil and type(seed) ~= 'number' then
		fail("expected 'slice_randomize_psl(number seed)'")
	end
	local start = (seed or os.time() / (3600 * 24 * 7)) % 4294967291
	return function(_, query, count)
		local hash = math.floor(start)
		for octet in registered(query:name()):gmatch('.') do
			hash = (hash * 65599 + octet:byte()) % 4294967291 -- two primes: no count of actions shares a factor
		end
		return 1 + hash % count
	end
end

-- For modules that make rules of several conditions (daf): both rules' filters, or either; the action is the first's.
function policy.both(a, b)
	return rule_of(native.filter_both(rules[a].filter, rules[b].filter), rules[a].action)
end

function policy.either(a, b)
	return rule_of(native.filter_either(rules[a].filter, rules[b].filter), rules[a].action)
end

-- ---- actions ----

policy.PASS = action_of(native.action('pass'))
policy.DROP = action_of(native.action('drop'))
policy.REFUSE = action_of(native.action('refuse'))
policy.NO_ANSWER = action_of(native.action('silent'))
policy.TC = action_of(native.action('truncate'))
policy.DENY = action_of(native.action_deny(nil))
policy.QTRACE = action_of(native.action_flags({ 'TRACE' }))

-- ---- what happens to a question, in the log ----

local function write(line)
	log.log_notice('policy', '%s', line)
end

-- Collect the trace of a request, and write it when the request is over if it is wanted.  Those that were
-- there before are told as well.
local function traced(req, wanted)
	local lines = {}
	local before_log, before_finish = req.trace_log, req.trace_finish
	req.trace_log = function(query, module, line)
		table.insert(lines, ('[%s] %s'):format(module, line))
		if before_log then
			before_log(query, module, line)
		end
	end
	req.trace_finish = function(over)
		if before_finish then
			before_finish(over)
		end
		if wanted(over) then
			for _, line in ipairs(lines) do
				write(line)
			end
		end
	end
end

local function debug_action(wanted)
	return function(_, req)
		traced(req, wanted)
	end
end

function policy.DEBUG_IF(wanted)
	if type(wanted) ~= 'function' then
		fail("expected 'DEBUG_IF(function(req))'")
	end
	return debug_action(wanted)
end

policy.DEBUG_ALWAYS = debug_action(function() return true end)
policy.DEBUG_CACHE_MISS = debug_action(function(req) return req.asks > 0 end)

function policy.REQTRACE(_, req)
	write('request: ' .. tostring(req.qsource.packet))
end

function policy.IPTRACE(_, req)
	local source = req.qsource
	if not source.addr then
		write('request is internal')
		return
	end
	local flags, how = source.flags, {}
	for _, name in ipairs { 'tcp', 'tls' } do
		if flags[name] then
			table.insert(how, name:upper())
		end
	end
	write(('request packet arrived from %s to %s (%s)'):format(tostring(source.addr),
		tostring(source.dst_addr), #how > 0 and table.concat(how, ' + ') or 'UDP'))
end

function policy.DENY_MSG(message, ede)
	if type(message) ~= 'string' or ede ~= nil and type(ede) ~= 'number' then
		fail("expected 'DENY_MSG(string message, number extended_error)'")
	end
	return action_of(native.action_deny(message, ede))
end

local function forward(name, stub)
	return function(targets)
		if type(targets) == 'string' then
			targets = { targets }
		elseif type(targets) ~= 'table' then
			fail('policy.%s: expected an address or a list of addresses', name)
		end
		local action, message = native.action_forward(targets, stub)
		return action_of(action or fail('policy.%s: %s', name, message))
	end
end

policy.FORWARD = forward('FORWARD', false)
policy.STUB = forward('STUB', true)

function policy.TLS_FORWARD()
	unavailable('policy.TLS_FORWARD')
end

function policy.MIRROR(target)
	if type(target) ~= 'string' then
		fail("expected 'MIRROR(string address)'")
	end
	local action, message = native.action_mirror(target)
	return action_of(action or fail('policy.MIRROR: %s', message))
end

-- { [type] = { rdata = octets or { octets, ... }, ttl = 1 } }
function policy.ANSWER(answers, nodata)
	if type(answers) ~= 'table' then
		fail("expected 'ANSWER({ [kres.type.X] = { rdata = ..., ttl = ... } }, bool nodata)'")
	end
	local records = {}
	for rrtype, set in pairs(answers) do
		if type(set) ~= 'table' or set.rdata == nil then
			fail('policy.ANSWER: expected { [kres.type.X] = { rdata = ..., ttl = ... } }')
		end
		for _, rdata in ipairs(type(set.rdata) == 'table' and set.rdata or { set.rdata }) do
			table.insert(records, { rrtype, set.ttl or 1, rdata })
		end
	end
	local action, message = native.action_answer(records, nodata)
	return action_of(action or fail('policy.ANSWER: %s', message))
end

-- A name, a list of names, a number made of bits (kres.query.X), or flags as kres.mk_qflags makes them.
local function flag_names(value)
	if type(value) == 'string' then
		return { value }
	elseif type(value) == 'number' then
		value = query_flags.make(value)
	elseif type(value) ~= 'table' then
		return value == nil and {} or fail('policy.FLAGS: expected a flag, a list of flags or a number')
	end
	local names = {}
	for k, v in pairs(value) do
		if type(k) == 'number' then
			table.insert(names, v)
		elseif v then
			table.insert(names, k)
		end
	end
	return names
end

function policy.FLAGS(set, clear)
	local action, message = native.action_flags(flag_names(set), flag_names(clear))
	return action_of(action or fail('policy.FLAGS: %s', message))
end

-- { [from] = to, ... }, { from, to } or { { from, to }, ... }
local function pairs_of(map)
	local list = {}
	if type(map) ~= 'table' then
		fail("policy.REROUTE: expected { ['subnet'] = 'address' }")
	end
	if type(map[1]) == 'string' and type(map[2]) == 'string' then
		table.insert(list, { map[1], map[2] })
		return list
	end
	for from, to in pairs(map) do
		table.insert(list, type(from) == 'number' and to or { from, to })
	end
	-- What is more special goes first: in a map there is no other order.
	if type(map[1]) ~= 'table' then
		table.sort(list, function(a, b)
			local na, nb = tonumber(a[1]:match('/(%d+)$')) or 128, tonumber(b[1]:match('/(%d+)$')) or 128
			return na > nb or (na == nb and a[1] < b[1])
		end)
	end
	return list
end

function policy.REROUTE(map, names)
	local action, message = native.action_reroute(pairs_of(map), names)
	return action_of(action or fail('policy.REROUTE: %s', message))
end

-- ---- names ----

-- Converts in place.
policy.todnames = method(function(names)
	if type(names) ~= 'table' then
		fail("expected 'todnames({ name, ... })'")
	end
	for i, name in ipairs(names) do
		names[i] = kres.str2dname(name) or fail("policy.todnames: '%s' is not a domain name", tostring(name))
	end
	return names
end)

-- ---- for module view ----

policy._add_to, policy._rule_of = add_to, rule_of
policy._pattern_finds = native.pattern_finds -- for its test

-- ---- special names ----
--
-- The list is a plain table, which scripts may change as they like.  Until one has asked for it nothing but its
-- native rules can be in it; from then on it is compared with these before they are looked at.

local special       -- the list; nil: nobody has asked for it
local in_force = {} -- { { desc = , cb = , handle = }, ... }: what the native list was made of

local function special_rule(item)
	if type(item) ~= 'table' or type(item.cb) ~= 'function' then
		fail("policy.special_names: expected rules { cb = policy.all(...) or a function(req, query) }, not %s",
			type(item))
	end
	for _, known in ipairs(in_force) do
		if known.desc == item and known.cb == item.cb then
			return known
		end
	end
	local suspended = item.suspended
	local handle = native.special_rule(compiled(item.cb))
	setmetatable(item, nil) -- of the rule that it described before
	item.count, item.suspended = nil, nil
	described(item, handle).suspended = suspended
	return { desc = item, cb = item.cb, handle = handle }
end

local function special_is_in_force()
	if #special ~= #in_force then
		return false
	end
	for i, item in ipairs(special) do
		if item ~= in_force[i].desc or item.cb ~= in_force[i].cb then
			return false
		end
	end
	return true
end

local function special_check()
	if special_is_in_force() then
		return
	end
	local fresh, handles = {}, {}
	for i, item in ipairs(special) do
		fresh[i] = special_rule(item)
		handles[i] = fresh[i].handle
	end
	native.special_set(handles)
	in_force = fresh
end

local function special_list()
	if not special then
		special = {}
		for i, made in ipairs(native.special_rules()) do
			local handle, filter, action = unpack(made)
			local cb = rule_of(filter, action_of(action))
			special[i] = described({ cb = cb }, handle)
			in_force[i] = { desc = special[i], cb = cb, handle = handle }
		end
		native.special_watch(special_check)
	end
	return special
end

local function set_special(list)
	if type(list) ~= 'table' then
		fail('policy.special_names: expected a list of rules, not %s', type(list))
	end
	local before = special_list()
	special = list
	local good, message = pcall(special_check)
	if not good then
		special = before
		error(message, 0)
	end
end

function policy.deinit()
	native.special_watch(nil)
end

return setmetatable(policy, {
	__index = function(_, name)
		return name == 'special_names' and special_list() or nil
	end,
	__newindex = function(t, name, value)
		if name == 'special_names' then
			set_special(value)
		else
			rawset(t, name, value)
		end
	end,
})
