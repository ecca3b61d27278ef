/* SPDX-License-Identifier: BSD-2-Clause */
#include "cache_world.h"

static struct rrcache *cache;

static int setup(void **state)
{
	struct cache_options options;
	(void)state;
	cache_options_init(&options);
	cache = cache_new(&options);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	cache_free(cache);
	return 0;
}

static void pruning_takes_what_has_expired(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3000; i++)
		put_number(cache, i, i % 2 == 0 ? 10 : 1000, t0);
	assert_int_equal(cache_prune(cache, after(5), SIZE_MAX), 0);
	assert_int_equal(cache_prune(cache, after(10), 100), 100);
	assert_int_equal(cache_prune(cache, after(10), SIZE_MAX), 1400);
	assert_true(has_number(cache, 1, after(10)));
	assert_int_equal(cache_prune(cache, after(1000), SIZE_MAX), 1500);
}

static void put_name(const char *text, uint16_t type)
{
	struct name name;
	static const uint8_t records[] = "\0\4abcd\0\20abcdefghijklmnop";
	assert_ok(name_parse_str(&name, text));
	const struct rrset set = {.owner = name.wire,
	                          .type = type,
	                          .class_ = CLASS_IN,
	                          .ttl = 100,
	                          .count = 1,
	                          .size = type == RR_A ? 6 : 18,
	                          .records = type == RR_A ? records : records + 6};
	const struct cache_entry e = {
		.rank = CACHE_RANK_INDET, .count = 1, .ttl = 100, .sets = &set};
	cache_put(cache, CACHE_KEY(CACHE_SET, name.wire, type), t0, &e);
}

static bool has(const char *text, uint16_t type)
{
	struct name name;
	struct cache_entry e;
	assert_ok(name_parse_str(&name, text));
	return cache_get(cache, CACHE_KEY(CACHE_SET, name.wire, type), t0, NULL, &e);
}

static void put_some(void)
{
	static const char *const names[] = {"example.",       "a.example.", "b.a.example.",
	                                    "\\001.example.", "examplea.",  "other."};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		put_name(names[i], RR_A);
		put_name(names[i], RR_AAAA);
	}
}

static size_t clear(const char *text, bool exact, uint16_t type, size_t max)
{
	struct name name;
	assert_ok(name_parse_str(&name, text));
	const struct cache_region r = {.name = name.wire, .exact = exact, .type = type};
	return cache_clear_region(cache, &r, max, t0);
}

static void regions_are_cleared_and_no_more(void **state)
{
	(void)state;
	put_some();
	assert_int_equal(clear("EXAMPLE.", true, RR_A, 0), 1);
	assert_true(has("example.", RR_AAAA) && has("\\001.example.", RR_A));
	assert_int_equal(clear("example.", true, 0, 0), 1);
	assert_int_equal(clear("a.example.", false, 0, 3), 3);
	assert_int_equal(clear("example.", false, 0, 0), 3);
	assert_true(has("examplea.", RR_A) && has("other.", RR_A));
	assert_int_equal(clear("nowhere.", false, 0, 0), 0);
}

static void clearing_a_region_is_told(void **state)
{
	(void)state;
	put_some();
	uint64_t before = cache_generation(cache);
	clear("nowhere.", false, 0, 0);
	assert_int_equal(cache_generation(cache), before);
	clear("example.", false, 0, 0);
	assert_true(cache_generation(cache) > before);
}

static void below_the_root_is_all(void **state)
{
	struct name root = {.len = 1};
	(void)state;
	put_some();
	assert_int_equal(cache_clear_under(cache, root.wire, t0), 12);
	assert_false(has("other.", RR_A));
}

static bool count_until_three(void *ctx, const struct cache_item *item)
{
	unsigned *count = ctx;
	assert_int_equal(item->key->kind, CACHE_SET);
	assert_int_equal(item->head.expires, t0.s + 100);
	return ++*count < 3;
}

static bool count_all(void *ctx, const struct cache_item *item)
{
	unsigned *count = ctx;
	(void)item;
	++*count;
	return true;
}

static void a_walk_sees_what_was_put(void **state)
{
	struct name name;
	unsigned count = 0;
	(void)state;
	put_some();
	assert_ok(name_parse_str(&name, "example."));
	cache_each(cache, name.wire, false, t0, count_all, &count);
	assert_int_equal(count, 8);
	count = 0;
	cache_each(cache, name.wire, true, t0, count_all, &count);
	assert_int_equal(count, 2);
	count = 0;
	cache_each(cache, name.wire, false, t0, count_until_three, &count);
	assert_int_equal(count, 3);
}

#define CASE(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(pruning_takes_what_has_expired), CASE(regions_are_cleared_and_no_more),
		CASE(clearing_a_region_is_told),      CASE(below_the_root_is_all),
		CASE(a_walk_sees_what_was_put),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
