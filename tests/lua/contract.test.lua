-- SPDX-License-Identifier: BSD-2-Clause
-- What users of kresd were promised, global by global: that it is there, what it takes, what it gives, and what it
-- says when it is given something else.  What functions do is tested where they are.
local t = ...

-- Rows { code, value }, by turns.  A value that begins with '~' is of an error; ANY: whatever it is, but not nil;
-- NOTHING: no value, or nil.
local ANY, NOTHING = {}, {}

local function check(rows)
	for i = 1, #rows, 2 do
		local code, expected = rows[i], rows[i + 1]
		local f = loadstring('return ' .. code, '=row') or assert(loadstring(code, '=row'))
		local good, value = pcall(f)
		if type(expected) == 'string' and expected:sub(1, 1) == '~' then
			t.ok(not good, code .. ': an error')
			t.ok(tostring(value):find(expected:sub(2), 1, true),
				('%s: %q in %q'):format(code, expected:sub(2), tostring(value)))
			t.ok(not tostring(value):find('kresd/', 1, true), code .. ": the user's line, not one of ours")
		else
			t.ok(good, code .. ': no error (' .. tostring(value) .. ')')
			if expected == ANY then
				t.ok(value ~= nil, code .. ': a value')
			else
				if expected == NOTHING then
					expected = nil
				end
				t.equal(value, expected, code)
			end
		end
	end
end

local function words(text)
	return text:gmatch('%S+')
end

local function is_callable(value)
	return type(value) == 'function'
end

t.test('units and assignment to protected globals (3.1, 3.2)', function()
	check {
		'kB', 1024, 'MB', 1048576, 'GB', 1073741824,
		'sec', 1000, 'second', 1000, 'minute', 60000, 'min', 60000, 'hour', 3600000, 'day', 86400000,
		'net = 5', "~'net' takes a table",
		'cache = 5', "~'cache' takes a table",
		'modules = 5', "~'modules' takes a table",
		'trust_anchors = 5', "~'trust_anchors' takes a table",
		'worker = { x = 1 }', "~'x' cannot be set",
		'x_of_mine = 5', NOTHING, 'x_of_mine', 5,
	}
end)

t.test('logging (3.2)', function()
	check {
		"log('%d', 5)", NOTHING, "warn('%d', 5)", NOTHING, "panic('%d', 5)", '~error: 5',
		"log_error('net', '%d', 5)", NOTHING, "log_warn('net', 'x')", NOTHING, "log_notice('net', 'x')", NOTHING,
		"log_info('net', 'x')", NOTHING, "log_debug('net', 'x')", NOTHING,
		'log_level()', 'notice', "log_level('debug')", 'debug', 'verbose()', true, "log_level('notice')", 'notice',
		"log_level('loud')", '~unsupported log level: loud',
		"log_target('nowhere')", '~unsupported log target: nowhere', "log_target('stdout')", true,
		"log_groups({ 'net' })", { 'net' }, 'log_groups({})', {},
	}
end)

