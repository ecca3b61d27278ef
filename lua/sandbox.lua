-- SPDX-License-Identifier: BSD-2-Clause
-- The language of kresd's configuration: what scripts see, made of the native functions that
-- src/resolver/script hands in.  Compiled into the program.  Returns the function that evaluates
-- commands.

local native = ...
local SANDBOX = debug.getinfo(1, 'S').source

-- Raise an error at the line of the user's that led here, however deep in this file it was found.
local function fail(fmt, ...)
	local message = select('#', ...) > 0 and fmt:format(...) or fmt
	local level = 2
	while true do
		local at = debug.getinfo(level, 'Sl')
		if not at then
			error(message, 0)
		end
		if at.source ~= SANDBOX and at.currentline > 0 then
			error(('%s:%d: %s'):format(at.short_src, at.currentline, message), 0)
		end
		level = level + 1
	end
end

-- The result of a native function that says no by nil and a message.
local function checked(result, message)
	if result == nil then
		fail(message)
	end
	return result
end

local function unavailable(what)
	fail("'%s' is not available in this version", what)
end

-- An object of functions whose other fields are read and set through functions.
--   getters[k](), setters[k](v); item(v) takes what is assigned without a name; other(k) reads the rest
local function object(functions, getters, setters, item, other)
	return setmetatable(functions, {
		__index = function(_, k)
			if getters and getters[k] then
				return getters[k]()
			end
			return other and other(k)
		end,
		__newindex = function(_, k, v)
			if type(k) == 'number' and item then
				item(v)
			elseif setters and setters[k] then
				setters[k](v)
			else
				fail("'%s' cannot be set", tostring(k))
			end
		end,
	})
end

-- ---- net ----

-- Addresses in what was given: an address or interface name, an interface table, or a list of such.
local function addresses(value, out)
	if type(value) == 'string' then
		local interface = native.interfaces()[value]
		if interface then
			addresses(interface.addr, out)
		else
			table.insert(out, value)
		end
	elseif type(value) == 'table' then
		if value.addr then
			addresses(value.addr, out)
		else
			for _, v in ipairs(value) do
				addresses(v, out)
			end
		end
	else
		fail('bad type for address')
	end
	return out
end

local KINDS = { [853] = 'tls', [443] = 'doh2' }

local function listen_kind(port, flags)
	if flags.tls ~= nil then
		return flags.tls and 'tls' or 'dns'
	end
	return flags.kind or KINDS[port] or 'dns'
end

local function listen(value, port, flags)
	port = port or 53
	flags = flags or {}
	if type(port) ~= 'number' or type(flags) ~= 'table' then
		fail("expected 'listen(string addr, number port = 53, table flags)'")
	end
	local kind = listen_kind(port, flags)
	if kind ~= 'dns' and kind ~= 'tls' then
		fail("net.listen() of kind '%s' is not available in this version", tostring(kind))
	end
	for name in pairs(flags) do
		if name ~= 'tls' and name ~= 'kind' then
			fail("net.listen() option '%s' is not available in this version", tostring(name))
		end
	end
	local all = true
	for _, address in ipairs(addresses(value, {})) do
		all = checked(native.listen(address, port, kind == 'tls')) and all
	end
	return all
end

-- Paths of the certificate and key that were set last; none: they are our own.
local tls_files

local function net_tls(...)
	if select('#', ...) == 0 then
		return tls_files and { cert_file = tls_files[1], key_file = tls_files[2] }
	end
	local cert, key = ...
	if select('#', ...) ~= 2 or type(cert) ~= 'string' or type(key) ~= 'string' then
		fail("expected 'tls(string cert_file, string key_file)'")
	end
	checked(native.tls(cert, key))
	tls_files = { cert, key }
	return true
end

local TLS_BLOCK = 468 -- octets (RFC 8467)
local tls_padding = true

local function net_tls_padding(...)
	if select('#', ...) == 0 then
		return tls_padding
	end
	local value = ...
	local octets = value == true and TLS_BLOCK or value == false and 0 or value
	if select('#', ...) ~= 1 or type(octets) ~= 'number' then
		fail("expected 'tls_padding(number or boolean)'")
	end
	if not (octets >= 0 and octets <= 512) then
		fail('tls_padding must be within <0, 512>')
	end
	native.tls_padding(octets)
	tls_padding = octets >= 2 and value
	return true
