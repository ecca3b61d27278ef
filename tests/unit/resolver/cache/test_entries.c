/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/cache/rrcache.h"

#include "base/rand.h"
#include "dns/rrtype.h"
#include "store/store_memory.h"
#include "support.h"

static struct rrcache *cache;
static struct arena arena;
static struct cache_options options;
static const struct wall t0 = {1710000000};
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
	assert_int_equal(cache_clamp_ttl(cache, CACHE_FAILURE, 5000), 300);
}

static void a_ttl_of_zero_is_not_kept(void **state)
{
	(void)state;
	struct cache_entry e;
	put_at(www, 1, 0, CACHE_RANK_INDET, t0);
	assert_int_equal(get_at(www, t0, &e), -1);
}

static void stale_entries_can_be_had(void **state)
{
	(void)state;
	struct cache_entry e;
	uint32_t expired_for;
	const struct cache_key *key = CACHE_KEY(CACHE_SET, www, RR_A);
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	assert_true(cache_get_stale(cache, key, later(99), 1000, &arena, &e, &expired_for));
	assert_int_equal(expired_for, 0);
	assert_int_equal(e.ttl, 1);
	assert_true(cache_get_stale(cache, key, later(100), 1000, &arena, &e, &expired_for));
	assert_int_equal(expired_for, 1);
	assert_int_equal(e.sets[0].ttl, 0);
	assert_int_equal(rrset_first(&e.sets[0]).data[3], 1);
	assert_false(cache_get_stale(cache, key, later(1100), 1000, &arena, &e, &expired_for));
}

static void names_too_long_for_a_key_are_not_kept(void **state)
{
	(void)state;
	struct cache_entry e;
	uint8_t name[255] = {0};
	for (size_t i = 0; i < 254; i += name[i] + 1) /* 250 octets that count twice */
		name[i] = (uint8_t)(i + 64 < 254 ? 63 : 254 - i - 1);
	put_at(name, 1, 100, CACHE_RANK_INDET, t0);
	assert_int_equal(get_at(name, t0, &e), 1); /* 507 octets still go */
}

/* What others wrote is seen from the next turn on, and what is put is written at the end of one. */
static void turns_divide_what_is_seen(void **state)
{
	(void)state;
	struct cache_entry e;
	struct store *store = store_memory_new(0);
	struct rrcache *other = cache_new(&options);
	cache_attach(cache, store);
	put_at(www, 1, 100, CACHE_RANK_INDET, t0);
	cache_turn_end(cache);
	cache_attach(other, store);
	assert_true(cache_get(other, CACHE_KEY(CACHE_SET, www, RR_A), t0, &arena, &e));
	cache_turn_end(other);
	uint64_t generation = cache_generation(cache);
	cache_turn_end(cache);
	cache_clear(other);
	assert_true(cache_generation(cache) > generation);
	assert_int_equal(get_at(www, t0, &e), -1);
	cache_attach(cache, NULL);
	cache_free(other);
	store_close(store);
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
		if (rand_below(20) == 0)
			cache_turn_end(cache);
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
		CASE(stale_entries_can_be_had),
		CASE(names_too_long_for_a_key_are_not_kept),
		CASE(turns_divide_what_is_seen),
		CASE(a_clock_set_back_empties_it),
		CASE(it_agrees_with_a_model),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
