/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "guard/rate.h"

#include <string.h>

static struct rate *make(uint32_t per_second, uint32_t instant)
{
	const struct rate_options o = {
		.size = 4096, .rate = per_second, .instant = instant, .seed = 7};
	return rate_new(&o);
}

static struct span v4(uint8_t *out, unsigned a, unsigned b, unsigned c, unsigned d)
{
	out[0] = (uint8_t)a;
	out[1] = (uint8_t)b;
	out[2] = (uint8_t)c;
	out[3] = (uint8_t)d;
	return span_of(out, 4);
}

static void an_address_may_come_its_number_of_times_at_once(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(50, 125);
	unsigned taken = 0, bits = 0;
	while ((bits = rate_take(r, v4(o, 192, 0, 2, 1), 1, 5000)) == 0)
		taken++;
	assert_in_range(taken, 124, 125);
	assert_int_equal(bits, 32);
	assert_int_equal(rate_check(r, v4(o, 192, 0, 2, 1), 5000), 32);
	assert_int_equal(rate_check(r, v4(o, 192, 0, 2, 2), 5000), 0);
	rate_free(r);
	rate_free(NULL);
}

/* Twice the rate, for a minute: about half of it gets through. */
static void in_the_long_run_the_rate_gets_through(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(50, 125);
	unsigned taken = 0;
	for (unsigned ms = 0; ms < 120000; ms += 10) {
		if (rate_take(r, v4(o, 192, 0, 2, 1), 1, ms) == 0 && ms >= 60000)
			taken++;
	}
	assert_in_range(taken, 50 * 60 * 95 / 100, 50 * 60 * 105 / 100);
	rate_free(r);
}

static void what_comes_below_the_rate_is_never_limited(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(50, 125);
	for (int64_t ms = 0; ms < 300000; ms += 21)
		assert_int_equal(rate_take(r, v4(o, 192, 0, 2, 1), 1, ms), 0);
	rate_free(r);
}

static void loads_are_forgotten_in_time(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(50, 125);
	struct span a = v4(o, 192, 0, 2, 1);
	while (rate_take(r, a, 1, 0) == 0)
		;
	assert_int_equal(rate_check(r, a, 1), 32);
	assert_int_equal(rate_check(r, a, 100), 0);
	/* However long it takes. */
	assert_int_equal(rate_check(r, a, INT64_C(1) << 31), 0);
	rate_free(r);
}

/* 256 addresses of a /24 together may do 32 times what one may. */
static void networks_have_a_limit_of_their_own(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(50, 125);
	unsigned taken = 0, bits = 0;
	for (unsigned round = 0; bits == 0; round++) {
		for (unsigned i = 0; i < 256 && bits == 0; i++, taken += bits == 0)
			bits = rate_take(r, v4(o, 192, 0, 2, i), 1, 0);
	}
	assert_int_equal(bits, 24);
	assert_in_range(taken, 125 * 32 - 20, 125 * 32 + 1);
	assert_int_equal(rate_check(r, v4(o, 192, 0, 3, 1), 0), 0);
	rate_free(r);
}

static void networks_of_ipv6_are_limited_too(void **state)
{
	(void)state;
	uint8_t o[16] = {0x20, 1, 0xd, 0xb8};
	struct rate *r = make(50, 125);
	unsigned bits = 0, taken = 0;
	while (bits == 0) {
		o[15]++;
		bits = rate_take(r, span_of(o, 16), 1, 0);
		taken += bits == 0;
	}
	assert_int_equal(bits, 64);
	assert_in_range(taken, 249, 250);
	o[7]++; /* another /64 of the /56 */
	assert_int_equal(rate_take(r, span_of(o, 16), 1, 0), 0);
	rate_free(r);
}

static void what_was_spent_counts_beyond_the_limit(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(5000, 5000);
	struct span a = v4(o, 127, 0, 0, 1);
	rate_add(r, a, 20000, 0);
	assert_int_equal(rate_check(r, a, 0), 32);
	assert_int_equal(rate_check(r, a, 3000), 0);
	rate_free(r);
}

/* A flood from everywhere does not make the table forget a heavy source. */
static void a_heavy_source_is_remembered_in_a_flood(void **state)
{
	(void)state;
	uint8_t o[4];
	struct rate *r = make(50, 125);
	while (rate_take(r, v4(o, 192, 0, 2, 1), 1, 0) == 0)
		;
	for (unsigned i = 0; i < 100000; i++)
		rate_take(r, v4(o, 10 + i % 90, i >> 16, i >> 8, i), 1, 0);
	assert_int_equal(rate_check(r, v4(o, 192, 0, 2, 1), 0), 32);
	rate_free(r);
}

static void other_families_are_not_limited(void **state)
{
	(void)state;
	struct rate *r = make(1, 1);
	for (unsigned i = 0; i < 10; i++)
		assert_int_equal(rate_take(r, span_of("", 0), 1, 0), 0);
	rate_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_address_may_come_its_number_of_times_at_once),
		cmocka_unit_test(in_the_long_run_the_rate_gets_through),
		cmocka_unit_test(what_comes_below_the_rate_is_never_limited),
		cmocka_unit_test(loads_are_forgotten_in_time),
		cmocka_unit_test(networks_have_a_limit_of_their_own),
		cmocka_unit_test(networks_of_ipv6_are_limited_too),
		cmocka_unit_test(what_was_spent_counts_beyond_the_limit),
		cmocka_unit_test(a_heavy_source_is_remembered_in_a_flood),
		cmocka_unit_test(other_families_are_not_limited),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