end

local net_functions = {
	tls = net_tls,
	tls_server = net_tls,
	tls_padding = net_tls_padding,
	listen = function(...)
		if select('#', ...) < 1 or select('#', ...) > 3 then
			fail("expected 'listen(string addr, number port = 53, table flags)'")
		end
		return listen(...)
	end,
	close = function(address, port)
		if type(address) ~= 'string' then
			fail("expected 'close(string addr, number port = 53)'")
		end
		return checked(native.unlisten(address, port or 53)) > 0
	end,
	list = function()
		local out = {}
		for _, at in ipairs(native.listeners()) do
			local tls = at[3] or nil
			out[at[1]] = { port = at[2], udp = not tls or nil, tcp = true, tls = tls }
		end
		return out
	end,
	interfaces = native.interfaces,
	bufsize = native.bufsize,
	tcp_pipeline = native.tcp_pipeline,
	tcp_in_idle = native.tcp_in_idle,
	lab_port = native.lab_port,
}

local NET_ABSENT = {}
for name in ([[tls_sticket_secret tls_sticket_secret_file tls_client
	tls_client_clear tls_handshake_timeout outgoing_v4 outgoing_v6 bpf_set bpf_clear proxy_allowed
	doh_headers register_endpoint_kind]]):gmatch('%S+') do
	NET_ABSENT[name] = true
end

local function family_setter(number)
	return function(on)
		if type(on) ~= 'boolean' then
			fail('net.ipv%d must be true or false', number)
		end
		native.family(number, on)
	end
end

local net = object(net_functions, {
	ipv4 = function() return native.family(4) end,
	ipv6 = function() return native.family(6) end,
}, {
	ipv4 = family_setter(4),
	ipv6 = family_setter(6),
}, listen, function(name)
	if NET_ABSENT[name] then
		unavailable('net.' .. name)
	end
	return native.interfaces()[name]
end)

-- ---- cache ----

local CACHE_SIZE_DEFAULT = 10 * 1024 * 1024

local function cache_open(size, uri)
	if type(size) ~= 'number' or (uri ~= nil and type(uri) ~= 'string') then
		fail("expected 'open(number max_size, string uri)'")
	end
	return checked(native.cache_open(size, uri))
end

local function cache_set_storage(uri)
	local size = native.cache_size()
	return cache_open(size > 0 and size or CACHE_SIZE_DEFAULT, uri)
end

