/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "resolver/rules/image_build.h"

#include "base/mem.h"
#include "resolver/rules/image.h"

static const uint64_t source[IMAGE_SOURCE_WORDS];

static bool find_in(const struct image *image, const uint8_t *wire, struct image_rule *rule)
{
	struct image_name asked_name;
	image_name_init(&asked_name, wire);
	return image_find(image, &asked_name, rule);
}

static void what_was_said_last_holds(void **state)
{
	(void)state;
	struct image im;
	struct image_rule rule;
	uint8_t *octets;
	size_t len;
	struct image_builder *b = image_builder_new(1);
	assert_ok(image_add_record(b, nm("a."), IMAGE_EXACT, RR_A, 1, span_of("\1\2\3\4", 4)));
	assert_ok(image_add(b, nm("a."), IMAGE_EXACT, IMAGE_PASS));
	assert_ok(image_add(b, nm("b."), IMAGE_EXACT, IMAGE_PASS));
	assert_ok(image_add_record(b, nm("b."), IMAGE_EXACT, RR_A, 1, span_of("\1\2\3\4", 4)));
	assert_ok(image_build(b, source, &octets, &len));
	assert_ok(image_open(&im, span_of(octets, len), true));
	assert_int_equal(im.count, 2);
	assert_true(find_in(&im, nm("a."), &rule));
	assert_int_equal(rule.action, IMAGE_PASS);
	assert_true(find_in(&im, nm("b."), &rule));
	assert_int_equal(rule.action, IMAGE_DATA);
	mem_free(octets);
	image_builder_free(b);
}

static void records_of_a_name_are_bounded(void **state)
{
	(void)state;
	uint8_t *octets;
	size_t len;
	struct image_builder *b = image_builder_new(1);
	for (uint32_t i = 0; i < IMAGE_RECORDS_MAX; i++)
		assert_ok(image_add_record(b, nm("a."), IMAGE_EXACT, RR_A, 1, span_of(&i, 4)));
	assert_int_equal(image_add_record(b, nm("a."), IMAGE_EXACT, RR_A, 1, span_of("abcd", 4)),
	                 E_LIMIT);
	assert_ok(image_build(b, source, &octets, &len));
	mem_free(octets);
	image_builder_free(b);
}

static void a_rule_takes_few_octets(void **state)
{
	enum { NAMES = 100000 };
	(void)state;
	uint8_t *octets;
	size_t len;
	struct image_builder *b = image_builder_new(1);
	for (unsigned i = 0; i < NAMES; i++) {
		char text[64];
		snprintf(text, sizeof(text), "host%06u.bad-%04u.example.com.", i, i % 5000);
		assert_ok(image_add(b, nm(text), IMAGE_EXACT, IMAGE_DEFAULT));
	}
	assert_ok(image_build(b, source, &octets, &len));
	assert_true(len <= (size_t)NAMES * 60);
	mem_free(octets);
	image_builder_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_said_last_holds),
		cmocka_unit_test(records_of_a_name_are_bounded),
		cmocka_unit_test(a_rule_takes_few_octets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