t.test('global functions (3.3)', function()
	check {
		'help()', ANY, 'type(quit)', 'function', 'package_version()', ANY,
		'hostname()', ANY, "hostname('a.example')", 'a.example', 'hostname()', 'a.example',
		"hostname('a', 'b')", '~hostname takes at most one parameter: ("fqdn")',
		'hostname(5)', '~hostname takes at most one parameter: ("fqdn")',
		'moduledir()', ANY, "moduledir('.')", '.', 'moduledir()', '.',
		'user()', '~user(user[, group)', "user('no-such-user')", '~invalid user name',
		"user('root', 'no-such-group')", '~invalid group name',
		'verbose()', false, 'verbose(true)', true, 'verbose(0)', false, 'verbose(1)', true, 'verbose(false)', false,
		'mode()', 'normal', "mode('strict')", true, 'mode()', 'strict', "mode('permissive')", true, "mode('normal')", true,
		"mode('x')", '~unsupported mode: x', 'mode({})', "~expected 'mode(",
		'reorder_RR()', false, 'reorder_RR(true)', true, "option('REORDER_RR')", true, 'reorder_RR(false)', false,
		"option('no_cache', true)", true, "option('NO_CACHE')", true, "option('NO_CACHE', false)", false,
		"option('NO_CACHE', 'x')", '~invalid option value: x', "option('NO_SUCH')", '~invalid option name: NO_SUCH',
		'option()', "~expected 'option(",
		'resolve == worker.resolve', true,
		"todname('Example.COM')", '\7example\3com\0', "todname('a..b')", NOTHING, 'todname == kres.str2dname', true,
		'tojson({ 1, 2 })', '[1,2]', 'tojson({ a = 1 })', '{"a":1}', 'tojson({})', '{}', 'tojson({ print })', '[null]',
		"fromjson('[1]')", { 1 }, 'fromjson()', '~a JSON string is required', 'fromjson(5)', '~a JSON string is required',
		"fromjson('{')", '~invalid JSON string',
		"map('1 + 1')", { 2 }, 'map(5)', "~map('string with a lua expression')", 'map()', "~map('string with a lua expression')",
		"trustanchor('x')", '~failed to process trust anchor RR', "trustanchor('a..b', false)", '~invalid trust anchor owner',
		'table_print(5)', '5\n', 'table_print({ 1 })', '[1] => 1\n', 'table_print({ 1 }, 1)', '    [1] => 1\n',
		"eval_cmd('1 + 1')", '2\n', "eval_cmd('1 + 1', true)", 2, "eval_cmd('x_of_eval = 5')", NOTHING, 'x_of_eval', 5,
		"eval_cmd('5 -- five')", '5\n', "eval_cmd('no_such.x')", "~command:1: attempt to index global 'no_such'",
		"eval_cmd('= 1')", "~command:1: unexpected symbol near '='",
		'modules_register({})', ANY, '_hint_root_file()', true, "_hint_root_file('/nonexistent')", '~/nonexistent',
		'env.PATH', os.getenv('PATH'), 'env.NO_SUCH_THING', NOTHING,
		'libknot_SONAME', "~'libknot_SONAME' is not available", 'libzscanner_SONAME', "~'libzscanner_SONAME' is not available",
	}
end)

t.test('resolve (3.4)', function()
	check {
		"resolve('a..b', 1)", '~invalid qname', "resolve('a', 'A')", '~invalid RR type', 'resolve()', '~invalid qname',
		"resolve('a', 1, 1, 'NO_SUCH')", "~there is no query flag 'NO_SUCH'", "resolve('a', 1, 3)", '~only IN is resolved',
		"resolve('a', 1, 1, 0, 5)", "~expected 'resolve(", "resolve('a.test', kres.type.A)", true,
		"resolve { name = 'a.test', type = kres.type.A, options = { 'NO_CACHE' } }", true,
		'worker.resolve_pkt(5)', "~expected 'resolve_pkt(",
	}
end)

