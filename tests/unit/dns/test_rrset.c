/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "dns/rrset.h"
#include "dns/rrtype.h"

static void records_are_kept_in_order_without_repeats(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena, 0);
	struct rrset set = {.owner = name_root, .type = RR_TXT, .class_ = CLASS_IN}, copy;
	assert_int_equal(rrset_first(&set).len, 0);
	assert_ok(rrset_add(&set, &arena, span_str("\1b")));
	assert_ok(rrset_add(&set, &arena, span_str("\1a")));
	assert_ok(rrset_add(&set, &arena, span_str("\1b")));
	assert_ok(rrset_add(&set, &arena, span_of("", 0)));
	assert_int_equal(set.count, 3);
	assert_true(rrset_has(&set, span_str("\1a")));
	assert_true(rrset_has(&set, span_of("", 0)));
	assert_false(rrset_has(&set, span_str("\1A")));
	assert_ok(rrset_dup(&copy, &arena, &set));
	assert_ptr_not_equal(copy.records, set.records);
	struct rrset_iter it = rrset_iter_of(&copy);
	struct span rdata = {0};
	assert_true(rrset_next(&it, &rdata));
	assert_true(span_equal(rdata, span_str("\1b")));
	assert_true(rrset_next(&it, &rdata));
	assert_true(span_equal(rdata, span_str("\1a")));
	assert_true(rrset_next(&it, &rdata));
	assert_int_equal(rdata.len, 0);
	assert_false(rrset_next(&it, &rdata));
	arena_deinit(&arena);
}

static void sets_respect_the_bound_of_their_arena(void **state)
{
	(void)state;
	struct arena arena;
	arena_init(&arena, 64);
	struct rrset set = {.owner = name_root, .type = RR_TXT, .class_ = CLASS_IN};
	uint8_t big[100] = {99};
	assert_int_equal(rrset_add(&set, &arena, span_of(big, sizeof(big))), E_SPACE);
	assert_int_equal(set.count, 0);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_are_kept_in_order_without_repeats),
		cmocka_unit_test(sets_respect_the_bound_of_their_arena),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
