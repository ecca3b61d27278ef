/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/zone/compact.h"

#include "change_text.h"
#include "server/zone/edit.h"
#include "server/zone/find.h"

static const char *const lines[] = {"@ 60 SOA a b 7 7200 900 1209600 300",
                                    "@ 60 NS ns.sub",
                                    "@ 60 NSEC3PARAM 1 0 0 -",
                                    "sub 60 NS ns.sub",
                                    "ns.sub 60 A 192.0.2.1",
                                    "a.b.c 60 TXT x",
                                    "*.c 60 TXT y",
                                    "3MSEV9USMD4BR9S97V51R2TDVMR9IQO1 60 NSEC3 1 0 0 - "
                                    "3MSEV9USMD4BR9S97V51R2TDVMR9IQO1 SOA",
                                    NULL};

/* Walk both and compare every octet of every node. */
static void assert_same(const struct zone_version *a, const struct zone_version *b)
{
	struct zone_iter i, k;
	const struct zone_node *n, *m;
	zone_iter_init(&i, a);
	zone_iter_init(&k, b);
	while ((n = zone_next(&i)) != NULL) {
		assert_non_null(m = zone_next(&k));
		assert_ptr_not_equal(n, m);
		assert_int_equal(n->size, m->size);
		assert_memory_equal(n, m, n->size);
		assert_ptr_equal(i.is_nsec3 ? zone_version_find_nsec3(b, n->name)
		                            : zone_version_find(b, n->name),
		                 m);
	}
	assert_null(zone_next(&k));
}

static void a_copy_has_all_and_needs_nothing_of_the_other(void **state)
{
	(void)state;
	struct zone_version *v = zone_from_text("example.", lines);
	struct zone_version *copy = zone_compact(v);
	struct zone_version *again = zone_from_text("example.", lines);
	assert_same(v, copy);
	assert_ptr_equal(copy->apex, zone_version_find(copy, zone_apex_name(copy)));
	assert_int_equal(copy->record_count, v->record_count);
	assert_int_equal(copy->serial.value, 7);
	assert_int_equal(copy->denial, v->denial);
	zone_version_free(v);
	assert_same(again, copy);
	/* It can be edited like any other. */
	struct zone_edit *e = zone_edit_new(copy);
	struct zone_changeset c = changes_from_text((const char *[]){"+d 60 TXT z", NULL});
	assert_ok(zone_edit_apply(e, &c, false));
	assert_ok(zone_edit_settle(e));
	zone_changeset_deinit(&c);
	struct zone_version *next = zone_edit_finish(e);
	zone_version_free(copy);
	assert_int_equal(next->record_count, again->record_count + 1);
	zone_version_free(next);
	zone_version_free(again);
}

static void replacing_every_name_leaves_gaps(void **state)
{
	enum { NAMES = 500 };
	(void)state;
	struct zone_builder *b = zone_builder_new((const uint8_t *)"\7example");
	char line[128];
	zone_text_add(b, "example.", lines[0]);
	for (unsigned i = 0; i < NAMES; i++) {
		snprintf(line, sizeof(line), "n%u 60 TXT \"a text of some length\"", i);
		zone_text_add(b, "example.", line);
	}
	struct zone_version *v;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	assert_false(zone_is_sparse(v, NULL));
	struct zone_edit *e = zone_edit_new(v);
	for (unsigned i = 0; i < NAMES; i++) {
		struct zone_changeset c;
		snprintf(line, sizeof(line),
		         "+n%u 60 TXT \"and another one, that makes its node larger\"", i);
		c = changes_from_text((const char *[]){line, NULL});
		assert_ok(zone_edit_apply(e, &c, false));
		zone_changeset_deinit(&c);
	}
	assert_ok(zone_edit_settle(e));
	struct zone_version *next = zone_edit_finish(e);
	assert_true(zone_is_sparse(next, v));
	struct zone_version *copy = zone_compact(next);
	assert_same(next, copy);
	assert_false(zone_is_sparse(copy, NULL));
	assert_true(zone_version_bytes(copy) * 3 < zone_version_bytes(next) * 2);
	zone_version_free(v);
	zone_version_free(next);
	zone_version_free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_copy_has_all_and_needs_nothing_of_the_other),
		cmocka_unit_test(replacing_every_name_leaves_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