t.test('net (3.5)', function()
	check {
		'net.ipv4', true, 'net.ipv6', true, 'net.ipv6 = false', NOTHING, 'net.ipv6', false, "option('NO_IPV6')", true,
		'net.ipv6 = true', NOTHING, 'net.ipv4 = 1', '~net.ipv4 must be true or false',
		'net.listen()', "~expected 'listen(", "net.listen('127.0.0.1', 5, {}, 5)", "~expected 'listen(",
		'net.listen(5)', '~bad type for address', "net.listen('no-such')", '~is neither an address nor an interface',
		"net.listen('127.0.0.1', 70000)", '~out of range', "net.listen('192.0.2.77', 5300)", false,
		"net.listen('192.0.2.77', 5300, { freebind = true })", true, "net.list()['192.0.2.77'].port", 5300,
		"net.close('192.0.2.77', 5300)", true, "net.listen('127.0.0.1', 5, { freebind = 5 })", '~freebind must be true or false',
		"net.listen('127.0.0.1', 5, { nic_queue = 1 })", "~option 'nic_queue' is not available",
		"net.listen('127.0.0.1', 443)", "~kind 'doh2' is not available",
		'net.close()', "~expected 'close(", "net.close('127.0.0.1')", false, "net.close('127.0.0.1', 1)", false,
		'net.list()', {}, 'net.interfaces().lo.addr[1]', '127.0.0.1', 'net.lo.addr[1]', '127.0.0.1', 'net.no_such', NOTHING,
		'net.bufsize()', 1232, 'net.bufsize(511)', '~bufsize must be within <512, 65535>', 'net.bufsize(1400)', 1400,
		'{ net.bufsize(1232, 1300) }', { 1232, 1300 }, 'net.bufsize(1232, 5)', '~bufsize must be within <512, 65535>', 'net.bufsize(1232, {})', '~bufsize must be a number',
		'{ net.bufsize(1232) }', { 1232, 1232 },
		'net.tcp_pipeline()', 50, 'net.tcp_pipeline(100)', 100, 'net.tcp_pipeline(65536)', '~tcp_pipeline must be within <0, 65535>',
		'net.tls()', NOTHING, "net.tls('a')", "~expected 'tls(", "net.tls('a', 'b', 'c')", "~expected 'tls(",
		"net.tls('/nonexistent', '/nonexistent')", "~'/nonexistent'", 'net.tls_server == net.tls', true,
		'net.tls_padding()', true, 'net.tls_padding(false)', true, 'net.tls_padding()', false, 'net.tls_padding(1)', true,
		'net.tls_padding()', false, 'net.tls_padding(64)', true, 'net.tls_padding()', 64, 'net.tls_padding(513)', '~within <0, 512>',
		'net.tls_padding(true)', true, 'net.tls_sticket_secret()', true, "net.tls_sticket_secret('short')", '~must have 32',
		"net.tls_sticket_secret(('x'):rep(32))", true, "net.tls_sticket_secret_file('/nonexistent')", '~No such file',
		'net.outgoing_v4()', NOTHING, "net.outgoing_v4('127.0.0.1')", ANY, 'net.outgoing_v4()', '127.0.0.1',
		'net.outgoing_v4(nil)', true, "net.outgoing_v6('x')", "~'x' is not an IPv6 address",
		"net.tls_client('192.0.2.1')", "~'net.tls_client' is not available",
		"net.tls_client_clear('192.0.2.1')", "~'net.tls_client_clear' is not available",
		'net.doh_headers()', "~'net.doh_headers' is not available",
		'net.tcp_in_idle()', 10000, 'net.tcp_in_idle(5000)', ANY, 'net.tcp_in_idle()', 5000, 'net.tcp_in_idle(0)', '~must be within',
		'net.tls_handshake_timeout()', 6000, 'net.tls_handshake_timeout(5000)', ANY, 'net.tls_handshake_timeout(0)', '~must be within',
		'net.bpf_set()', "~expected 'bpf_set(", 'net.bpf_set(0)', '~failed to attach the filter', 'net.bpf_clear()', true,
		'net.proxy_allowed()', NOTHING, "net.proxy_allowed('x')", "~'x' is no address or subnet",
		"net.proxy_allowed({ '192.0.2.0/24', '::1' })", NOTHING, 'net.proxy_allowed()', { '192.0.2.0/24', '::1' },
		'net.proxy_allowed({})', NOTHING, 'net.register_endpoint_kind()', "~expected 'register_endpoint_kind(",
	}
end)

