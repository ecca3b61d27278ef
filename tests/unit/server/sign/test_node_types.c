/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/node_types.h"

static const struct zone_node *node(const struct zone_version *v, const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return zone_version_find(v, n.wire);
}

static struct zone_version *zone(void)
{
	return world_zone_of((const char *[]){
		"@ 60 SOA a b 1 7200 900 1209600 300", "@ 60 NS ns", "cut 60 NS ns.cut",
		"cut 60 A 192.0.2.1", "ns.cut 60 A 192.0.2.1", "sec 60 NS ns.cut",
		"sec 60 DS 1 8 2 0123456789012345678901234567890123456789012345678901234567890123",
		"old 60 NSEC @ NSEC", "www.ent 60 TXT x", "www.ent 60 NSEC @ TXT NSEC", NULL});
}

static void assert_types(const struct zone_version *v, const char *name, bool nsec,
                         const char *expected)
{
	struct node_types types = {.list = {0}};
	struct text t;
	text_init(&t);
	text_put(&t, "");
	node_types_make(&types, node(v, name), nsec);
	for (size_t i = 0; i < types.list.count; i++) {
		rrtype_print(&t, types.list.items[i]);
		text_put(&t, " ");
	}
	assert_string_equal(t.len > 0 ? t.buf : "", expected);
	node_types_deinit(&types);
	text_deinit(&t);
}

static void delegations_list_what_the_parent_says(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	assert_types(v, "cut.example.", true, "NS RRSIG NSEC ");
	assert_types(v, "cut.example.", false, "NS ");
	assert_types(v, "sec.example.", true, "NS DS RRSIG NSEC ");
	assert_types(v, "sec.example.", false, "NS DS RRSIG ");
	assert_true(node_is_insecure_cut(node(v, "cut.example.")));
	assert_false(node_is_insecure_cut(node(v, "sec.example.")));
	assert_true(node_speaks_for(node(v, "sec.example."), RR_DS));
	assert_false(node_speaks_for(node(v, "sec.example."), RR_NS));
	assert_false(node_speaks_for(node(v, "ns.cut.example."), RR_A));
	zone_version_free(v);
}

static void names_list_their_types_and_never_an_older_nsec(void **state)
{
	(void)state;
	struct zone_version *v = zone();
	assert_types(v, "example.", true, "NS SOA RRSIG NSEC ");
	assert_types(v, "www.ent.example.", false, "TXT RRSIG ");
	assert_types(v, "ent.example.", false, "");
	assert_false(node_has_data(node(v, "old.example.")));
	assert_false(node_has_data(node(v, "ent.example.")));
	assert_false(node_has_data(node(v, "ns.cut.example.")));
	assert_true(node_has_data(node(v, "cut.example.")));
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delegations_list_what_the_parent_says),
		cmocka_unit_test(names_list_their_types_and_never_an_older_nsec),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
