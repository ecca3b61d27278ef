/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include "base/rand.h"
#include "zonefile/fast.h"
#include "zonefile/name_text.h"

enum { WORDS = 4 };

/* Whatever the short way accepts, the long way accepts with the same result. */
static bool assert_agrees(uint16_t type, const char *const *texts, size_t count)
{
	static const struct name origin = {.len = 3, .wire = {1, 'z', 0}};
	const struct zf_fast how = {.map = zf_name_as_written, .origin = &origin};
	struct rdata_token words[WORDS];
	uint8_t quick[512], slow[512];
	for (size_t i = 0; i < count; i++)
		words[i] = (struct rdata_token){.text = (const uint8_t *)texts[i],
		                                .len = (uint32_t)strlen(texts[i])};
	size_t len = zf_fast_rdata(quick, type, words, count, &how);
	if (len == 0)
		return false;
	struct wire_writer w = wire_writer_of(slow, sizeof(slow));
	struct rdata_text in = {.at = words, .end = words + count, .origin = origin.wire};
	enum err e = rdata_parse(&w, type, &in);
	if (e != OK || w.pos != len)
		print_error("type %u text %s: %s\n", type, texts[0], err_text(e));
	assert_ok(e);
	assert_int_equal(w.pos, len);
	assert_memory_equal(quick, slow, len);
	return true;
}

static void plain_data_takes_the_short_way(void **state)
{
	(void)state;
	static const char sha1[] = "00112233445566778899AABBCCDDEEFF00112233";
	assert_true(assert_agrees(RR_A, (const char *[]){"192.0.2.255"}, 1));
	assert_true(assert_agrees(RR_NS, (const char *[]){"a.b.example."}, 1));
	assert_true(assert_agrees(RR_CNAME, (const char *[]){"a"}, 1));
	assert_true(assert_agrees(RR_AAAA, (const char *[]){"2001:db8::1"}, 1));
	assert_true(assert_agrees(RR_AAAA, (const char *[]){"::"}, 1));
	assert_true(assert_agrees(RR_AAAA, (const char *[]){"1::"}, 1));
	assert_true(assert_agrees(RR_AAAA, (const char *[]){"1:2:3:4:5:6:7:8"}, 1));
	assert_true(assert_agrees(RR_DS, (const char *[]){"65535", "8", "1", sha1}, 4));
}

static void doubtful_data_is_left_to_the_long_way(void **state)
{
	(void)state;
	assert_false(assert_agrees(RR_A, (const char *[]){"256.0.2.1"}, 1));
	assert_false(assert_agrees(RR_A, (const char *[]){"1.2.3"}, 1));
	assert_false(assert_agrees(RR_A, (const char *[]){"1.2.3.4."}, 1));
	assert_false(assert_agrees(RR_NS, (const char *[]){"a\\.b"}, 1));
	assert_false(assert_agrees(RR_NS, (const char *[]){"@"}, 1));
	assert_false(assert_agrees(RR_AAAA, (const char *[]){"::1.2.3.4"}, 1));
	assert_false(assert_agrees(RR_AAAA, (const char *[]){"1:2:3:4:5:6:7:8::"}, 1));
	assert_false(assert_agrees(RR_MX, (const char *[]){"10", "a"}, 2));
}

static void random_words_never_disagree(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	static const char set[] = "0123456789abcdefABCDEF....:::::---*_/gz\\\"";
	static const uint16_t types[] = {RR_A, RR_NS, RR_AAAA, RR_DNAME};
	unsigned accepted = 0;
	for (int round = 0; round < 200000; round++) {
		char word[24];
		size_t len = 1 + next_random(&seed) % (sizeof(word) - 1);
		uint16_t type = types[next_random(&seed) % ARRAY_LEN(types)];
		size_t most = type == RR_A ? 26 : type == RR_AAAA ? 31 : sizeof(set) - 1;
		for (size_t i = 0; i < len; i++)
			word[i] = set[next_random(&seed) % most];
		word[len - 1] = '\0';
		accepted += assert_agrees(type, (const char *[]){word}, 1);
	}
	assert_true(accepted > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_data_takes_the_short_way),
		cmocka_unit_test(doubtful_data_is_left_to_the_long_way),
		cmocka_unit_test(random_words_never_disagree),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
