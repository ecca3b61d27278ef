/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/cache/cache_value.h"

#include "base/attr.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "support.h"

static const struct wall t0 = {1710000000};
static const uint8_t www[] = "\3www\7example";
static const uint8_t zone[] = "\7example";
static uint8_t value[CACHE_VALUE_MAX];

static const uint8_t address[] = {0, 4, 192, 0, 2, 1, 0, 4, 192, 0, 2, 2};
static const uint8_t soa[] = "\0\26"
			     "\0\0"
			     "\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5";
static const uint8_t sig[] = "\0\42"
			     "\0\1\15\2\0\0\0\144\1\0\0\0\0\0\0\0\0\1\7example\0"
			     "1234567";

static struct rrset set_of(const uint8_t *owner, uint16_t type, uint32_t ttl, const void *records,
                           uint32_t size, uint16_t count)
{
	return (struct rrset){.owner = owner,
	                      .type = type,
	                      .class_ = CLASS_IN,
	                      .ttl = ttl,
	                      .count = count,
	                      .size = size,
	                      .records = records};
}

static size_t make(const struct cache_key *key, const struct rrset *sets, uint8_t count,
                   uint32_t ttl)
{
	const struct cache_entry e = {
		.rank = CACHE_RANK_INDET, .count = count, .ttl = ttl, .sets = sets};
	return cache_value_write(value, key, &e, t0);
}

static void a_set_alone_takes_little_room(void **state)
{
	(void)state;
	const struct rrset set = set_of(www, RR_A, 60, address, 6, 1);
	assert_int_equal(make(CACHE_KEY(CACHE_SET, www, RR_A), &set, 1, 60), CACHE_HEAD_SHORT + 4);
}

static void ranks_and_lives_of_all_sizes_are_kept(void **state)
{
	(void)state;
	static const uint8_t bases[] = {0, 1, 2, 4, 5, 6, 7, 8};
	static const uint32_t lives[] = {1, 0xffff, 0x10000, 0xffffff, 0x1000000, INT32_MAX};
	const struct cache_key *key = CACHE_KEY(CACHE_SET, www, RR_A);
	for (size_t i = 0; i < ARRAY_LEN(bases) * 4 * ARRAY_LEN(lives); i++) {
		uint32_t life = lives[i % ARRAY_LEN(lives)];
		size_t k = i / ARRAY_LEN(lives);
		const struct rrset set = set_of(www, RR_A, life, address, 6, 1);
		struct cache_entry e = {.count = 1, .ttl = life, .sets = &set};
		struct cache_head head;
		e.rank = bases[k / 4] | (k & 1 ? CACHE_RANK_AUTH : 0) |
		         (k & 2 ? CACHE_RANK_SECURE : 0);
		size_t len = cache_value_write(value, key, &e, t0);
		assert_true(len > 0);
		assert_true(cache_value_head(&head, span_of(value, len), t0));
		assert_int_equal(head.rank, e.rank);
		assert_int_equal(head.stored, t0.s);
		assert_int_equal(head.expires, t0.s + life);
	}
}

static void expect_same(const struct rrset *a, const struct rrset *b, uint32_t age)
{
	assert_true(name_equal(a->owner, b->owner));
	assert_int_equal(a->type, b->type);
	assert_int_equal(a->class_, b->class_);
	assert_int_equal(a->ttl - age, b->ttl);
	assert_int_equal(a->count, b->count);
	assert_int_equal(a->size, b->size);
	assert_memory_equal(a->records, b->records, a->size);
}

static void what_is_written_is_read_again(void **state)
{
	(void)state;
	const struct {
		struct cache_key key;
		uint8_t count;
		struct rrset sets[3];
	} rows[] = {
		{{CACHE_SET, www, RR_A}, 1, {set_of(www, RR_A, 60, address, 6, 1)}},
		{{CACHE_SET, www, RR_A}, 1, {set_of(www, RR_A, 60, address, 12, 2)}},
		{{CACHE_SET, www, RR_A},
	         2,
	         {set_of(www, RR_A, 60, address, 12, 2),
	          set_of(www, RR_RRSIG, 60, sig, sizeof(sig) - 1, 1)}},
		/* another TTL, another owner: the long form */
		{{CACHE_SET, www, RR_A},
	         2,
	         {set_of(www, RR_A, 60, address, 12, 2),
	          set_of(www, RR_RRSIG, 50, sig, sizeof(sig) - 1, 1)}},
		{{CACHE_NODATA, www, RR_A},
	         2,
	         {set_of(zone, RR_SOA, 60, soa, sizeof(soa) - 1, 1),
	          set_of(zone, RR_RRSIG, 60, sig, sizeof(sig) - 1, 1)}},
		{{CACHE_NODATA, www, RR_A}, 0, {{0}}},
	};
	struct arena arena;
	arena_init(&arena, 0);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cache_entry e;
		size_t len = make(&rows[i].key, rows[i].sets, rows[i].count, 60);
		assert_true(len > 0);
		assert_ok(cache_value_read(&e, &rows[i].key, span_of(value, len),
		                           (struct wall){t0.s + 7}, &arena));
		assert_int_equal(e.ttl, 53);
		assert_int_equal(e.count, rows[i].count);
		for (size_t k = 0; k < e.count; k++)
			expect_same(&rows[i].sets[k], &e.sets[k], 7);
	}
	arena_deinit(&arena);
}

