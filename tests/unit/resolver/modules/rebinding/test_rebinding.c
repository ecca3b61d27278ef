/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static int setup(void **state)
{
	module_world_setup(state);
	return module_load("rebinding") == OK ? 0 : 1;
}

static bool allow_local;

static enum hook_result see(const struct reply_text *t, struct query *q)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	static const uint8_t server[4] = {192, 0, 2, 53};
	struct request r;
	struct msg m;
	memset(&r, 0, sizeof(r));
	r.options.allow_local = allow_local;
	query_init(q, nm("w.e."), RR_A);
	cut_init(&q->cut, nm("e."));
	cut_add_addr(&q->cut, cut_add_ns(&q->cut, nm("ns.e.")), span_of(server, 4), 53);
	assert_ok(msg_parse(&m, reply_wire(nm("w.e."), RR_A, t)));
	const struct msg *reply = &m;
	return h->consume(h->ctx, &r, q, &reply);
}

static bool refuses(const char *record)
{
	struct query q;
	const struct reply_text answer = {.answer = {"w.e. 60 A 192.0.2.1", record}};
	const struct reply_text authority = {.additional = {record}};
	enum hook_result in_answer = see(&answer, &q);
	assert_int_equal(q.ede, in_answer == HOOK_REFUSED ? EDE_BLOCKED : EDE_NONE);
	assert_int_equal(see(&authority, &q), in_answer);
	return in_answer == HOOK_REFUSED;
}

static void addresses_inside_are_refused_wherever_they_are(void **state)
{
	static const char *const in[] = {
		"0.0.0.0",     "10.1.2.3",   "100.127.0.1", "127.0.0.1",
		"169.254.1.1", "172.31.0.1", "192.168.0.1", "::",
		"::1",         "fd00::1",    "febf::1",     "::ffff:10.0.0.1",
	};
	static const char *const out[] = {"192.0.2.1",  "11.0.0.0",        "100.128.0.1",
	                                  "172.32.0.1", "2001:db8::1",     "::2",
	                                  "fec0::1",    "::ffff:192.0.2.1"};
	char record[80];
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(in); i++) {
		snprintf(record, sizeof(record), "w.e. 60 %s %s", strchr(in[i], ':') ? "AAAA" : "A",
		         in[i]);
		if (!refuses(record))
			fail_msg("taken: %s", record);
	}
	for (size_t i = 0; i < ARRAY_LEN(out); i++) {
		snprintf(record, sizeof(record), "w.e. 60 %s %s",
		         strchr(out[i], ':') ? "AAAA" : "A", out[i]);
		if (refuses(record))
			fail_msg("refused: %s", record);
	}
	assert_false(refuses("w.e. 60 TXT \"10.0.0.1\""));
}

static void names_and_networks_may_be_allowed(void **state)
{
	(void)state;
	module_says("rebinding", "config", "[\"10.1.0.0/16\",\"Home.e\",\"fd00::/8\"]", "");
	assert_false(refuses("w.e. 60 A 10.1.2.3"));
	assert_true(refuses("w.e. 60 A 10.2.2.3"));
	assert_false(refuses("x.home.E. 60 A 10.2.2.3"));
	assert_false(refuses("w.e. 60 AAAA fd00::1"));
	module_says("rebinding", "config", "[\"x/y\"]", "~expected 'config({ name or network");
	module_says("rebinding", "config", "[\"/x\"]", "~expected");
	module_says("rebinding", "config", "[5]", "~expected");
	module_says("rebinding", "config", "[\"a\"", "~expected");
	module_says("rebinding", "config", "x", "~expected");
	assert_false(refuses("w.e. 60 A 10.1.2.3")); /* as before */
	module_says("rebinding", "config", NULL, "");
	assert_true(refuses("w.e. 60 A 10.1.2.3"));
	module_says("rebinding", "config", "{}", "");
}

static void who_wants_addresses_inside_gets_them(void **state)
{
	(void)state;
	allow_local = true;
	assert_false(refuses("w.e. 60 A 10.1.2.3"));
	allow_local = false;
	assert_true(refuses("w.e. 60 A 10.1.2.3"));
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, module_world_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(addresses_inside_are_refused_wherever_they_are),
		T(names_and_networks_may_be_allowed),
		T(who_wants_addresses_inside_gets_them),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
