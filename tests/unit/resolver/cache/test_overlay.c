/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/cache/overlay.h"

#include "base/rand.h"
#include "support.h"

static struct overlay o;

static void the_last_word_counts(void **state)
{
	(void)state;
	overlay_init(&o);
	assert_null(overlay_find(&o, span_str("a")));
	overlay_put(&o, span_str("a"), span_str("1"));
	overlay_put(&o, span_str("a"), span_str("22"));
	assert_int_equal(o.count, 1);
	assert_true(span_equal(overlay_find(&o, span_str("a"))->value, span_str("22")));
	overlay_delete(&o, span_str("a"));
	assert_true(overlay_find(&o, span_str("a"))->deleted);
	overlay_put(&o, span_str("a"), span_str("3"));
	assert_false(overlay_find(&o, span_str("a"))->deleted);
	overlay_clear(&o);
	assert_null(overlay_find(&o, span_str("a")));
	overlay_deinit(&o);
}

static void it_is_bounded_in_entries_and_octets(void **state)
{
	(void)state;
	static uint8_t large[65536];
	unsigned n = 0;
	overlay_init(&o);
	for (; !overlay_is_full(&o); n++) {
		uint8_t key[2] = {(uint8_t)n, (uint8_t)(n >> 8)};
		overlay_put(&o, span_of(key, 2), span_str("x"));
	}
	assert_int_equal(n, OVERLAY_ENTRIES_MAX);
	for (unsigned i = 0; i < n; i++) {
		uint8_t key[2] = {(uint8_t)i, (uint8_t)(i >> 8)};
		assert_non_null(overlay_find(&o, span_of(key, 2)));
	}
	overlay_clear(&o);
	/* The same key again and again: what was replaced counts until it is cleared. */
	for (n = 0; !overlay_is_full(&o); n++)
		overlay_put(&o, span_str("key"), span_of(large, sizeof(large)));
	assert_true(n <= OVERLAY_BYTES_MAX / sizeof(large) + 1);
	overlay_deinit(&o);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_last_word_counts),
		cmocka_unit_test(it_is_bounded_in_entries_and_octets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
