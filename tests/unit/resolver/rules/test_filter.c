/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "resolver/rules/filter.h"

#include "base/mem.h"
#include "resolver/rules/image_build.h"
#include "resolver/rules/special.h"

static struct filter *names(const char *name, unsigned scopes)
{
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	uint8_t *octets;
	size_t len;
	struct image_builder *b = image_builder_new(hash_seed());
	assert_ok(image_add(b, nm(name), scopes, IMAGE_PASS));
	assert_ok(image_build(b, source, &octets, &len));
	image_builder_free(b);
	return filter_names(octets, len);
}

static bool matches(struct filter *f, const char *name, uint16_t type, const char *from)
{
	struct addr a;
	struct filter_finding found = {.has_rule = false};
	if (from != NULL)
		assert_ok(addr_parse(&a, span_str(from), 0));
	struct image_name asked;
	image_name_init(&asked, nm(name));
	const struct filter_question q = {.name = &asked,
	                                  .type = type,
	                                  .from = from != NULL ? &a : NULL,
	                                  .key = nm("mykey.")};
	return filter_matches(f, &q, &found);
}

static struct filter *network(const char *text, bool at)
{
	struct addr_range range;
	assert_ok(addr_range_parse(&range, span_str(text)));
	return filter_network(&range, at);
}

static void each_kind_matches_what_it_is_about(void **state)
{
	(void)state;
	struct name key;
	struct pattern *p;
	const char *fault;
	name_copy(&key, nm("mykey."));
	assert_ok(pattern_new(&p, span_str("\1x"), &fault));
	struct filter *all = filter_all(), *suffix = names("e.", IMAGE_EXACT | IMAGE_BELOW),
		      *exact = names("e.", IMAGE_EXACT), *type = filter_type(RR_MX),
		      *inside = network("10.0.0.1/8", false), *at = network("10.0.0.1", true),
		      *named = filter_key(&key), *pattern = filter_pattern(p);
	assert_true(matches(all, ".", RR_A, NULL));
	assert_true(matches(suffix, "a.e.", RR_A, NULL));
	assert_true(matches(exact, "e.", RR_A, NULL));
	assert_false(matches(exact, "a.e.", RR_A, NULL));
	assert_true(matches(type, "e.", RR_MX, NULL));
	assert_false(matches(type, "e.", RR_A, NULL));
	assert_true(matches(inside, "e.", RR_A, "10.255.0.1")); /* host bits do not matter */
	assert_false(matches(inside, "e.", RR_A, "11.0.0.1"));
	assert_false(matches(inside, "e.", RR_A, NULL)); /* a question of our own */
	assert_false(matches(at, "e.", RR_A, "10.0.0.1"));
	assert_true(matches(named, "e.", RR_A, NULL));
	assert_true(matches(pattern, "x.e.", RR_A, NULL));
	assert_false(matches(pattern, "xx.e.", RR_A, NULL));
	struct filter *list[] = {all, suffix, exact, type, inside, at, named, pattern};
	for (size_t i = 0; i < ARRAY_LEN(list); i++)
		filter_unref(list[i]);
}

static void special_names_are_told_by_kind(void **state)
{
	(void)state;
	struct filter *f = filter_special(1 << SPECIAL_USE | 1 << SPECIAL_LOCALHOST);
	assert_true(matches(f, "a.test.", RR_A, NULL) && matches(f, "localhost.", RR_A, NULL));
	assert_false(matches(f, "10.in-addr.arpa.", RR_A, NULL) ||
	             matches(f, "www.example.", RR_A, NULL));
	filter_unref(f);
}

static void conditions_combine(void **state)
{
	(void)state;
	struct filter *f = filter_either(
		filter_both(names("e.", IMAGE_BELOW), network("10.0.0.0/8", false)),
		filter_type(RR_TXT));
	assert_true(matches(f, "a.e.", RR_A, "10.0.0.1"));
	assert_false(matches(f, "a.e.", RR_A, "11.0.0.1"));
	assert_true(matches(f, "z.", RR_TXT, NULL));
	filter_unref(filter_ref(f));
	filter_unref(f);
}

static bool expected_of(unsigned shape, const bool *leaves)
{
	bool ab = shape & 1 ? leaves[0] && leaves[1] : leaves[0] || leaves[1];
	bool cd = shape & 2 ? leaves[2] && leaves[3] : leaves[2] || leaves[3];
	return shape & 4 ? ab && cd : ab || cd;
}

