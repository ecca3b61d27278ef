/* SPDX-License-Identifier: BSD-2-Clause */
#include "../module_world.h"

static struct query q;

/* A query for two servers, the second of them of the name given. */
static void ask(const char *name, uint16_t type, const char *server)
{
	const struct engine_hook *h = &mw.hooks.list[0];
	static const uint8_t octets[2][4] = {{192, 0, 2, 1}, {192, 0, 2, 2}};
	static struct request r;
	query_init(&q, nm(name), type);
	cut_init(&q.cut, nm("e."));
	cut_add_addr(&q.cut, cut_add_ns(&q.cut, nm("ns.e.")), span_of(octets[0], 4), 53);
	cut_add_addr(&q.cut, cut_add_ns(&q.cut, nm(server)), span_of(octets[1], 4), 53);
	assert_int_equal(h->produce(h->ctx, &r, &q), HOOK_NEXT);
}

static void is(int first, int second, bool whole)
{
	assert_int_equal(q.cut.addr[0].flags, first);
	assert_int_equal(q.cut.addr[1].flags, second);
	assert_int_equal(q.minimise_off, whole);
}

static void known_zones_and_servers_are_spared(void **state)
{
	(void)state;
	assert_ok(module_load("workarounds"));
	ask("www.e.", RR_A, "ns2.e.");
	is(0, 0, false);
	ask("x.avqs.McAfee.com.", RR_A, "ns2.e.");
	is(CUT_ADDR_NO_CASE, CUT_ADDR_NO_CASE, false);
	ask("mcafee.com.", RR_A, "ns2.e.");
	is(0, 0, false);
	ask("1.2.0.192.in-addr.arpa.", RR_PTR, "ns3.turktelekom.com.tr.");
	is(0, CUT_ADDR_NO_CASE, true);
	ask("1.2.0.192.in-addr.arpa.", RR_PTR, "dns1.edatel.net.co.");
	is(0, CUT_ADDR_NO_CASE, false);
	ask("1.2.0.192.in-addr.arpa.", RR_A, "ns3.turktelekom.com.tr.");
	is(0, 0, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {MODULE_TEST(known_zones_and_servers_are_spared)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
