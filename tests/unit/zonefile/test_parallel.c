/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include "base/rand.h"

/* Text of the size that several threads read, with everything that can go wrong at a seam. */
static void random_zone(struct text *t, uint64_t *seed, unsigned oddities)
{
	text_put(t, "$ORIGIN z.\n");
	while (t->len < ZF_PARALLEL_MIN + (1 << 20)) {
		uint64_t r = next_random(seed);
		unsigned n = (unsigned)(r >> 40);
		switch (r % 1000 < oddities ? (r >> 10) % 9 : 9) {
		case 0:
			text_printf(t, "m%x MX (\n 10 ; (\nx%x )\n", n, n);
			break;
		case 1:
			text_printf(t, "t%x TXT ( \"a\n$TTL\nb%x A 1.2.3.4\n\" )\n", n, n);
			break;
		case 2:
			text_printf(t, " A 10.0.0.%u\n", n & 255);
			break;
		case 3:
			text_printf(t, "e%x A 10.0.0\n", n);
			break;
		case 4:
			text_printf(t, "l%x %u A 10.0.0.1\n", n, n & 4095);
			break;
		case 5:
			text_printf(t, "$ORIGIN o%x.z.\n", n & 15);
			break;
		case 6:
			text_put(t, "\n; a comment ( \"\n");
			break;
		case 7:
			text_printf(t, "p%x A ( 1.2.3.4\n", n);
			for (unsigned i = 0; i < (n & 8191); i++)
				text_put(t, "x NS y\n");
			text_put(t, ")\n");
			break;
		default:
			text_printf(t, "n%x NS ns%u.example.\n", n, n & 7);
		}
	}
}

static void assert_threads_agree(struct span text)
{
	struct zf_options options = {.default_ttl = 9, .threads = 1};
	char *serial = transcript_of(text, NULL, &options);
	for (unsigned threads = 2; threads < 6; threads += 3) {
		options.threads = threads;
		char *parallel = transcript_of(text, NULL, &options);
		size_t at = 0;
		while (serial[at] != '\0' && serial[at] == parallel[at])
			at++;
		if (serial[at] != parallel[at])
			print_error("at %zu: <%.80s> <%.80s>\n", at, serial + at, parallel + at);
		assert_true(serial[at] == parallel[at]);
		mem_free(parallel);
	}
	mem_free(serial);
}

static void plain_zones_read_the_same_on_any_number_of_threads(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	struct text text;
	text_init(&text);
	random_zone(&text, &seed, 0);
	assert_threads_agree(text_span(&text));
	text_deinit(&text);
}

static void odd_zones_read_the_same_on_any_number_of_threads(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	/* Few enough oddities that the last allowed report comes late or not at all. */
	static const unsigned oddities[] = {1, 2, 4, 8};
	for (size_t i = 0; i < ARRAY_LEN(oddities); i++) {
		struct text text;
		text_init(&text);
		random_zone(&text, &seed, oddities[i]);
		assert_threads_agree(text_span(&text));
		text_deinit(&text);
	}
}

static void a_string_over_many_chunks_is_read_once(void **state)
{
	(void)state;
	struct text text;
	text_init(&text);
	text_put(&text, "a TXT ( ");
	while (text.len < ZF_PARALLEL_MIN)
		text_put(&text, "\"x\n$TTL x\ny\"\nb NS c\n");
	text_put(&text, ")\nc NS d\n");
	assert_threads_agree(text_span(&text));
	text_deinit(&text);
}

static void a_file_of_one_owner_has_no_place_to_cut(void **state)
{
	(void)state;
	struct text text;
	text_init(&text);
	text_put(&text, "a NS b\n");
	while (text.len < ZF_PARALLEL_MIN)
		text_put(&text, " A 1.2.3.4\n\n");
	text_put(&text, "c NS d");
	assert_threads_agree(text_span(&text));
	text_deinit(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_zones_read_the_same_on_any_number_of_threads),
		cmocka_unit_test(odd_zones_read_the_same_on_any_number_of_threads),
		cmocka_unit_test(a_string_over_many_chunks_is_read_once),
		cmocka_unit_test(a_file_of_one_owner_has_no_place_to_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
