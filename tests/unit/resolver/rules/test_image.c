/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "resolver/rules/image.h"

#include "base/mem.h"
#include "base/rand.h"
#include "resolver/rules/image_build.h"

static const uint64_t source[IMAGE_SOURCE_WORDS] = {1, 2, 3};
static struct image_builder *b;
static uint8_t *octets;
static size_t len;
static struct image im;

static bool find_in(const struct image *image, const uint8_t *wire, struct image_rule *rule)
{
	struct image_name asked_name;
	image_name_init(&asked_name, wire);
	return image_find(image, &asked_name, rule);
}

static int setup(void **state)
{
	(void)state;
	b = image_builder_new(99);
	octets = NULL;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	image_builder_free(b);
	mem_free(octets);
	return 0;
}

static void build(void)
{
	mem_free(octets);
	assert_ok(image_build(b, source, &octets, &len));
	assert_ok(image_open(&im, span_of(octets, len), true));
}

static enum image_action action_of(const char *name)
{
	struct image_rule rule;
	return find_in(&im, nm(name), &rule) ? rule.action : IMAGE_ACTIONS;
}

static void names_are_found_at_label_boundaries(void **state)
{
	(void)state;
	assert_ok(image_add(b, nm("Example.com."), IMAGE_EXACT | IMAGE_BELOW, IMAGE_DROP));
	assert_ok(image_add(b, nm("a.b.c."), IMAGE_EXACT, IMAGE_PASS));
	assert_ok(image_add(b, nm("c."), IMAGE_BELOW, IMAGE_TC));
	build();
	assert_int_equal(im.count, 3);
	assert_int_equal(action_of("example.com."), IMAGE_DROP);
	assert_int_equal(action_of("x.y.example.com."), IMAGE_DROP);
	assert_int_equal(action_of("badexample.com."), IMAGE_ACTIONS);
	/* A label that contains what looks like the length octet of the next. */
	assert_int_equal(action_of("x\\007example.com."), IMAGE_ACTIONS);
	assert_int_equal(action_of("com."), IMAGE_ACTIONS);
	assert_int_equal(action_of("a.b.c."), IMAGE_PASS);
	assert_int_equal(action_of("x.a.b.c."), IMAGE_TC);
	assert_int_equal(action_of("b.c."), IMAGE_TC);
	assert_int_equal(action_of("c."), IMAGE_ACTIONS);
	assert_int_equal(action_of("."), IMAGE_ACTIONS);
}

static void the_root_is_a_name_too(void **state)
{
	(void)state;
	assert_ok(image_add(b, nm("."), IMAGE_BELOW, IMAGE_DROP));
	build();
	assert_int_equal(action_of("."), IMAGE_ACTIONS);
	assert_int_equal(action_of("x."), IMAGE_DROP);
	assert_ok(image_add(b, nm("."), IMAGE_EXACT, IMAGE_PASS));
	build();
	assert_int_equal(action_of("."), IMAGE_PASS);
}

static void the_closest_name_above_wins(void **state)
{
	(void)state;
	assert_ok(image_add(b, nm("e."), IMAGE_BELOW, IMAGE_DROP));
	assert_ok(image_add(b, nm("a.e."), IMAGE_BELOW, IMAGE_PASS));
	build();
	assert_int_equal(action_of("x.y.a.e."), IMAGE_PASS);
	assert_int_equal(action_of("a.e."), IMAGE_DROP);
}

