/* SPDX-License-Identifier: BSD-2-Clause */
#include "transcript.h"

#include "base/rand.h"
#include "zonefile/cursor.h"

static uint8_t *random_text(size_t len, uint64_t *seed)
{
	static const char often[] = "aaaaaaab  \n\"(\\";
	uint8_t *text = mem_alloc(len + 1);
	for (size_t i = 0; i < len; i++)
		text[i] = (uint8_t)often[next_random(seed) % (sizeof(often) - 1)];
	return mem_realloc(text, len > 0 ? len : 1);
}

/* All events by the portable kernel over a padded copy. */
static size_t all_events(uint32_t *out, const uint8_t *text, size_t len)
{
	size_t blocks = len / INDEX_BLOCK + 1;
	uint8_t *padded = mem_alloc(blocks * INDEX_BLOCK);
	memset(padded, '\n', blocks * INDEX_BLOCK);
	memcpy(padded, text, len);
	uint64_t inside = 0;
	size_t count = zf_index_portable(out, padded, blocks, 0, &inside);
	while (count > 0 && out[count - 1] >= len)
		count--;
	mem_free(padded);
	return count;
}

static void a_walk_sees_every_event_across_windows(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	static const size_t sizes[] = {0,
	                               1,
	                               63,
	                               64,
	                               65,
	                               CURSOR_WINDOW - 1,
	                               CURSOR_WINDOW,
	                               CURSOR_WINDOW + 1,
	                               3 * CURSOR_WINDOW + 17};
	struct zf_cursor c;
	zf_cursor_init(&c);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		size_t len = sizes[i];
		uint8_t *text = random_text(len, &seed);
		uint32_t *events = mem_alloc((len + 3 * INDEX_BLOCK) * sizeof(*events));
		size_t count = all_events(events, text, len);
		zf_cursor_set(&c, text, text + len);
		for (size_t n = 0; n < count; n++)
			assert_ptr_equal(zf_cursor_next(&c), text + events[n]);
		assert_ptr_equal(zf_cursor_next(&c), text + len);
		assert_ptr_equal(zf_cursor_next(&c), text + len);
		assert_int_equal(zf_cursor_kind(&c, text + len), ZF_NEWLINE);
		mem_free(events);
		mem_free(text);
	}
	zf_cursor_deinit(&c);
}

static void a_skip_leaves_exactly_the_events_behind_it(void **state)
{
	(void)state;
	uint64_t seed = test_seed(rand_u64());
	enum { LEN = 3 * CURSOR_WINDOW };
	uint8_t *text = random_text(LEN, &seed);
	uint32_t *events = mem_alloc((LEN + 3 * INDEX_BLOCK) * sizeof(*events));
	size_t count = all_events(events, text, LEN);
	struct zf_cursor c;
	zf_cursor_init(&c);
	for (int round = 0; round < 100; round++) {
		size_t to = next_random(&seed) % LEN, n = 0;
		zf_cursor_set(&c, text, text + LEN);
		zf_cursor_skip(&c, text + to);
		while (n < count && events[n] <= to)
			n++;
		assert_ptr_equal(zf_cursor_next(&c), text + (n < count ? events[n] : LEN));
	}
	zf_cursor_deinit(&c);
	mem_free(events);
	mem_free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_walk_sees_every_event_across_windows),
		cmocka_unit_test(a_skip_leaves_exactly_the_events_behind_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
