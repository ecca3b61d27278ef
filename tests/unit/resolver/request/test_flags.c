/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/flags.h"

#include "support.h"

/* The one of a bit of old numbers; NULL: there is none. */
static const struct req_flag *of_bit(unsigned bit)
{
	const struct req_flag *f, *found = NULL;
	for (size_t i = 0; (f = req_flag_at(i)) != NULL; i++) {
		if (f->bit != (int)bit)
			continue;
		assert_null(found);
		found = f;
	}
	return found;
}

static void flags_are_switches(void **state)
{
	struct req_options o;
	(void)state;
	req_options_init(&o);
	const struct req_flag *f = req_flag_find("no_minimize");
	assert_ptr_equal(f, of_bit(0));
	assert_false(req_flag_get(f, &o));
	req_flag_set(f, &o, true);
	assert_true(req_flag_get(f, &o) && !o.minimise);
	req_flag_set(of_bit(11), &o, true);
	assert_true(o.no_cache);
	req_flag_set(req_flag_find("NO_CACHE"), &o, false);
	assert_false(o.no_cache);
}

static void modes_are_two_flags_and_one_switch(void **state)
{
	struct req_options o;
	(void)state;
	req_options_init(&o);
	const struct req_flag *strict = req_flag_find("STRICT"),
			      *permissive = req_flag_find("PERMISSIVE");
	req_flag_set(strict, &o, true);
	req_flag_set(permissive, &o, false); /* it was not set */
	assert_int_equal(o.mode, REQ_MODE_STRICT);
	req_flag_set(permissive, &o, true);
	assert_false(req_flag_get(strict, &o));
	req_flag_set(permissive, &o, false);
	assert_int_equal(o.mode, REQ_MODE_NORMAL);
}

static void every_bit_has_a_flag_and_states_are_not_set(void **state)
{
	(void)state;
	for (unsigned bit = 0; bit < 32; bit++)
		assert_non_null(of_bit(bit));
	assert_null(of_bit(32));
	assert_null(req_flag_find("NO_SUCH"));
	assert_false(req_flag_find("CACHED")->settable);
	assert_false(req_flag_find("STUB")->settable);
	assert_true(req_flag_find("EXPIRING")->absent && !req_flag_find("EXPIRING")->settable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(flags_are_switches),
		cmocka_unit_test(modes_are_two_flags_and_one_switch),
		cmocka_unit_test(every_bit_has_a_flag_and_states_are_not_set),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
