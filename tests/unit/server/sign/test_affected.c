/* SPDX-License-Identifier: BSD-2-Clause */
#include "sign_world.h"

#include "server/sign/affected.h"

static struct zone_version *base(void)
{
	return world_zone_of((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 300", "@ 60 NS ns",
	                                      "a.b.c 60 TXT x", "b.c 60 TXT x", "z 60 TXT x",
	                                      "q.ent 60 TXT x", NULL});
}

static void assert_affected(const char *line, bool adds, const char *expected)
{
	struct zone_version *v = base();
	struct zone_edit *e = zone_edit_new(v);
	struct affected a = {.list = {0}};
	struct chain_names touched;
	struct text t;
	text_init(&t);
	assert_ok(world_change(e, line, adds));
	assert_ok(zone_edit_settle(e));
	touched.items = zone_edit_names(e, &touched.count);
	affected_find(&a, v, zone_edit_view(e), &touched);
	for (size_t i = 0; i < a.list.count; i++) {
		name_print(&t, a.list.items[i]);
		text_put(&t, " ");
		assert_true(affected_has(&a, a.list.items[i]));
	}
	assert_string_equal(t.buf, expected);
	assert_false(affected_has(&a, name_root));
	affected_deinit(&a);
	text_deinit(&t);
	zone_edit_free(e);
	zone_version_free(v);
}

static void a_change_of_data_affects_its_name(void **state)
{
	(void)state;
	assert_affected("z 60 TXT y", true, "z.example. ");
}

static void a_delegation_affects_what_it_hides(void **state)
{
	(void)state;
	assert_affected("b.c 60 NS ns", true, "c.example. b.c.example. a.b.c.example. ");
	assert_affected("c 60 DNAME z", true, "c.example. b.c.example. a.b.c.example. ");
}

static void non_terminals_above_are_affected(void **state)
{
	(void)state;
	assert_affected("q.ent 60 TXT x", false, "ent.example. q.ent.example. ");
	assert_affected("new.ent 60 TXT x", true, "ent.example. new.ent.example. ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_change_of_data_affects_its_name),
		cmocka_unit_test(a_delegation_affects_what_it_hides),
		cmocka_unit_test(non_terminals_above_are_affected),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