static void combinations_are_as_written(void **state)
{
	(void)state;
	for (unsigned round = 0; round < 8 * 16; round++) {
		unsigned shape = round / 16;
		struct filter *part[4];
		bool leaves[4];
		for (unsigned i = 0; i < 4; i++) {
			leaves[i] = round >> i & 1;
			part[i] = filter_type(leaves[i] ? RR_A : RR_MX);
		}
		struct filter *ab = (shape & 1 ? filter_both : filter_either)(part[0], part[1]);
		struct filter *cd = (shape & 2 ? filter_both : filter_either)(part[2], part[3]);
		struct filter *f = (shape & 4 ? filter_both : filter_either)(ab, cd);
		assert_int_equal(matches(f, "e.", RR_A, NULL), expected_of(shape, leaves));
		filter_unref(f);
	}
}

static void depth_takes_no_stack(void **state)
{
	(void)state;
	struct filter *left = filter_type(RR_A), *right = filter_type(RR_A);
	for (unsigned i = 0; i < 2000; i++) {
		left = filter_either(filter_both(left, filter_all()), filter_type(RR_MX));
		right = filter_both(filter_all(), filter_either(filter_type(RR_MX), right));
	}
	assert_true(matches(left, "e.", RR_A, NULL));
	assert_false(matches(left, "e.", RR_TXT, NULL));
	assert_true(matches(right, "e.", RR_MX, NULL));
	assert_true(matches(right, "e.", RR_A, NULL));
	assert_false(matches(right, "e.", RR_TXT, NULL));
	filter_unref(left);
	filter_unref(right);
}

static void a_first_look_rules_nothing_out_that_matches(void **state)
{
	(void)state;
	struct filter *f = filter_both(names("www.e.", IMAGE_EXACT | IMAGE_BELOW), filter_all());
	assert_int_not_equal(filter_bloom(f), 0);
	static const char *const matching[] = {"www.e.", "a.www.e.", "b.c.WWW.e."};
	for (size_t i = 0; i < ARRAY_LEN(matching); i++) {
		struct image_name asked;
		struct name lower;
		name_copy(&lower, nm(matching[i]));
		name_lower(lower.wire, lower.len);
		image_name_init(&asked, lower.wire);
		assert_true(image_hash(&asked, hash_seed())->bloom & filter_bloom(f));
	}
	filter_unref(f);
	f = filter_either(names("e.", IMAGE_EXACT), filter_type(RR_A));
	assert_int_equal(filter_bloom(f), 0); /* the type may match */
	filter_unref(f);
}

static unsigned released;

static void release(struct rules_zone *z)
{
	(void)z;
	released++;
}

static void zones_say_what_they_found_once_they_are_loaded(void **state)
{
	(void)state;
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	uint8_t *octets;
	size_t len;
	struct rules_zone z = {.release = release};
	struct filter *f = filter_zone(&z), *second = filter_zone(&z);
	struct filter_finding found = {.has_rule = false};
	struct image_name asked;
	image_name_init(&asked, nm("e."));
	const struct filter_question q = {.name = &asked};
	assert_false(filter_matches(f, &q, &found));
	struct image_builder *b = image_builder_new(3);
	assert_ok(image_add(b, nm("e."), IMAGE_EXACT, IMAGE_DROP));
	assert_ok(image_build(b, source, &octets, &len));
	assert_ok(image_open(&z.image, span_of(octets, len), true));
	z.loaded = true;
	assert_true(filter_matches(f, &q, &found));
	assert_true(found.has_rule);
	assert_int_equal(found.rule.action, IMAGE_DROP);
	filter_unref(f);
	assert_int_equal(released, 0);
	filter_unref(second);
	assert_int_equal(released, 1);
	mem_free(octets);
	image_builder_free(b);
}

static void count_fact(void *ctx, const struct addr_range *r, bool at, const struct name *key)
{
	unsigned *counts = ctx;
	counts[key != NULL ? 2 : at]++;
	assert_true((r != NULL) == (key == NULL));
}

static void what_clients_are_told_apart_by_is_listed(void **state)
{
	(void)state;
	struct name key;
	unsigned counts[3] = {0};
	name_copy(&key, nm("k."));
	struct filter *f = filter_both(
		filter_either(network("10.0.0.0/8", false), network("11.0.0.0/8", false)),
		filter_both(filter_key(&key), network("::1", true)));
	filter_facts(f, count_fact, counts);
	assert_int_equal(counts[0], 2);
	assert_int_equal(counts[1], 1);
	assert_int_equal(counts[2], 1);
	filter_unref(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_matches_what_it_is_about),
		cmocka_unit_test(special_names_are_told_by_kind),
		cmocka_unit_test(conditions_combine),
		cmocka_unit_test(combinations_are_as_written),
		cmocka_unit_test(depth_takes_no_stack),
		cmocka_unit_test(a_first_look_rules_nothing_out_that_matches),
		cmocka_unit_test(zones_say_what_they_found_once_they_are_loaded),
		cmocka_unit_test(what_clients_are_told_apart_by_is_listed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
