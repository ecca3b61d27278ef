/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include "base/rand.h"
#include "zonefile/name_text.h"

static const struct name origin = {.len = 9, .wire = "\7example"};

static size_t parse(uint8_t *out, const char *text, const uint8_t *map)
{
	size_t len = 0;
	return zf_name_parse(out, &len, span_str(text), map, &origin) == OK ? len : 0;
}

static void both_ways_give_the_same_names(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	static const char set[] = "abcXYZ019-_*/....";
	for (int round = 0; round < 100000; round++) {
		char text[256];
		uint8_t quick[NAME_MAX_LEN + 64], slow[NAME_MAX_LEN + 64];
		size_t most = round % 10 == 0 ? 250 : 30, len = 1 + next_random(&seed) % most;
		for (size_t i = 0; i < len; i++)
			text[i] = set[next_random(&seed) % (sizeof(set) - 1 - (i & 1) * 4)];
		text[len] = '\0';
		const uint8_t *map = round & 1 ? zf_name_lowered : zf_name_as_written;
		size_t got = zf_name_quick(quick, (const uint8_t *)text, len, map, &origin);
		size_t want = parse(slow, text, map);
		if (got != 0) {
			assert_int_equal(got, want);
			assert_memory_equal(quick, slow, want);
		} else if (len <= 190) {
			assert_true(want == 0 || strcmp(text, ".") == 0);
		}
	}
}

static void specials_take_the_long_way(void **state)
{
	(void)state;
	uint8_t out[NAME_MAX_LEN + 64];
	assert_int_equal(parse(out, "@", zf_name_as_written), 9);
	assert_int_equal(parse(out, ".", zf_name_as_written), 1);
	assert_int_equal(parse(out, "A\\046\\B.", zf_name_lowered), 5);
	assert_memory_equal(out, "\3a.b", 5);
}

static void octets_outside_the_set_need_an_escape(void **state)
{
	(void)state;
	uint8_t out[NAME_MAX_LEN + 64];
	assert_int_equal(parse(out, "a%", zf_name_as_written), 0);
	assert_int_equal(parse(out, "a\\%.", zf_name_as_written), 4);
	assert_int_equal(parse(out, "a@", zf_name_as_written), 0);
	assert_int_equal(parse(out, "a\\1", zf_name_as_written), 0);
	assert_int_equal(parse(out, "a\\", zf_name_as_written), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_ways_give_the_same_names),
		cmocka_unit_test(specials_take_the_long_way),
		cmocka_unit_test(octets_outside_the_set_need_an_escape),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