t.test('cache (3.6)', function()
	local closed = '~no cache is open yet, use cache.open() or cache.size, etc.'
	check {
		'cache.open(100 * MB)', true, 'cache.open(8191)', '~invalid cache size specified, it must be in range <8192, ',
		"cache.open(100 * MB, 'redis://x')", '~unsupported cache backend',
		"cache.open(100 * MB, 'lmdb:///nonexistent/a/b')", "~can't open cache path '/nonexistent/a/b'; working directory '",
		'cache.open()', "~expected 'open(", 'cache.current_size', 104857600, 'cache.size', 104857600,
		'cache.current_storage', 'lmdb://', 'cache.storage', 'lmdb://', 'cache.size = 5', '~invalid cache size specified',
		"cache.storage = 'lmdb://.'", NOTHING, 'cache.current_storage', ANY, 'cache.size', 104857600,
		'cache.backends()', { ['lmdb://'] = true }, 'cache.count()', ANY,
		'cache.max_ttl()', 518400, 'cache.max_ttl(0)', '~max_ttl must be larger than minimum TTL, ',
		'cache.max_ttl(0/0)', '~max_ttl must be larger', 'cache.max_ttl(4294967296)', '~max_ttl must be larger',
		'cache.max_ttl(86400)', 86400, 'cache.min_ttl()', 0, 'cache.min_ttl(-1)', '~min_ttl must be', 'cache.min_ttl(86400)', '~min_ttl must be',
		'cache.min_ttl(5)', 5, 'cache.max_ttl(5)', '~max_ttl must be larger', 'cache.min_ttl(0)', 0, 'cache.max_ttl(518400)', 518400,
		'cache.prune()', { pruned = 0 }, 'cache.prune(5)', { pruned = 0 }, "cache.prune('x')", "~expected 'prune(",
		'cache.get()', {}, "cache.get('*.example.com')", {}, "cache.get('example.com P')", {}, "cache.get('a..b')", '~incorrect name passed',
		"cache['example.com']", NOTHING, "cache.clear('*.bad.cz')", 0, "cache.clear('bad.cz P')", 0, "cache.clear('*. P')", 0,
		"cache.clear('bad.cz').round", 1, "cache.clear('bad.cz', true).count", 0, "cache.clear('bad.cz', true, kres.type.A)", { count = 0 },
		"cache.clear('bad.cz', false, kres.type.A)", '~rr_type only makes sense with exact=true',
		"cache.clear('bad.cz', true, kres.type.A, 10)", '~not supported with rr_type',
		"cache.clear('bad.cz', false, nil, 0)", '~chunk_size has to be a positive integer',
		"cache.clear('a..b')", '~cache.clear(): incorrect name passed', 'cache.clear(5)', '~cache.clear(): incorrect name passed',
		'cache.clear()', true, 'cache.clear_everything()', true, 'cache.ns_tout()', 1000, 'cache.ns_tout(500)', 500, 'cache.ns_tout(1000)', 1000,
		'cache.ns_tout(-1)', '~ns_tout must be in range', 'type(cache.checkpoint().monotime)', 'number',
		'type(cache.checkpoint().walltime.usec)', 'number', 'cache.checkpoint(true)', true,
		"cache.zone_import('/nonexistent').code", -1, 'cache.zone_import()', "~expected 'zone_import(", 'type(cache.fssize())', 'number',
		'cache.close()', true, 'cache.close()', false, 'cache.backends()', { ['lmdb://'] = false },
		'cache.count()', closed, 'cache.stats()', closed, 'cache.prune()', closed, 'cache.clear()', closed, 'cache.max_ttl()', closed,
		'cache.min_ttl()', closed, "cache.get('a')", closed, 'cache.open(100 * MB)', true, 'cache.no_such = 1', "~'no_such' cannot be set",
	}
	local stats = cache.stats()
	for name in words [[hit miss insert delete open close count count_entries clear commit read read_miss write remove remove_miss
			match match_miss read_leq read_leq_miss usage_percent]] do
		t.equal(type(stats[name]), 'number', name)
	end
end)

t.test('trust_anchors (3.7)', function()
	check {
		"trust_anchors.add_file('/nonexistent/x')", '~/nonexistent/x', "trust_anchors.add_file('no.keys', true)", '~no.keys',
		"trust_anchors.config('no.keys', true)", '~no.keys', 'trust_anchors.add_file()', '~expected',
		"trust_anchors.file = '/nonexistent/x'", '~/nonexistent/x',
		"trust_anchors.set_insecure('x')", '~parameter must be list of domain names', "trust_anchors.negative = 'x'", '~parameter must be list',
		"trust_anchors.negative = { 'bad.example' }", NOTHING, 'trust_anchors.insecure', { 'bad.example' },
		"trust_anchors.set_insecure({ 'a..b' })", '~a..b', 'trust_anchors.insecure', { 'bad.example' },
		'trust_anchors.set_insecure({})', NOTHING, 'trust_anchors.insecure', {},
		"trust_anchors.add('x')", '~trust anchor', "trust_anchors.add('example. DS 1 8 2 ' .. ('AB'):rep(32))", true,
		"trust_anchors.summary('\\7example\\0'):find('KeyTag:1') ~= nil", true, "trust_anchors.keysets['\\7example\\0'].owner", '\7example\0',
		"trust_anchors.keysets['\\7example\\0'][1].key_tag", 1, "trust_anchors.remove('example.')", true, "trust_anchors.remove('example.')", false,
		'trust_anchors.summary()', 'No valid trust anchors, DNSSEC validation is disabled\n',
		'trust_anchors.hold_down_time', 2592000000, 'trust_anchors.hold_down_time = 5 * day', NOTHING, 'trust_anchors.hold_down_time', 432000000,
		'trust_anchors.hold_down_time = 30 * day', NOTHING, "trust_anchors.hold_down_time = 'x'", '~hold_down_time',
		'trust_anchors.refresh_time', NOTHING, 'trust_anchors.refresh_time = 5 * hour', NOTHING, 'trust_anchors.refresh_time', 18000000,
		'trust_anchors.refresh_time = nil', NOTHING, 'trust_anchors.refresh_time', NOTHING,
		'trust_anchors.keep_removed', 0, 'trust_anchors.keep_removed = 5', NOTHING, 'trust_anchors.keep_removed', 5,
		'trust_anchors.keep_removed = 0', NOTHING, 'trust_anchors.keyfile_default', NOTHING,
		'trust_anchors.bootstrap_url', 'https://data.iana.org/root-anchors/root-anchors.xml',
		'trust_anchors.bootstrap_ca', NOTHING, "trust_anchors.bootstrap_ca = '/x.pem'", NOTHING, 'trust_anchors.bootstrap_ca', '/x.pem',
		'trust_anchors.bootstrap_ca = nil', NOTHING, 'trust_anchors.no_such', '~is not available', 'trust_anchors.no_such = 1', '~cannot be set',
	}
end)

