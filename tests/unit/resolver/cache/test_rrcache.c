/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/cache/rrcache.h"

#include "base/rand.h"
#include "dns/rrtype.h"
#include "support.h"

static struct rrcache *cache;
static struct arena arena;
static struct cache_options options;
static const struct wall t0 = {1000000};
static const uint8_t www[] = "\3www\7example";

static int setup(void **state)
{
	(void)state;
	cache_options_init(&options);
	cache = cache_new(&options);
	arena_init(&arena, 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cache_free(cache);
	arena_deinit(&arena);
	return 0;
}

static struct wall later(int s)
{
	return (struct wall){t0.s + s};
}

static void put_at(const uint8_t *name, uint8_t last, uint32_t ttl, uint8_t rank, struct wall now)
{
	uint8_t records[6] = {0, 4, 192, 0, 2, last};
	struct rrset set = {.owner = name,
	                    .type = RR_A,
	                    .class_ = CLASS_IN,
	                    .ttl = ttl,
	                    .count = 1,
	                    .size = 6,
	                    .records = records};
	struct cache_entry e = {.rank = rank, .count = 1, .ttl = ttl, .sets = &set};
	cache_put(cache, CACHE_KEY(CACHE_SET, name, RR_A), now, &e);
}

/* Last octet of the cached address, -1 when there is none. */
static int get_at(const uint8_t *name, struct wall now, struct cache_entry *e)
{
	if (!cache_get(cache, CACHE_KEY(CACHE_SET, name, RR_A), now, &arena, e))
		return -1;
	return rrset_first(&e->sets[0]).data[3];
}

static void entries_age_and_end(void **state)
{
	(void)state;
	struct cache_entry e;
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	assert_int_equal(get_at((const uint8_t *)"\3WWW\7example", later(40), &e), 1);
	assert_int_equal(e.ttl, 60);
	assert_int_equal(e.sets[0].ttl, 60);
	assert_int_equal(get_at(www, later(100), &e), -1);
	assert_false(cache_get(cache, CACHE_KEY(CACHE_SET, www, RR_AAAA), t0, &arena, &e));
	assert_false(cache_get(cache, CACHE_KEY(CACHE_GLUE, www, RR_A), t0, &arena, &e));
}

static void lower_ranks_wait_for_the_end(void **state)
{
	(void)state;
	struct cache_entry e;
	put_at(www, 1, 100, CACHE_RANK_INDET | CACHE_RANK_AUTH, t0);
	put_at(www, 2, 100, CACHE_RANK_INDET, later(1));
	assert_int_equal(get_at(www, later(1), &e), 1);
	put_at(www, 3, 100, CACHE_RANK_SECURE, later(1));
	assert_int_equal(get_at(www, later(1), &e), 3);
	put_at(www, 4, 100, CACHE_RANK_TRY, later(200));
	assert_int_equal(get_at(www, later(200), &e), 4);
}

static void data_and_absence_exclude_each_other(void **state)
{
	(void)state;
	struct cache_entry e, none = {.rank = CACHE_RANK_INDET, .ttl = 50};
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	cache_put(cache, CACHE_KEY(CACHE_NODATA, www, RR_A), t0, &none);
	assert_int_equal(get_at(www, t0, &e), -1);
	assert_true(cache_get(cache, CACHE_KEY(CACHE_NODATA, www, RR_A), t0, NULL, &e));
	put_at(www, 2, 100, CACHE_RANK_INDET, t0);
	assert_false(cache_get(cache, CACHE_KEY(CACHE_NODATA, www, RR_A), t0, NULL, &e));
}

static void ttls_are_clamped_by_kind(void **state)
{
	(void)state;
	options.min_ttl = 10;
	options.max_ttl = 1000;
	options.max_negative_ttl = 500;
	cache_set_options(cache, &options);
	assert_int_equal(cache_clamp_ttl(cache, CACHE_SET, 0), 10);
	assert_int_equal(cache_clamp_ttl(cache, CACHE_SET, 5000), 1000);
	assert_int_equal(cache_clamp_ttl(cache, CACHE_SET, UINT32_C(0x80000001)), 10);
	assert_int_equal(cache_clamp_ttl(cache, CACHE_NXDOMAIN, 5000), 500);
	assert_int_equal(cache_clamp_ttl(cache, CACHE_FAILURE, 5000), 5);
}

static void a_ttl_of_zero_is_not_kept(void **state)
{
	(void)state;
	struct cache_entry e;
	put_at(www, 1, 0, CACHE_RANK_INDET, t0);
	assert_int_equal(get_at(www, t0, &e), -1);
}

static void size_is_bounded_and_the_used_stay(void **state)
{
	(void)state;
	struct cache_entry e;
	struct cache_numbers n;
	options.max_bytes = 20000;
	cache_set_options(cache, &options);
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	for (unsigned i = 0; i < 5000; i++) {
		uint8_t name[6] = {4,
		                   'a',
		                   (uint8_t)('a' + i % 26),
		                   (uint8_t)('a' + i / 26 % 26),
		                   (uint8_t)('a' + i / 676),
		                   0};
		put_at(name, 2, 100, CACHE_RANK_INDET, t0);
		assert_int_equal(get_at(www, t0, &e), 1);
		arena_reset(&arena);
	}
	cache_get_numbers(cache, &n);
	assert_true(n.bytes <= 20000);
	assert_true(n.evictions > 4000);
	assert_true(n.entries > 50);
}

static void a_subtree_can_be_forgotten(void **state)
{
	(void)state;
	struct cache_entry e;
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	put_at((const uint8_t *)"\5other", 2, 100, CACHE_RANK_INDET, t0);
	assert_int_equal(cache_clear_under(cache, (const uint8_t *)"\7EXAMPLE"), 1);
	assert_int_equal(get_at(www, t0, &e), -1);
	assert_int_equal(get_at((const uint8_t *)"\5other", t0, &e), 2);
	cache_clear(cache);
	assert_int_equal(get_at((const uint8_t *)"\5other", t0, &e), -1);
}

static void a_clock_set_back_empties_it(void **state)
{
	(void)state;
	struct cache_entry e;
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	assert_int_equal(get_at(www, later(-500), &e), 1);
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	assert_int_equal(get_at(www, later(-601), &e), -1);
}

/* Against a plain table: what is found is what was put last and has not expired. */
static void it_agrees_with_a_model(void **state)
{
	(void)state;
	struct {
		uint8_t value;
		int64_t until;
	} model[64] = {0};
	rand_replay(test_seed(rand_u64()));
	int64_t now = t0.s;
	for (unsigned i = 0; i < 20000; i++) {
		uint8_t k = (uint8_t)rand_below(64), name[3] = {1, (uint8_t)(128 + k), 0};
		struct cache_entry e;
		now += rand_below(3);
		if (rand_below(2) == 0) {
			uint32_t ttl = rand_below(60);
			uint8_t value = (uint8_t)rand_u32();
			put_at(name, value, ttl, CACHE_RANK_INDET, (struct wall){now});
			if (ttl > 0) {
				model[k].value = value;
				model[k].until = now + ttl;
			}
		}
		int got = get_at(name, (struct wall){now}, &e);
		assert_int_equal(got, model[k].until > now ? model[k].value : -1);
		arena_reset(&arena);
	}
	rand_replay(0);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(entries_age_and_end),
		CASE(lower_ranks_wait_for_the_end),
		CASE(data_and_absence_exclude_each_other),
		CASE(ttls_are_clamped_by_kind),
		CASE(a_ttl_of_zero_is_not_kept),
		CASE(size_is_bounded_and_the_used_stay),
		CASE(a_subtree_can_be_forgotten),
		CASE(a_clock_set_back_empties_it),
		CASE(it_agrees_with_a_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
