/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/cache/cache_key.h"

#include "base/attr.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "support.h"

static int order(const struct cache_octets *a, const struct cache_octets *b)
{
	int d = memcmp(a->octets, b->octets, MIN_OF(a->len, b->len));
	return d != 0 ? d : (int)a->len - (int)b->len;
}

static bool begins_with(const struct cache_octets *k, const struct cache_octets *prefix)
{
	return k->len >= prefix->len && memcmp(k->octets, prefix->octets, prefix->len) == 0;
}

/* Few octets, among them all that are special, so that names often share labels. */
static void random_name(struct name *out)
{
	static const uint8_t octets[] = {0, 1, 2, 3, 7, 8, 'a', 'B', '-', 255};
	out->len = 1;
	out->wire[0] = 0;
	for (uint32_t labels = rand_below(5); labels > 0; labels--) {
		uint8_t label[20]; /* seldom so long that it is copied word by word */
		size_t len = 1 + rand_below(rand_below(4) != 0 ? 3 : sizeof(label));
		struct name longer;
		for (size_t i = 0; i < len; i++)
			label[i] = octets[rand_below(ARRAY_LEN(octets))];
		assert_ok(name_prepend(&longer, span_of(label, len), out->wire));
		*out = longer;
	}
}

static void keys_can_be_taken_apart(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < 20000; i++) {
		struct name n;
		struct cache_octets k, labels;
		struct cache_key_parts parts;
		random_name(&n);
		enum cache_kind kind = (enum cache_kind)(1 + rand_below(CACHE_KINDS - 1));
		const uint16_t types[] = {RR_A, RR_AAAA, (uint16_t)rand_u32()};
		uint16_t type = types[rand_below(ARRAY_LEN(types))];
		uint32_t realm = rand_below(2) ? rand_u32() : 0;
		const struct cache_key key = {kind, n.wire, type, realm};
		assert_true(cache_key_write(&k, &key));
		assert_true(cache_key_subtree(&labels, n.wire));
		assert_int_equal(cache_key_labels(cache_octets_span(&k)), labels.len);
		assert_true(cache_key_read(&parts, cache_octets_span(&k)));
		assert_true(name_equal(parts.name.wire, n.wire));
		assert_int_equal(parts.kind, kind);
		assert_int_equal(parts.type, type);
		assert_int_equal(parts.realm, realm);
	}
	rand_replay(0);
}

static void what_is_below_a_name_is_one_range(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < 50000; i++) {
		struct name a, b;
		struct cache_octets prefix, behind, key;
		random_name(&a);
		random_name(&b);
		assert_true(cache_key_subtree(&prefix, a.wire));
		assert_true(cache_key_write(&key, CACHE_KEY(CACHE_SET, b.wire, RR_A)));
		bool in = name_is_under(b.wire, a.wire);
		assert_int_equal(begins_with(&key, &prefix), in);
		behind = prefix;
		cache_key_behind(&behind);
		bool in_range = order(&key, &prefix) >= 0 &&
		                (behind.len == 0 || order(&key, &behind) < 0);
		assert_int_equal(in_range, in);
	}
	rand_replay(0);
}

static void chains_sort_canonically_and_are_no_names(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int i = 0; i < 50000; i++) {
		struct name zone, a, b;
		struct cache_octets all, ka, kb, other;
		struct cache_key_parts parts;
		random_name(&zone);
		random_name(&a);
		random_name(&b);
		if (!name_is_under(a.wire, zone.wire) || !name_is_under(b.wire, zone.wire))
			continue;
		assert_true(cache_key_nsec(&all, zone.wire, NULL));
		assert_true(cache_key_nsec(&ka, zone.wire, a.wire));
		assert_true(cache_key_nsec(&kb, zone.wire, b.wire));
		assert_true(begins_with(&ka, &all) && begins_with(&kb, &all));
		int expected = name_cmp(a.wire, b.wire), got = order(&ka, &kb);
		assert_int_equal((got > 0) - (got < 0), (expected > 0) - (expected < 0));
		assert_true(cache_key_read(&parts, cache_octets_span(&ka)));
		assert_int_equal(parts.kind, CACHE_CHAIN);
		assert_true(name_equal(parts.name.wire, zone.wire));
		assert_true(name_equal(parts.owner.wire, a.wire));
		/* No entry of any name stands among them. */
		assert_true(cache_key_write(&other, CACHE_KEY(CACHE_SET, b.wire, 0x0101)));
		assert_false(begins_with(&other, &all));
	}
	rand_replay(0);
}

static void nsec3_keys_hold_the_hash(void **state)
{
	(void)state;
	const uint8_t *zone = (const uint8_t *)"\7example";
	uint8_t hash[NSEC3_HASH_LEN] = {1, 2, 3};
	struct cache_octets all, k;
	struct cache_key_parts parts;
	assert_true(cache_key_nsec3(&all, zone, 7, NULL));
	assert_true(cache_key_nsec3(&k, zone, 7, hash));
	assert_true(begins_with(&k, &all));
	assert_memory_equal(k.octets + k.len - NSEC3_HASH_LEN, hash, NSEC3_HASH_LEN);
	assert_true(cache_key_read(&parts, cache_octets_span(&k)));
	assert_int_equal(parts.type, RR_NSEC3);
	assert_true(cache_key_nsec3_params(&k, zone));
	assert_true(cache_key_read(&parts, cache_octets_span(&k)));
	assert_int_equal(parts.type, 0);
}

static void other_octets_are_no_keys(void **state)
{
	(void)state;
	static const struct {
		const char *octets;
		size_t len;
	} rows[] = {
		{"", 0},
		{"\1\0", 2},            /* no room for kind and type */
		{"a\0\7\0\1", 5},       /* no such kind */
		{"a\0\0\4", 4},         /* no such chain */
		{"\1\3\0\1\0\1", 6},    /* no such escape */
		{"a\0\0\3\0\0\0\1", 8}, /* a hash is missing */
		{"abc", 3},             /* kind 97 */
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct cache_key_parts parts;
		assert_false(cache_key_read(&parts, span_of(rows[i].octets, rows[i].len)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_can_be_taken_apart),
		cmocka_unit_test(what_is_below_a_name_is_one_range),
		cmocka_unit_test(chains_sort_canonically_and_are_no_names),
		cmocka_unit_test(nsec3_keys_hold_the_hash),
		cmocka_unit_test(other_octets_are_no_keys),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