-- '*.name' is at and below the name, 'name P' what is known not to be there.
local function cache_pattern(text)
	local name, negative = text:gsub('%s+P$', '')
	local below = name == '*' or name:sub(1, 2) == '*.'
	return below and (name:gsub('^%*%.?', '') .. (#name <= 2 and '.' or '')) or name, not below, negative > 0, below
end

local function cache_get(pattern)
	if pattern ~= nil and type(pattern) ~= 'string' then
		fail("expected 'get(string name)'")
	end
	local name, exact, negative = cache_pattern(pattern or '*.')
	return checked(native.cache_get(name, exact, negative))
end

local function cache_clear_rounds(name, exact, rr_type, chunk, callback, prev)
	local result = { round = 0, count = 0 }
	if not exact then
		result.subtree = name
	end
	repeat
		local count = checked(native.cache_clear_region(name, exact, rr_type, chunk))
		result.round = result.round + 1
		result.count = result.count + count
		local more = not exact and count == chunk
		result.chunk_limit = more and 'chunk size limit reached' or nil
		if callback then
			result.count = count
			callback(name, exact, rr_type, chunk, result, prev)
			return result
		end
	until not more
	return result
end

local function cache_clear(name, exact, rr_type, chunk, callback, prev)
	if name == nil then
		return checked(native.cache_clear_all())
	end
	if type(name) ~= 'string' then
		fail('cache.clear(): incorrect name passed')
	end
	local plain, _, negative, below = cache_pattern(name)
	if negative or below then
		return checked(native.cache_clear_region(plain, false))
	end
	if exact ~= nil and type(exact) ~= 'boolean' then
		fail('cache.clear(): incorrect exact passed')
	end
	if rr_type ~= nil and not exact then
		fail('cache.clear(): specifying rr_type only makes sense with exact=true')
	end
	if rr_type ~= nil and (chunk ~= nil or callback ~= nil) then
		fail('cache.clear(): chunk_size and callback parameters not supported with rr_type')
	end
	if chunk ~= nil and (type(chunk) ~= 'number' or chunk <= 0) then
		fail('cache.clear(): chunk_size has to be a positive integer')
	end
	if callback ~= nil and type(callback) ~= 'function' then
		fail('cache.clear(): callback has to be a function')
	end
	return cache_clear_rounds(name, exact or false, rr_type, chunk or 100, callback, prev)
end

local function cache_prune(limit)
	if limit ~= nil and type(limit) ~= 'number' then
		fail("expected 'prune(number limit)'")
	end
	return { pruned = checked(native.cache_prune(limit or 65536)) }
end

local CACHE_ABSENT = {}
for name in ('zone_import'):gmatch('%S+') do
	CACHE_ABSENT[name] = true
end

local cache = object({
	open = cache_open,
	count = native.cache_count,
	stats = native.cache_stats,
	backends = function() return { ['lmdb://'] = native.cache_is_open() } end,
	close = native.cache_close,
	prune = cache_prune,
	get = cache_get,
	fssize = function() return checked(native.cache_fssize()) end,
	checkpoint = native.cache_checkpoint,
	ns_tout = native.cache_ns_tout,
	max_ttl = native.cache_max_ttl,
	min_ttl = native.cache_min_ttl,
	clear = cache_clear,
	clear_everything = function() return checked(native.cache_clear_all()) end,
}, {
	size = native.cache_size,
	current_size = native.cache_size,
	storage = native.cache_storage,
	current_storage = native.cache_storage,
}, {
	size = cache_open,
	storage = cache_set_storage,
}, nil, function(name)
	if CACHE_ABSENT[name] then
		unavailable('cache.' .. name)
	end
	local found = cache_get(name)
	return next(found) and found or nil
end)

-- ---- hints of the root ----

local function hints_root_list()
	local out = {}
	for _, hint in ipairs(native.hints_get()) do
		local list = out[hint[1]] or {}
		table.insert(list, hint[2])
		out[hint[1]] = list
	end
	return out
end

local function hints_root(map)
	if map == nil then
		return hints_root_list()
	end
	if type(map) ~= 'table' then
		fail("expected 'hints.root({ [name] = address or { addresses } })'")
	end
	local list = {}
	for name, value in pairs(map) do
		for _, address in ipairs(type(value) == 'table' and value or { value }) do
			table.insert(list, { tostring(name), tostring(address) })
		end
	end
	checked(native.hints_set(list))
	return hints_root_list()
end

-- Without a path: those that are built in.
local function hints_root_file(path)
	if path == nil then
		return native.hints_reset()
	end
	if type(path) ~= 'string' then
		fail("expected 'hints.root_file(string path)'")
	end
	return checked(native.hints_file(path))
end

-- ---- trust anchors ----

local insecure = {}

local function anchors_add_file(path, readonly)
	if type(path) ~= 'string' then
		fail("expected 'trust_anchors.add_file(string path, bool readonly)'")
	end
	return checked(native.anchors_file(path, not readonly))
end

local function anchors_set_insecure(list)
	if type(list) ~= 'table' then
		fail("parameter must be list of domain names (e.g. {'a.test', 'b.example'})")
	end
	checked(native.anchors_negative(list))
	insecure = list
end

local trust_anchors = object({
	add = function(text)
		if type(text) ~= 'string' then
			fail("expected 'trust_anchors.add(string record)'")
		end
		return checked(native.anchors_add(text))
	end,
	add_file = anchors_add_file,
	config = anchors_add_file,
	set_insecure = anchors_set_insecure,
	remove = function(name)
		if type(name) ~= 'string' then
			fail("expected 'trust_anchors.remove(string name)'")
		end
		return checked(native.anchors_remove(name))
	end,
	summary = function(owner)
		local text = checked(native.anchors_text(owner))
		return text ~= '' and text or 'No valid trust anchors, DNSSEC validation is disabled\n'
	end,
}, {
	insecure = function() return insecure end,
	negative = function() return insecure end,
	keysets = native.anchors_list,
	hold_down_time = function() return native.anchors_policy('hold_down_time') end,
	refresh_time = function() return (native.anchors_policy('refresh_time')) end,
	keep_removed = function() return native.anchors_policy('keep_removed') end,
}, {
	hold_down_time = function(v) checked(native.anchors_policy('hold_down_time', v)) end,
	refresh_time = function(v)
		local result, message = native.anchors_policy('refresh_time', v)
		if message then
			fail(message)
		end
	end,
	keep_removed = function(v) checked(native.anchors_policy('keep_removed', v)) end,
	file = anchors_add_file,
	negative = anchors_set_insecure,
	keyfile_default = function(path)
		if path ~= nil then
			anchors_add_file(path)
		end
		native.anchors_default(false)
	end,
}, nil, function(name)
	unavailable('trust_anchors.' .. tostring(name))
end)

-- ---- modules ----

-- Documented names that nothing stands for yet.
local absent = {}
for name in ([[policy view trustanchor resolve predict prefill http
	webmgmt dns64 daf graphite etcd serve_stale priming
	ta_update ta_sentinel ta_signal_query detect_time_skew detect_time_jump
	watchdog cookies dnstap experimental_dot_auth
	modules_register reorder_RR log_groups cqueues]]):gmatch('%S+') do
	absent[name] = true
end

-- What is there without being told.
local DEFAULT_MODULES = 'edns_keepalive refuse_nord extended_error'

-- What a property of a C module is given: text as it is, everything else as JSON.
local function as_text(value)
	if type(value) == 'string' or type(value) == 'number' then
		return tostring(value)
	end
	return native.tojson(value)
end

local function property_text(...)
	local count = select('#', ...)
	while count > 0 and (select(count, ...)) == nil do
		count = count - 1
	end
	local out = {}
	for i = 1, count do
		out[i] = as_text((select(i, ...)))
	end
	return count > 0 and table.concat(out, ' ') or nil
end

local function property(module, name)
	return function(...)
		local good, value = native.module_call(module, name, property_text(...))
		checked(good, value)
		return value
	end
end

-- The table of a C module: its properties, of which get and set stand for fields.
local function c_module(name)
	local functions = {}
	for _, p in ipairs(native.module_properties(name)) do
		functions[p] = property(name, p)
	end
	return setmetatable(functions, {
		__index = function(_, k)
			if rawget(functions, 'get') and type(k) == 'string' then
				return functions.get(k)
			end
			fail("module '%s' has no '%s'", name, tostring(k))
		end,
		__newindex = function(_, k, v)
			if not rawget(functions, 'set') then
				fail("'%s' cannot be set", tostring(k))
			end
			functions.set(tostring(k), v)
		end,
	})
end

-- Those that are loaded, by name: what scripts see.  And of them, those that are Lua.
local loaded, in_lua = {}, {}
local module_folder = native.module_folder

local function module_path()
	return ('%s/?/?.lua;%s/?.lua;%s/?/init.lua'):format(module_folder, module_folder, module_folder)
end

local lua_path = package.path
package.path = module_path() .. ';' .. lua_path

local function set_moduledir(folder)
	if folder ~= nil then
		if type(folder) ~= 'string' then
			fail("expected 'moduledir(string path)'")
		end
		module_folder = folder
		package.path = module_path() .. ';' .. lua_path
	end
	return module_folder
end

-- The table that the file of a Lua module returns.
local function lua_module(name)
	local path = name:find('^[%w_%-]+$') and package.searchpath(name, package.path)
	if not path then
		fail(absent[name] and "module '%s' is not available in this version" or 'No such file or directory', name)
	end
	local chunk, message = loadfile(path)
	if not chunk then
		fail('%s', message)
	end
	local made = chunk(name)
	if type(made) ~= 'table' then
		fail("module '%s': its file does not return a table", name)
	end
	if made.layer ~= nil then
		fail("module '%s': layers of Lua modules are not available in this version", name)
	end
	return made
end

-- 'name', 'name < ref' or 'name > ref'
local function module_words(text)
	if type(text) ~= 'string' then
		fail("expected 'load(string module)'")
	end
	local words = {}
	for word in text:gmatch('%S+') do
		table.insert(words, word)
	end
	if #words ~= 1 and not (#words == 3 and (words[2] == '<' or words[2] == '>')) then
		fail("expected 'load(string module)' with 'name', 'name < other' or 'name > other', not '%s'", text)
	end
	return unpack(words)
end

local function has_module(name)
	for _, listed in ipairs(native.module_list()) do
		if listed == name then
			return true
		end
	end
	return false
end

local function modules_unload(name)
	if type(name) ~= 'string' then
		fail("expected 'unload(string module)'")
	end
	checked(native.module_unload(name))
	if rawget(_G, name) == loaded[name] then
		rawset(_G, name, nil)
	end
	local module = in_lua[name]
	loaded[name], in_lua[name] = nil, nil
	if module and module.deinit then
		module.deinit(module)
	end
end

local CACHE_NAMES = { rrcache = 'cache', pktcache = 'cache' }

local function modules_load(text)
	local name, sign, ref = module_words(text)
	if ref and not has_module(CACHE_NAMES[ref] or ref) then
		fail('referenced module not found')
	end
	local module = not native.module_known(name) and lua_module(name) or nil
	if loaded[name] then
		modules_unload(name)
	end
	checked(native.module_load(name, sign, ref))
	loaded[name], in_lua[name] = module or c_module(name), module
	if name ~= 'hints' then -- that one also stands for the root's
		rawset(_G, name, loaded[name])
	end
	if module and module.init then
		local good, message = pcall(module.init, module)
		if not good then
			modules_unload(name)
			error(message, 0)
		end
	end
	return true
end

-- What modules = { ... } says of one.  A module that does not take its value is not left behind.
local function modules_assign(text, value)
	local name = module_words(text)
	local fresh = not loaded[name]
	if fresh then
		modules_load(text)
	elseif value == nil then
		return
	end
	local config = rawget(loaded[name], 'config')
	if value ~= nil and not config then
		modules_unload(name)
		fail("module '%s' takes no configuration", name)
	end
	if not config then
		return
	end
	local good, message = pcall(config, value)
	if not good then
		if fresh then
			modules_unload(name)
		end
		error(message, 0)
	end
end

local modules = setmetatable({
	load = modules_load,
	unload = function(name)
		modules_unload(name)
		return true
	end,
	list = native.module_list,
}, {
	__newindex = function(_, k, v)
		if type(k) == 'number' then
			modules_assign(v)
		elseif v == k or v == true then
			modules_assign(k)
		else
			modules_assign(k, v)
		end
	end,
})

-- ---- hints: the root's are always there, the others with the module ----

local function hints_get(name)
	if not loaded.hints then
		fail("module 'hints' is not loaded")
	end
	local list = loaded.hints.get(name)
	-- The manual reads .result of what it got.
	return type(list) == 'table' and setmetatable(list, {
		__index = function(t, k) return k == 'result' and t or nil end,
	}) or list
end

local hints = setmetatable({ root = hints_root, root_file = hints_root_file }, {
	__index = function(_, k)
		if k == 'get' then
			return hints_get
		end
		local found = loaded.hints and rawget(loaded.hints, k)
		return found or hints_get(k)
	end,
	__newindex = function(_, k, v)
		if not loaded.hints then
			fail("module 'hints' is not loaded")
		end
		loaded.hints.set(tostring(k), v)
	end,
})

-- ---- events ----

local function is_time(ms)
	return type(ms) == 'number' and ms >= 0 and ms <= 1e15
end

local function timer(name, recurrent)
	return function(ms, callback)
		if not is_time(ms) or type(callback) ~= 'function' then
			fail("expected '%s(number timeout, function)'", name)
		end
		return checked(native.event_start(ms, recurrent, callback))
	end
end

local event = {
	after = timer('after', false),
	recurrent = timer('recurrent', true),
	cancel = function(id)
		if type(id) ~= 'number' then
			fail("expected 'cancel(number event)'")
		end
		return native.event_cancel(id)
	end,
	reschedule = function(id, ms)
		if type(id) ~= 'number' or not is_time(ms) then
			fail("expected 'reschedule(number event, number timeout)'")
		end
		return native.event_reschedule(id, ms)
	end,
	socket = function(fd, callback)
		if type(fd) ~= 'number' or type(callback) ~= 'function' then
			fail("expected 'socket(number fd, function)'")
		end
		return checked(native.event_socket(fd, callback))
	end,
}

-- ---- worker, environment ----

local worker_id, worker_pid, worker_count = native.worker()
local worker = object({
	id = worker_id,
	pid = worker_pid,
	count = worker_count,
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

-- ---- logging ----

local LEVELS = { crit = 0, err = 1, warning = 2, notice = 3, info = 4, debug = 5 }
local WORDS = {}
for word, number in pairs(LEVELS) do
	WORDS[number] = word
end

local function text_of(fmt, ...)
	fmt = tostring(fmt)
	return select('#', ...) > 0 and fmt:format(...) or fmt
end

local function grouped(level)
	return function(group, fmt, ...)
		native.log(level, tostring(group), text_of(fmt, ...))
	end
end

local globals = {
	log_error = grouped(LEVELS.err),
	log_warn = grouped(LEVELS.warning),
	log_notice = grouped(LEVELS.notice),
	log_info = grouped(LEVELS.info),
	log_debug = grouped(LEVELS.debug),
}

function globals.log(fmt, ...)
	native.log(LEVELS.notice, nil, text_of(fmt, ...))
end

function globals.warn(fmt, ...)
	native.log(LEVELS.warning, nil, text_of(fmt, ...))
end

function globals.panic(fmt, ...)
	fail('error: %s', text_of(fmt, ...))
end

function globals.log_level(word)
	if word ~= nil then
		if not LEVELS[word] then
			fail('unsupported log level: %s', tostring(word))
		end
		native.log_level(LEVELS[word])
	end
	return WORDS[native.log_level()]
end

function globals.log_target(word)
	return checked(native.log_target(tostring(word)))
end

function globals.verbose(on)
	if on ~= nil then
		native.log_level((on and on ~= 0) and LEVELS.debug or LEVELS.notice)
	end
	return native.log_level() == LEVELS.debug
end

-- ---- showing values ----

local INDENT, TEXT_MAX = '    ', 81

local function shown(value)
	if type(value) ~= 'string' then
		return tostring(value)
	end
	local text = value:gsub('[^\32-\126]', function(c) return '\\' .. c:byte() end)
	return #text > TEXT_MAX and text:sub(1, TEXT_MAX) .. '...' or text
end

local function sorted_keys(value)
	local keys = {}
	for k in pairs(value) do
		table.insert(keys, k)
	end
	table.sort(keys, function(a, b)
		if type(a) ~= type(b) then
			return type(a) == 'number' or (type(b) ~= 'number' and type(a) < type(b))
		end
		if type(a) == 'number' or type(a) == 'string' then
			return a < b
		end
		return tostring(a) < tostring(b)
	end)
	return keys
end

local function put_table(out, value, indent, seen)
	seen[value] = true
	for _, k in ipairs(sorted_keys(value)) do
		local v = value[k]
		if type(v) == 'table' and not seen[v] then
			table.insert(out, ('%s[%s] => {\n'):format(indent, shown(k)))
			put_table(out, v, indent .. INDENT, seen)
			table.insert(out, indent .. '}\n')
		else
			table.insert(out, ('%s[%s] => %s\n'):format(indent, shown(k), shown(v)))
		end
	end
end

function globals.table_print(value, indent)
	if type(value) ~= 'table' then
		return tostring(value) .. '\n'
	end
	local out = {}
	put_table(out, value, INDENT:rep(tonumber(indent) or 0), {})
	return table.concat(out)
end

local function show(...)
	return select('#', ...) > 0 and globals.table_print((...)) or ''
end

-- An expression gives its value as text (raw: as it is), statements what they return.
function globals.eval_cmd(command, raw)
	local chunk = loadstring(raw and 'return ' .. command
		or 'local show = ... return show(' .. command .. '\n)', '=command')
	if not chunk then
		local message
		chunk, message = loadstring(command, '=command')
		if not chunk then
			error(message, 0)
		end
	end
	return chunk(show)
end

-- ---- the globals ----

globals.option = native.option
globals.mode = native.mode
globals.user = native.user
globals.hostname = native.hostname
globals.quit = native.quit
-- Every process of the group does it, the leader first; false for one that fails.
function globals.map(expression)
	if type(expression) ~= 'string' then
		fail("map('string with a lua expression')")
	end
	local command = ('return tojson({ (eval_cmd(%q, true)) })'):format(expression)
	local good, json = pcall(globals.eval_cmd, command)
	local results = {}
	results[1] = good and native.fromjson(json)[1]
	-- Only the leader can reach the others.
	for peer = 1, worker_id == 0 and worker_count - 1 or 0 do
		json = native.ask_peer(peer, command)
		results[peer + 1] = json and native.fromjson(json)[1] or false
	end
	return results
end

globals.event = event
globals.kres = native.load_kres(native)
globals.todname = globals.kres.str2dname
globals.moduledir = set_moduledir
globals.tojson = native.tojson
globals.fromjson = native.fromjson

function globals.package_version()
	return native.version
end

globals._hint_root_file = hints_root_file

function globals.help()
	return [[
help()
    show this help
quit()
    quit
hostname([name])
    hostname, or set it
user(name[, group])
    change process user (and group)
verbose(true|false)
    toggle verbose mode
mode('strict'|'normal'|'permissive')
    which addresses in referrals are believed
option(name[, true|false])
    how requests are resolved by default
net.listen(address[, port][, { kind = 'tls' }])
    listen on an address, on port 853 over TLS; net.close() ends it, net.list() shows all
net.tls([certificate, key])
    files that clients over TLS are shown; without them a certificate is made at the start
net.tls_padding([true|false|octets])
    pad answers over TLS
net.bufsize([size])
    payload of UDP messages
cache.open(size), cache.size = size
    size of the cache in octets; cache.stats(), cache.count(), cache.clear([name])
hints.root({ [name] = address }), hints.root_file(path)
    servers to begin with
modules.load(name), modules.unload(name), modules.list()
    modules, in the order in which they see requests; modules = { 'name', name = configuration }
moduledir([path])
    folder of Lua modules
event.after(ms, f), event.recurrent(ms, f), event.socket(fd, f)
    call a function later, again and again, when a descriptor is readable; each gives a number for
    event.cancel(number) and event.reschedule(number, ms)
tojson(value), fromjson(text)
    values as JSON
todname(text)
    a name as octets; kres.type.A, kres.rcode.REFUSED ... are numbers of the protocol
trust_anchors.add(record), trust_anchors.add_file(path[, readonly]), trust_anchors.remove(name)
    keys that validation begins with; trust_anchors.summary() shows them
trust_anchors.set_insecure({ names })
    names below which nothing is validated
worker.stats()
    statistics of this process
map(expression)
    what every process of the group gives for it, the leader first]]
end

globals.kB, globals.MB, globals.GB = 1024, 1024 ^ 2, 1024 ^ 3
globals.sec, globals.second = 1000, 1000
globals.minute, globals.min = 60 * 1000, 60 * 1000
globals.hour, globals.day = 60 * 60 * 1000, 24 * 60 * 60 * 1000

-- Assigning a table to one of these assigns each of its fields into the object.
local protected = {
	net = net, cache = cache, modules = modules, worker = worker, env = env, hints = hints,
	trust_anchors = trust_anchors,
}

for name, value in pairs(globals) do
	rawset(_G, name, value)
end

setmetatable(_G, {
	__index = function(_, name)
		if absent[name] then
			unavailable(name)
		end
		return protected[name]
	end,
	__newindex = function(t, name, value)
		local target = protected[name]
		if absent[name] then
			unavailable(name)
		elseif not target then
			rawset(t, name, value)
		elseif type(value) ~= 'table' then
			fail("'%s' takes a table", name)
		else
			for i, v in ipairs(value) do
				target[i] = v
			end
			for k, v in pairs(value) do
				if type(k) ~= 'number' then
					target[k] = v
				end
			end
		end
	end,
})

for name in DEFAULT_MODULES:gmatch('%S+') do
	modules_load(name)
end

return globals.eval_cmd