t.test('modules (3.8)', function()
	check {
		"modules.load('no-such')", '~No such file or directory', 'modules.load()', "~expected 'load(", "modules.load('nsid < no-such')", '~referenced module not found',
		"modules.load('nsid   <   iterate')", true, 'modules.list()[1]', 'nsid', 'modules.list()[2]', 'iterate', 'modules.list()[3]', 'validate',
		'modules.list()[4]', 'cache', "modules.load('nsid > rrcache')", true, 'modules.list()[4]', 'nsid', "modules.unload('nsid')", true,
		"modules.unload('nsid')", '~No such file or directory', "modules.unload('iterate')", '~No such file or directory', 'modules.unload()', "~expected 'unload(",
		"modules = { 'nsid' }", NOTHING, 'nsid', ANY, 'modules = { nsid = {} }', "~module 'nsid' takes no configuration",
		"modules = { 'no-such' }", '~No such file or directory', "modules = { 'hints > pktcache' }", NOTHING, 'modules.list()[4]', 'hints',
		"modules = { 'hints > iterate', 'policy  >  hints' }", NOTHING, '{ unpack(modules.list(), 1, 4) }', { 'iterate', 'hints', 'policy', 'validate' },
		"modules = { ['hints < iterate'] = { file = '/dev/null' } }", NOTHING, 'modules.list()[1]', 'hints', "modules = { 'hints' }", NOTHING, 'modules.list()[1]', 'hints',
		"modules = { 'hints > no-such' }", '~referenced module not found', "modules = { 'policy > policy' }", '~referenced module not found', 'modules.list()[1]', 'hints',
		"modules = { 'policy > cache' }", NOTHING, "modules.unload('hints')", true,
	}
	for name in words 'http daf graphite etcd dnstap prefill cookies webmgmt experimental_dot_auth' do
		t.raises('is not available', modules.load, name)
		t.raises(("'%s' is not available"):format(name), function() return _G[name] end)
	end
	for name in words 'policy detect_time_jump ta_sentinel edns_keepalive ta_update refuse_nord watchdog extended_error' do
		t.ok(table.concat(modules.list(), ' '):find(name, 1, true), name)
	end
end)

t.test('constants (3.9)', function()
	t.equal(kres.class, { IN = 1, CH = 3, NONE = 254, ANY = 255 })
	t.equal(kres.section, { ANSWER = 0, AUTHORITY = 1, ADDITIONAL = 2 })
	t.equal(kres.opcode, { QUERY = 0, IQUERY = 1, STATUS = 2, NOTIFY = 4, UPDATE = 5 })
	t.equal(kres.rank, { INITIAL = 0, OMIT = 1, TRY = 2, INDET = 4, BOGUS = 5, MISMATCH = 6, MISSING = 7, INSECURE = 8, AUTH = 16, SECURE = 32 })
	t.equal(kres.rcode, { NOERROR = 0, FORMERR = 1, SERVFAIL = 2, NXDOMAIN = 3, NOTIMPL = 4, REFUSED = 5, YXDOMAIN = 6, YXRRSET = 7, NXRRSET = 8,
		NOTAUTH = 9, NOTZONE = 10, BADVERS = 16, BADCOOKIE = 23 })
	t.equal({ kres.CONSUME, kres.PRODUCE, kres.DONE, kres.FAIL, kres.YIELD }, { 1, 2, 4, 8, 16 })
	check {
		'kres.type.A', 1, "kres.type['NSAP-PTR']", 23, 'kres.type.TYPE123', 123, 'kres.tostring.type[1]', 'A', 'kres.tostring.type[65280]', 'TYPE65280',
		'kres.tostring.class[3]', 'CH', 'kres.tostring.section[1]', 'AUTHORITY', 'kres.tostring.rcode[3]', 'NXDOMAIN', 'kres.tostring.opcode[4]', 'NOTIFY',
		'kres.tostring.rank[32]', 'SECURE', 'kres.extended_error.NONE', -1, 'kres.extended_error.BLOCKED', 15, 'kres.tostring.extended_error[15]', 'BLOCKED',
	}
end)

