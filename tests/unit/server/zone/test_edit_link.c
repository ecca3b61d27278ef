/* SPDX-License-Identifier: BSD-2-Clause */
#include "change_text.h"
#include "dns/rrtype.h"
#include "server/zone/edit.h"
#include "server/zone/find.h"

#define SOA_1 "@ 600 SOA a b 1 7200 900 1209600 300"
#define SOA_2 "@ 600 SOA a b 2 7200 900 1209600 100"

static struct zone_version *zone;
static struct zone_edit *edit;

static const struct zone_node *node(const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(zone_edit_view(edit), n.wire);
}

static int setup(void **state)
{
	(void)state;
	zone = zone_from_text("example.",
	                      (const char *[]){SOA_1, "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                       "x.y.c 60 A 192.0.2.3", "*.w 60 A 192.0.2.4",
	                                       "d 60 NS ns.d", "ns.d 60 A 192.0.2.5", NULL});
	edit = zone_edit_new(zone);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	zone_edit_free(edit);
	zone_version_free(zone);
	return 0;
}

static void change(const char *const *lines)
{
	struct zone_changeset c = changes_from_text(lines);
	assert_ok(zone_edit_apply(edit, &c, false));
	assert_ok(zone_edit_settle(edit));
	zone_changeset_deinit(&c);
}

static void new_cuts_hide_what_is_below(void **state)
{
	(void)state;
	change((const char *[]){"+c 60 NS x.y.c", NULL});
	assert_int_equal(node("c.example.")->flags, NODE_CUT | NODE_EXTRA);
	assert_int_equal(node("y.c.example.")->flags, NODE_BELOW);
	assert_int_equal(node("x.y.c.example.")->flags, NODE_BELOW);
	assert_int_equal(zone_node_extra(node("c.example."))->count, 1);
	change((const char *[]){"-c 60 NS x.y.c", NULL});
	assert_int_equal(node("c.example.")->flags, 0);
	assert_int_equal(node("x.y.c.example.")->flags, 0);
}

static void glue_follows_its_host(void **state)
{
	(void)state;
	change((const char *[]){"+ns.d 60 AAAA 2001:db8::1", NULL});
	assert_int_equal(zone_node_extra(node("d.example."))->count, 2);
	change((const char *[]){"-ns.d 60 A 192.0.2.5", "-ns.d 60 AAAA 2001:db8::1", NULL});
	assert_int_equal(node("d.example.")->flags, NODE_CUT);
	assert_null(node("ns.d.example."));
}

static void wildcards_are_known_to_their_parent(void **state)
{
	(void)state;
	change((const char *[]){"+*.ns 60 A 192.0.2.4", "-*.w 60 A 192.0.2.4", NULL});
	assert_int_equal(node("ns.example.")->flags, NODE_HAS_WILDCARD);
	assert_null(node("w.example."));
}

static void negative_soa_follows_the_soa(void **state)
{
	(void)state;
	change((const char *[]){"-" SOA_1, "+" SOA_2, NULL});
	const struct zone_node *apex = zone_edit_view(edit)->apex;
	assert_int_equal(zone_set_ttl(apex, zone_node_extra(apex)), 100);
	assert_int_equal(zone_edit_view(edit)->serial.value, 2);
}

static void nsec3_parameters_hash_every_name(void **state)
{
	(void)state;
	change((const char *[]){"+@ 60 NSEC3PARAM 1 0 0 -",
	                        "+0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 60 NSEC3 1 0 0 - "
	                        "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom A",
	                        NULL});
	uint8_t hash[ZONE_HASH_LEN];
	const struct zone_node *n = node("x.y.c.example.");
	assert_int_equal(zone_edit_view(edit)->denial, ZONE_NSEC3);
	assert_int_equal(n->flags, NODE_HASHED);
	zone_hash_name(zone_edit_view(edit), n->name, hash);
	assert_memory_equal(zone_node_hash(n), hash, ZONE_HASH_LEN);
	assert_int_equal(node("ns.d.example.")->flags, NODE_BELOW);
	/* The one hash is not that of the apex; it covers that of the wildcard. */
	assert_null(zone_edit_view(edit)->nsec3_param->apex);
	assert_non_null(zone_edit_view(edit)->nsec3_param->wildcard);
	change((const char *[]){"-@ 60 NSEC3PARAM 1 0 0 -", NULL});
	assert_int_equal(node("x.y.c.example.")->flags, 0);
	assert_null(zone_edit_view(edit)->nsec3_param);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(new_cuts_hide_what_is_below, setup, teardown),
		cmocka_unit_test_setup_teardown(glue_follows_its_host, setup, teardown),
		cmocka_unit_test_setup_teardown(wildcards_are_known_to_their_parent, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(negative_soa_follows_the_soa, setup, teardown),
		cmocka_unit_test_setup_teardown(nsec3_parameters_hash_every_name, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
