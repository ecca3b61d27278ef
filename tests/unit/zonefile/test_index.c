/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include "base/rand.h"
#include "zonefile/index.h"

enum { BLOCKS = 8, OCTETS = BLOCKS * INDEX_BLOCK };

static void random_text(uint8_t *text, uint64_t *seed)
{
	static const char often[] = " \t\n\";()\\ab.";
	unsigned mode = next_random(seed) % 3;
	for (size_t i = 0; i < OCTETS; i++) {
		uint64_t r = next_random(seed);
		bool any = mode == 0 || (mode == 1 && r % 8 == 0);
		text[i] = any ? (uint8_t)(r >> 8) : (uint8_t)often[(r >> 8) % (sizeof(often) - 1)];
	}
}

static int kind(uint8_t c)
{
	return c == ' ' || c == '\t' ? 1 : c != 0 && strchr("\n\";()\\", c) != NULL ? 2 : 0;
}

static void all_kernels_give_the_events_of_the_definition(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	static uint32_t events[OCTETS + INDEX_BLOCK], expected[OCTETS];
	uint8_t text[OCTETS];
	for (int round = 0; round < 2000; round++) {
		uint64_t before = next_random(&seed) & 1;
		random_text(text, &seed);
		size_t count = 0;
		for (size_t i = 0; i < OCTETS; i++) {
			bool inside = i == 0 ? before != 0 : kind(text[i - 1]) == 0;
			int k = kind(text[i]);
			if (k == 2 || (k == 1 && inside) || (k == 0 && !inside))
				expected[count++] = (uint32_t)i + 5;
		}
		const struct zf_index_kernel *kernel;
		for (size_t n = 0; (kernel = zf_index_at(n)) != NULL; n++) {
			if (!kernel->usable())
				continue;
			uint64_t inside = before;
			size_t got = kernel->index(events, text, BLOCKS, 5, &inside);
			assert_int_equal(got, count);
			assert_memory_equal(events, expected, count * sizeof(events[0]));
			assert_int_equal(inside, kind(text[OCTETS - 1]) == 0);
		}
	}
}

static void the_portable_kernel_is_the_last_and_always_usable(void **state)
{
	(void)state;
	const struct zf_index_kernel *last = NULL;
	for (size_t i = 0; zf_index_at(i) != NULL; i++)
		last = zf_index_at(i);
	assert_string_equal(last->name, "portable");
	assert_true(last->usable());
	assert_non_null(zf_index_best());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_kernels_give_the_events_of_the_definition),
		cmocka_unit_test(the_portable_kernel_is_the_last_and_always_usable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
