/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/jobs/intervals.h"

static const struct zone_intervals wide = {
	.refresh_min = 2,
	.refresh_max = UINT32_MAX,
	.retry_min = 1,
	.retry_max = UINT32_MAX,
	.expire_min = 3,
	.expire_max = UINT32_MAX,
};
static const struct zone_intervals tight = {
	.refresh_min = 100,
	.refresh_max = 200,
	.retry_min = 10,
	.retry_max = 20,
	.expire_min = 1000,
	.expire_max = 2000,
};

static void times_of_the_soa_stay_in_their_bounds(void **state)
{
	(void)state;
	assert_int_equal(refresh_interval(150, &tight), 150);
	assert_int_equal(refresh_interval(1, &tight), 100);
	assert_int_equal(refresh_interval(999, &tight), 200);
	assert_int_equal(retry_interval(1, &tight), 10);
	assert_int_equal(retry_interval(999, &tight), 20);
	assert_int_equal(refresh_interval(0, &wide), 2);
}

static void bootstrap_backs_off_up_to_two_hours(void **state)
{
	(void)state;
	assert_int_equal(bootstrap_interval(0, 7, &wide), 7);
	assert_int_equal(bootstrap_interval(1, 0, &wide), 5);
	assert_int_equal(bootstrap_interval(3, 29, &wide), 45 + 29);
	assert_int_equal(bootstrap_interval(38, 0, &wide), 7200);
	assert_int_equal(bootstrap_interval(UINT32_MAX, 29, &wide), 7229);
	assert_int_equal(bootstrap_interval(5, 0, &tight), 20);
	assert_int_equal(bootstrap_interval(0, 0, &wide), 1);
}

static int64_t expire(bool has_edns, uint32_t edns, bool transferred, int64_t remaining,
                      const struct zone_intervals *bounds)
{
	const struct expire_facts f = {.soa_expire_s = 1500,
	                               .has_edns = has_edns,
	                               .edns_s = edns,
	                               .transferred = transferred,
	                               .remaining_s = remaining};
	return expire_interval(&f, bounds);
}

static void copies_expire_with_the_primarys(void **state)
{
	(void)state;
	assert_int_equal(expire(false, 0, true, 0, &wide), 1500);
	assert_int_equal(expire(true, 700, true, 0, &wide), 700);
	assert_int_equal(expire(true, 9000, true, 0, &wide), 1500);
	/* A confirmation never shortens what runs (RFC 7314 section 4). */
	assert_int_equal(expire(true, 700, false, 900, &wide), 900);
	assert_int_equal(expire(true, 900, false, 700, &wide), 900);
	assert_int_equal(expire(false, 0, false, 700, &wide), 1500);
	/* The lower bound is for what the SOA says only. */
	assert_int_equal(expire(true, 5, true, 0, &tight), 5);
	assert_int_equal(expire(true, 99999, false, 0, &tight), 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(times_of_the_soa_stay_in_their_bounds),
		cmocka_unit_test(bootstrap_backs_off_up_to_two_hours),
		cmocka_unit_test(copies_expire_with_the_primarys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
