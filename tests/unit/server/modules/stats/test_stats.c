/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../modules_world.h"

#define ALL                                                                                        \
	"mod-stats:\n  - id: all\n    edns-presence: on\n    flag-presence: on\n"                  \
	"    request-edns-option: on\n    response-edns-option: on\n    reply-nodata: on\n"        \
	"    query-type: on\n    query-size: on\n    reply-size: on\n"                             \
	"zone:\n  - domain: example.\n    module: mod-stats/all\n"

static uint64_t value(const struct modules_world *w, const char *name, const char *id)
{
	return counter_of(w, false, name, id);
}

static void queries_and_replies_are_counted(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, ALL);
	size_t query = modules_ask(&w, "www.example. A do")->query.len, reply = w.last.reply_len;
	assert_int_equal(value(&w, "request-protocol", "udp4"), 1);
	assert_int_equal(value(&w, "server-operation", "query"), 1);
	assert_int_equal(value(&w, "request-bytes", "query"), query);
	assert_int_equal(value(&w, "response-bytes", "reply"), reply);
	assert_int_equal(value(&w, "edns-presence", "request"), 1);
	assert_int_equal(value(&w, "edns-presence", "response"), 1);
	assert_int_equal(value(&w, "flag-presence", "DO"), 1);
	assert_int_equal(value(&w, "flag-presence", "TC"), 0);
	assert_int_equal(value(&w, "response-code", "NOERROR"), 1);
	assert_int_equal(value(&w, "query-type", "A"), 1);
	assert_int_equal(value(&w, "query-size", "32-47"), 1);
	assert_int_equal(value(&w, "reply-size", "48-63"), 1);
	modules_world_from(&w, "2001:db8::1");
	w.served->options.protocol = PROTOCOL_TCP;
	modules_ask(&w, "no.example. TYPE62000");
	assert_int_equal(value(&w, "request-protocol", "tcp6"), 1);
	assert_int_equal(value(&w, "response-code", "NXDOMAIN"), 1);
	assert_int_equal(value(&w, "query-type", "other"), 1);
	assert_int_equal(value(&w, "edns-presence", "request"), 1);
	modules_world_deinit(&w);
}

static void empty_answers_are_counted_by_type(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, ALL);
	modules_ask(&w, "www.example. AAAA");
	modules_ask(&w, "ns.example. TXT");
	modules_ask(&w, "www.example. A");
	modules_ask(&w, "no.example. A");
	assert_int_equal(value(&w, "reply-nodata", "A"), 0);
	assert_int_equal(value(&w, "reply-nodata", "AAAA"), 1);
	assert_int_equal(value(&w, "reply-nodata", "other"), 1);
	modules_world_deinit(&w);
}

static void options_are_counted_by_code(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, ALL);
	w.served->options.nsid = span_str("us");
	modules_ask_option(&w, "www.example. A edns", EDNS_NSID, span_of("", 0));
	modules_ask_option(&w, "www.example. A edns", 65001, span_of("x", 1));
	assert_int_equal(value(&w, "request-edns-option", "NSID"), 1);
	assert_int_equal(value(&w, "request-edns-option", "other"), 1);
	assert_int_equal(value(&w, "response-edns-option", "NSID"), 1);
	assert_int_equal(value(&w, "response-edns-option", "other"), 0);
	modules_world_deinit(&w);
}

static void operations_are_told_apart(void **state)
{
	(void)state;
	struct modules_world w;
	uint8_t wire[512];
	modules_world_init(&w, "template:\n  - id: default\n    global-module: mod-stats\n"
	                       "zone:\n  - domain: example.\n");
	modules_ask(&w, "example. AXFR");
	modules_ask(&w, "example. IXFR");
	size_t len = query_from_words(wire, "example. SOA");
	wire[2] = OPCODE_NOTIFY << 3;
	modules_ask_octets(&w, span_of(wire, len));
	wire[2] = OPCODE_UPDATE << 3;
	modules_ask_octets(&w, span_of(wire, len));
	wire[2] = OPCODE_STATUS << 3;
	modules_ask_octets(&w, span_of(wire, len));
	static const char *const names[] = {"axfr", "ixfr", "notify", "update", "invalid"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_int_equal(counter_of(&w, true, "server-operation", names[i]), 1);
	assert_int_equal(counter_of(&w, true, "server-operation", "query"), 0);
	assert_int_equal(counter_of(&w, true, "request-bytes", "update"), len);
	assert_int_equal(counter_of(&w, true, "response-code", "NOTIMPL"), 1);
	modules_world_deinit(&w);
}

static void groups_that_are_off_are_not_there(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, "mod-stats:\n  - id: few\n    request-protocol: off\n"
	                       "zone:\n  - domain: example.\n    module: mod-stats/few\n");
	assert_int_equal(value(&w, "request-protocol", "udp4"), UINT64_MAX);
	assert_int_equal(value(&w, "query-type", "A"), UINT64_MAX);
	assert_int_equal(value(&w, "server-operation", "query"), 0);
	modules_world_deinit(&w);
}

struct census {
	unsigned names;
	bool has_badsig, has_badcookie, has_size, has_last;
};

static void take_census(void *ctx, const char *module, const char *name, const char *id, uint64_t n)
{
	struct census *c = ctx;
	assert_string_equal(module, "mod-stats");
	assert_int_equal(n, 0);
	c->names++;
	c->has_badsig |= strcmp(id, "BADSIG") == 0;
	c->has_badcookie |= strcmp(id, "BADCOOKIE") == 0;
	c->has_size |= strcmp(name, "query-size") == 0 && strcmp(id, "288-65535") == 0;
	c->has_last |= strcmp(name, "reply-size") == 0 && strcmp(id, "4096-65535") == 0;
}

static void all_counters_have_names(void **state)
{
	(void)state;
	struct modules_world w;
	struct census c = {0};
	modules_world_init(&w, ALL);
	modules_counters_zone(w.modules, 0, take_census, &c);
	assert_int_equal(c.names, 14 + 6 + 3 + 3 + 2 + 2 + 25 + 21 + 21 + 3 + 84 + 19 + 257);
	assert_true(c.has_badsig && c.has_badcookie && c.has_size && c.has_last);
	modules_world_deinit(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(queries_and_replies_are_counted),
		cmocka_unit_test(empty_answers_are_counted_by_type),
		cmocka_unit_test(options_are_counted_by_code),
		cmocka_unit_test(operations_are_told_apart),
		cmocka_unit_test(groups_that_are_off_are_not_there),
		cmocka_unit_test(all_counters_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