t.test('query flags and their old numbers (3.9, 4)', function()
	local bits = [[NO_MINIMIZE NO_THROTTLE NO_IPV6 NO_IPV4 TCP RESOLVED AWAIT_IPV4 AWAIT_IPV6 AWAIT_CUT SAFEMODE CACHED NO_CACHE EXPIRING
		ALLOW_LOCAL DNSSEC_WANT DNSSEC_BOGUS DNSSEC_INSECURE STUB ALWAYS_CUT DNSSEC_WEXPAND PERMISSIVE STRICT BADCOOKIE_AGAIN CNAME
		REORDER_RR TRACE NO_0X20 DNSSEC_NODS DNSSEC_OPTOUT NONAUTH FORWARD DNS64_MARK]]
	local bit_number = 0
	for name in words(bits) do
		t.equal(kres.query[name], 2 ^ bit_number, name)
		bit_number = bit_number + 1
	end
	t.equal(bit_number, 32)
	for name in words(bits .. ' DNSSEC_CD NO_ANSWER NO_EDNS DNS64_DISABLE CACHE_TRIED NO_NS_FOUND PKT_IS_SANE') do
		t.equal(kres.mk_qflags({ name })[name], true, name)
	end
	for name in words [[NO_MINIMIZE NO_THROTTLE NO_IPV6 NO_IPV4 TCP NO_ANSWER SAFEMODE NO_EDNS NO_CACHE ALLOW_LOCAL DNSSEC_WANT DNSSEC_CD ALWAYS_CUT
			PERMISSIVE STRICT REORDER_RR TRACE NO_0X20 NONAUTH DNS64_DISABLE]] do
		local was = option(name)
		t.equal(option(name, not was), not was, name)
		t.equal(option(name, was), was, name)
	end
	mode('normal')
	t.raises("option 'STUB' cannot be set", option, 'STUB', true)
end)

t.test('functions and constructors of kres (3.9)', function()
	for name in words [[str2dname dname2str dname2wire str2ip rr2str mk_qflags pkt_t request_t sockaddr_t context rrset packet lru knot_pkt_rr
			parse_rdata]] do
		t.ok(is_callable(kres[name]), name)
	end
	check {
		"kres.dname2str('\\1a\\0')", 'a.', "kres.dname2wire('\\1a\\0')", '\1a\0', "kres.str2ip('192.0.2.1')", '\192\0\2\1', "#kres.str2ip('::1')", 16,
		"kres.str2ip('x')", NOTHING, 'kres.packet(11)', '~packet size must be within <12, 65535>', "kres.parse_rdata({ 'A 192.0.2.1' })", { '\192\0\2\1' },
		'kres.pkt_t(5)', '~expected a packet', 'kres.request_t(5)', '~expected a request', 'kres.sockaddr_t(5)', '~expected a socket address',
		'type(kres.context().cache)', 'table', 'kres.no_such', '~does not exist',
	}
end)

