/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/trust.h"

#include "support.h"

static void a_name_has_one_entry(void **state)
{
	(void)state;
	struct arena arena;
	struct zone_trust *list = NULL;
	arena_init(&arena, 4096);
	struct zone_trust *a = trust_of(&list, (const uint8_t *)"\1a", &arena);
	struct zone_trust *b = trust_of(&list, (const uint8_t *)"\1b", &arena);
	assert_int_equal(a->cut, TRUST_UNKNOWN);
	assert_int_equal(a->ede, EDE_NONE);
	assert_ptr_not_equal(a, b);
	assert_ptr_equal(trust_of(&list, (const uint8_t *)"\1A", &arena), a);
	/* memory has a bound */
	uint8_t name[] = {1, 'a', 0};
	while (trust_of(&list, arena_dup(&arena, name, sizeof(name)), &arena) != NULL)
		name[1]++;
	assert_ptr_equal(trust_of(&list, (const uint8_t *)"\1b", &arena), b);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(a_name_has_one_entry)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
