/* SPDX-License-Identifier: BSD-2-Clause */
#include "upstream_world.h"

static void cookies_differ_by_server_and_day(void **state)
{
	(void)state;
	struct up_candidate a = server(1), b = server(2);
	uint8_t one[UP_COOKIE_MAX], two[UP_COOKIE_MAX];
	assert_int_equal(up_cookie(u, &a.at, now, one), UP_COOKIE_OWN);
	assert_int_equal(up_cookie(u, &b.at, now, two), UP_COOKIE_OWN);
	assert_memory_not_equal(one, two, UP_COOKIE_OWN);
	assert_int_equal(up_note_cookie(u, &b.at, span_of(one, UP_COOKIE_OWN)), UP_COOKIE_WRONG);
	assert_int_equal(up_note_cookie(u, &a.at, span_of(one, UP_COOKIE_OWN)), UP_COOKIE_GOOD);
	/* Sizes that are none (RFC 7873 section 5.3). */
	memset(one + UP_COOKIE_OWN, 3, sizeof(one) - UP_COOKIE_OWN);
	for (size_t len = 0; len <= UP_COOKIE_MAX; len++) {
		bool good = len == 8 || len >= 16;
		assert_int_equal(up_note_cookie(u, &a.at, span_of(one, len)),
		                 good ? UP_COOKIE_GOOD : UP_COOKIE_WRONG);
	}
	assert_int_equal(up_cookie(u, &a.at, mono_add_ms(now, 3600 * 1000), two), UP_COOKIE_MAX);
	assert_memory_equal(one, two, UP_COOKIE_MAX);
	assert_int_equal(up_note_cookie(u, &a.at, (struct span){0}), UP_COOKIE_MISSING);
	assert_int_equal(up_cookie(u, &a.at, mono_add_ms(now, 86400 * 1000), two), UP_COOKIE_OWN);
	assert_memory_not_equal(one, two, UP_COOKIE_OWN);
	assert_int_equal(up_note_cookie(u, &a.at, (struct span){0}), UP_COOKIE_NONE);
	struct up_candidate unknown = server(77);
	assert_int_equal(up_note_cookie(u, &unknown.at, span_of(one, 8)), UP_COOKIE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(cookies_differ_by_server_and_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