t.test('methods of packets and RRsets (3.9)', function()
	local pkt = kres.packet(512)
	for name in words [[id qdcount ancount nscount arcount opcode rcode rd tc aa qr cd ad ra qname qclass qtype rrsets section begin put put_rr
			question recycle clear_payload towire tostring parse resize remaining_bytes clear has_wire has_dnssec dobit optcount]] do
		t.ok(is_callable(pkt[name]), name)
	end
	t.equal(#pkt, 12)
	local rr = kres.rrset('\0', kres.type.A)
	for name in words [[owner ttl class rdcount rdata rdata_pt get tostring txt_dump add_rdata merge_rdata type_covered is_covered_by wire_size]] do
		t.ok(is_callable(rr[name]), name)
	end
	t.equal(rr.type, 1)
end)

t.test('methods and fields of requests and queries (3.9)', function()
	t.serve { ['a.test. A'] = { '192.0.2.1' } }
	local _, req = t.resolve('a.test')
	for name in words [[current initial last resolved first_resolved push pop vars ensure_answer ensure_edns set_extended_error]] do
		t.ok(is_callable(req[name]), name)
	end
	for name in words 'answer options state qsource upstream answ_selected auth_selected add_selected rank rplan uid' do
		t.ok(req[name] ~= nil, name)
	end
	for name in words 'packet size flags' do
		t.ok(req.qsource[name] ~= nil, name)
	end
	for name in words 'tcp tls http xdp' do
		t.equal(req.qsource.flags[name], false, name)
	end
	t.equal({ req.trace_log, req.trace_finish, req.qsource.addr, req.qsource.dst_addr }, {})
	t.ok(req.upstream.addr and req.upstream.rtt >= 0)
	t.equal({ #req.rplan.pending, #req.rplan.resolved }, { 0, 1 })
	local query = req:resolved()
	for name in words 'name write hasflag' do
		t.ok(is_callable(query[name]), name)
	end
	for name in words 'sname stype sclass id flags forward_flags uid timestamp creation_time_mono zone_cut ns request' do
		t.ok(query[name] ~= nil, name)
	end
	t.equal({ query.parent, query.cname_parent, query.stale_cb, query.zone_cut.key }, {})
	t.raises("'query.secret' is not available", function() return query.secret end)
	local address = req.upstream.addr
	t.equal({ address:ip(), address:len(), address:family(), address:port(), tostring(address) }, { '\127\0\0\1', 4, 2, 53, '127.0.0.1#53' })
end)

t.test('worker and event (3.10, 3.11)', function()
	check {
		'worker.id', 0, 'worker.count', 1, 'type(worker.pid)', 'number', 'worker.info().pid == worker.pid', true,
		'worker.coroutine(5)', "~expected 'coroutine(", "worker.sleep('x')", "~expected 'sleep(", 'worker.bg_worker', ANY,
		'worker.sleep(0)', '~is for functions that worker.coroutine() runs', 'worker.no_such', "~'worker.no_such' is not available",
		'event.after()', "~expected 'after(number timeout, function)'", "event.after('x', print)", "~expected 'after(", 'event.after(-1, print)', "~expected 'after(",
		'event.after(0/0, print)', "~expected 'after(", 'event.recurrent(5)', "~expected 'recurrent(", 'event.reschedule(60000, 5)', false,
		'event.cancel(60000)', false, 'event.cancel()', "~expected 'cancel(", 'event.socket()', "~expected 'socket(", 'event.socket(9999, print)', '~descriptor 9999',
		'event.cancel(event.after(2^40, print))', true,
	}
	local stats = worker.stats()
	for name in words 'udp tcp ipv6 ipv4 timeout concurrent queries dropped tls usertime systime pagefaults swaps csw rss err_udp err_tcp err_tls err_http' do
		t.equal(type(stats[name]), 'number', name)
	end
end)

t.test('what is given something else says so at the line that gave it', function()
	local given = { {}, { 'x' }, { 5 }, { {} }, { true }, { print }, { 'x', {} }, { 5, {} }, { {}, 5 }, { 'x', 5, 5 }, { 0/0, 0/0 }, { -1 } }
	local left_out = { add_file = 'writes', config = 'writes', coroutine = 'runs what it is given', after = 'likewise', recurrent = 'likewise' }
	local function try(name, f)
		for _, arguments in ipairs(given) do
			local good, message = pcall(f, unpack(arguments))
			t.ok(good or not tostring(message):find('kresd/', 1, true), ('%s: %s'):format(name, tostring(message)))
		end
	end
	for _, name in ipairs { 'net', 'cache', 'trust_anchors', 'modules', 'worker', 'event' } do
		for key, f in pairs(_G[name]) do
			if is_callable(f) and not left_out[key] then
				try(name .. '.' .. key, f)
			end
		end
	end
	for name in words [[log warn log_level log_target log_groups hostname moduledir mode option resolve todname tojson fromjson map trustanchor
			table_print eval_cmd modules_register _hint_root_file]] do
		try(name, _G[name])
	end
	cache.open(100 * MB)
end)
