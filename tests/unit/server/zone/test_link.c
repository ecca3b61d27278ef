/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone_text.h"
#include "dns/rrtype.h"
#include "server/zone/link.h"

static struct zone_version *zone;

static const struct zone_node *node(const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(zone, n.wire);
}

static int setup(void **state)
{
	(void)state;
	zone = zone_from_text("example.", (const char *[]){"@ 3600 SOA a b 7 7200 900 1209600 300",
	                                                   "@ 60 NSEC3PARAM 1 1 5 ab",
	                                                   "@ 60 NSEC3PARAM 1 0 5 aabb",
	                                                   "c 60 NS ns", "c 60 DNAME d",
	                                                   "d 60 DNAME c", "*.w 60 CNAME d", NULL});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	zone_version_free(zone);
	return 0;
}

static void link_flags_depend_on_sets_and_parent(void **state)
{
	(void)state;
	const struct zone_node *apex = node("example."), *cut = node("c.example.");
	assert_int_equal(link_flags(apex, NULL), NODE_APEX);
	assert_int_equal(link_flags(cut, apex), NODE_CUT | NODE_DNAME);
	assert_int_equal(link_flags(node("d.example."), apex), NODE_DNAME);
	/* Below a cut neither NS nor DNAME counts (RFC 1034 section 4.2.1). */
	assert_int_equal(link_flags(node("d.example."), cut), NODE_BELOW);
	assert_int_equal(link_flags(node("*.w.example."), node("w.example.")),
	                 NODE_WILDCARD | NODE_CNAME);
}

static void link_reads_the_soa(void **state)
{
	(void)state;
	struct zone_version v = {0};
	link_read_soa(&v, node("example.")->name, node("example."));
	assert_int_equal(v.serial.value, 7);
	assert_int_equal(v.refresh_s, 7200);
	assert_int_equal(v.retry_s, 900);
	assert_int_equal(v.expire_s, 1209600);
	assert_int_equal(v.minimum_s, 300);
}

static void link_takes_parameters_without_flags(void **state)
{
	(void)state;
	struct zone_version v = {0};
	link_read_denial(&v, node("example.")->name, node("example."), true);
	assert_int_equal(v.denial, ZONE_NSEC3);
	assert_int_equal(v.nsec3_param->salt_len, 2);
	assert_int_equal(v.nsec3_param->salt[0], 0xaa);
	mem_free(v.nsec3_param);
	link_read_denial(&v, node("example.")->name, node("example."), false);
	assert_int_equal(v.denial, ZONE_UNSIGNED);
	assert_null(v.nsec3_param);
}

static void link_negative_soa_has_the_lower_ttl(void **state)
{
	(void)state;
	static uint8_t body[UINT16_MAX];
	struct pack_growth growth = {0};
	link_negative_soa(zone, node("example."), body, &growth);
	assert_ptr_equal(growth.extra, set_of(node("example."), RR_SOA));
	assert_int_equal(wire_get_u32(body + growth.extra_len - growth.extra->data_len + 6), 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(link_flags_depend_on_sets_and_parent),
		cmocka_unit_test(link_reads_the_soa),
		cmocka_unit_test(link_takes_parameters_without_flags),
		cmocka_unit_test(link_negative_soa_has_the_lower_ttl),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