static void data_come_back_as_sets(void **state)
{
	(void)state;
	struct image_rule rule;
	struct image_data d;
	assert_ok(image_add_record(b, nm("d.e."), IMAGE_EXACT, RR_A, 60, span_of("\1\2\3\4", 4)));
	assert_ok(image_add_record(b, nm("d.e."), IMAGE_EXACT, RR_TXT, 9, span_of("\1x", 2)));
	assert_ok(image_add_record(b, nm("D.e."), IMAGE_EXACT, RR_A, 50, span_of("\1\2\3\5", 4)));
	assert_ok(image_add_record(b, nm("d.e."), IMAGE_EXACT, RR_A, 70, span_of("\1\2\3\4", 4)));
	build();
	assert_true(find_in(&im, nm("d.e."), &rule));
	assert_true(image_data_first(&im, &rule, &d));
	assert_int_equal(d.set.type, RR_A);
	assert_int_equal(d.set.count, 2);
	assert_int_equal(d.set.ttl, 50);
	assert_memory_equal(rrset_first(&d.set).data, "\1\2\3\4", 4);
	assert_true(image_data_next(&d));
	assert_int_equal(d.set.type, RR_TXT);
	assert_false(image_data_next(&d));
	assert_false(image_data_first(&im, &(struct image_rule){.action = IMAGE_PASS}, &d));
}

static void notes_are_kept(void **state)
{
	(void)state;
	assert_ok(image_add(b, nm("a.e."), IMAGE_EXACT, IMAGE_PASS));
	image_add_notes(b, span_str("made of"));
	image_add_notes(b, (struct span){0});
	image_add_notes(b, span_str(" this"));
	build();
	struct span notes = image_notes(&im);
	assert_int_equal(notes.len, 12);
	assert_memory_equal(notes.data, "made of this", 12);
	assert_int_equal(action_of("a.e."), IMAGE_PASS);
}

static void an_empty_image_has_nothing(void **state)
{
	(void)state;
	uint64_t got[IMAGE_SOURCE_WORDS];
	build();
	assert_int_equal(im.count, 0);
	assert_int_equal(action_of("a.e."), IMAGE_ACTIONS);
	image_source(&im, got);
	assert_memory_equal(got, source, sizeof(got));
	assert_int_equal(image_notes(&im).len, 0);
}

/* Against a list walked through. */
static void many_names_are_found_as_in_a_list(void **state)
{
	enum { NAMES = 2000 };
	static struct name names[NAMES];
	static unsigned scopes[NAMES];
	(void)state;
	rand_replay(7);
	for (unsigned i = 0; i < NAMES; i++) {
		char text[64];
		snprintf(text, sizeof(text), "n%u.%u.z%u.", i, i % 50, i % 3);
		assert_ok(name_parse_str(&names[i], text));
		scopes[i] = 1 + i % 3;
		assert_ok(image_add(b, names[i].wire, scopes[i], IMAGE_DEFAULT));
	}
	build();
	for (unsigned k = 0; k < 20000; k++) {
		char text[80];
		struct name asked;
		struct image_rule rule;
		uint32_t n = rand_u32() % (NAMES + 200);
		snprintf(text, sizeof(text), "%sn%u.%u.z%u.", k % 2 ? "sub." : "", n, n % 50,
		         n % 3);
		assert_ok(name_parse_str(&asked, text));
		bool wanted = n < NAMES && (scopes[n] & (k % 2 ? IMAGE_BELOW : IMAGE_EXACT));
		assert_int_equal(find_in(&im, asked.wire, &rule), wanted);
	}
	rand_replay(0);
}

static void what_is_damaged_is_not_opened(void **state)
{
	(void)state;
	assert_ok(image_add(b, nm("a.e."), IMAGE_EXACT, IMAGE_DROP));
	build();
	for (size_t i = 0; i < len; i++) {
		octets[i] ^= 0x10;
		struct image other;
		assert_int_equal(image_open(&other, span_of(octets, len), true), E_MALFORMED);
		octets[i] ^= 0x10;
	}
	struct image other;
	assert_int_equal(image_open(&other, span_of(octets, len - 1), true), E_MALFORMED);
	assert_int_equal(image_open(&other, span_of(octets, 3), true), E_MALFORMED);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(names_are_found_at_label_boundaries),
		T(the_root_is_a_name_too),
		T(the_closest_name_above_wins),
		T(data_come_back_as_sets),
		T(notes_are_kept),
		T(an_empty_image_has_nothing),
		T(many_names_are_found_as_in_a_list),
		T(what_is_damaged_is_not_opened),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