static void failures_keep_their_reason(void **state)
{
	(void)state;
	struct cache_entry out, e = {.rank = CACHE_RANK_TRY, .ede = 22, .ttl = 5};
	const struct cache_key *key = CACHE_KEY(CACHE_FAILURE, www, RR_A);
	size_t len = cache_value_write(value, key, &e, t0);
	assert_ok(cache_value_read(&out, key, span_of(value, len), t0, NULL));
	assert_int_equal(out.ede, 22);
}

static void times_are_believed_within_limits(void **state)
{
	(void)state;
	struct cache_head h;
	const struct rrset set = set_of(www, RR_A, 60, address, 6, 1);
	const struct cache_key *key = CACHE_KEY(CACHE_SET, www, RR_A);
	struct cache_entry e;
	size_t len = make(key, &set, 1, 60);
	assert_true(cache_value_head(&h, span_of(value, len), t0));
	assert_int_equal(h.stored, t0.s);
	assert_int_equal(h.expires, t0.s + 60);
	/* A clock set back a little makes nothing live longer, one set back far nothing at all. */
	assert_ok(cache_value_read(&e, key, span_of(value, len), (struct wall){t0.s - 100}, NULL));
	assert_int_equal(e.ttl, 60);
	assert_false(cache_value_head(&h, span_of(value, len), (struct wall){t0.s - 601}));
	/* Any time of the clock will do, also one at which 32 bits begin anew. */
	static const int64_t times[] = {0, 5, 1704067190, 5999034486, 6000000000};
	for (size_t i = 0; i < ARRAY_LEN(times); i++) {
		const struct wall now = {times[i]}, then = {times[i] + 20};
		e = (struct cache_entry){.ttl = 60, .sets = &set, .count = 1};
		len = cache_value_write(value, key, &e, now);
		assert_true(len > 0);
		assert_ok(cache_value_read(&e, key, span_of(value, len), then, NULL));
		assert_int_equal(e.ttl, 40);
	}
}

static void use_is_noted_in_place(void **state)
{
	(void)state;
	struct cache_head h;
	const struct rrset set = set_of(www, RR_A, 60, address, 6, 1);
	size_t len = make(CACHE_KEY(CACHE_SET, www, RR_A), &set, 1, 60);
	assert_true(cache_value_head(&h, span_of(value, len), t0));
	assert_false(h.used);
	cache_value_set_used(value, true);
	assert_true(cache_value_head(&h, span_of(value, len), t0));
	assert_true(h.used);
}

/* Whatever octets change: an error, or an entry that can be walked over. */
static void damage_is_found_or_does_no_harm(void **state)
{
	(void)state;
	const struct rrset sets[] = {
		set_of(zone, RR_SOA, 60, soa, sizeof(soa) - 1, 1),
		set_of(zone, RR_RRSIG, 60, sig, sizeof(sig) - 1, 1),
	};
	const struct cache_key *key = CACHE_KEY(CACHE_NODATA, www, RR_A);
	struct arena arena;
	arena_init(&arena, 0);
	size_t len = make(key, sets, 2, 60), bad = 0;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < 20000; i++) {
		uint8_t *copy = malloc(len);
		struct cache_entry e;
		memcpy(copy, value, len);
		size_t keep = rand_below(4) == 0 ? rand_below((uint32_t)len) : len;
		copy[rand_below((uint32_t)len)] ^= (uint8_t)(1 + rand_below(255));
		if (cache_value_read(&e, key, span_of(copy, keep), t0, &arena) != OK)
			bad++;
		else
			for (size_t k = 0; k < e.count; k++)
				assert_true(name_len(e.sets[k].owner) > 0 &&
				            rrset_first(&e.sets[k]).len < len);
		free(copy);
		arena_reset(&arena);
	}
	assert_true(bad > 2000);
	rand_replay(0);
	arena_deinit(&arena);
}

static void sets_keep_the_reason_why_they_are_not_secure(void **state)
{
	(void)state;
	struct arena arena;
	struct cache_entry out;
	const struct rrset set = set_of(www, RR_A, 60, address, sizeof(address), 2);
	const struct cache_entry e = {
		.rank = CACHE_RANK_INSECURE, .ede = 27, .count = 1, .ttl = 60, .sets = &set};
	const struct cache_key *key = CACHE_KEY(CACHE_SET, www, RR_A);
	size_t len = cache_value_write(value, key, &e, t0);
	arena_init(&arena, 4096);
	assert_ok(cache_value_read(&out, key, span_of(value, len), t0, &arena));
	assert_int_equal(out.ede, 27);
	assert_int_equal(out.rank, CACHE_RANK_INSECURE);
	assert_int_equal(out.count, 1);
	expect_same(&set, &out.sets[0], 0);
	assert_int_equal(cache_value_read(&out, key, span_of(value, CACHE_HEAD + 1), t0, NULL),
	                 E_CORRUPT);
	arena_deinit(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_alone_takes_little_room),
		cmocka_unit_test(ranks_and_lives_of_all_sizes_are_kept),
		cmocka_unit_test(what_is_written_is_read_again),
		cmocka_unit_test(failures_keep_their_reason),
		cmocka_unit_test(times_are_believed_within_limits),
		cmocka_unit_test(use_is_noted_in_place),
		cmocka_unit_test(damage_is_found_or_does_no_harm),
		cmocka_unit_test(sets_keep_the_reason_why_they_are_not_secure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
