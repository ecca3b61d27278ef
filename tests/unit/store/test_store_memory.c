/* SPDX-License-Identifier: BSD-2-Clause */
#include "store_suite.h"

#include "store/store_memory.h"

static struct store *fresh(size_t limit)
{
	return store_memory_new(limit);
}

static void finish(struct store *s)
{
	store_close(s);
}

/* Move one unit between two accounts in each turn; in every state the sum is the same. */
static enum err transfer(struct store *s, unsigned round)
{
	char from[8], to[8], value[8];
	struct span v;
	snprintf(from, sizeof(from), "%u", round % 5);
	snprintf(to, sizeof(to), "%u", (round + 1) % 5);
	TRY(store_begin(s, STORE_WRITE));
	enum err e = store_get(s, span_str(from), &v);
	if (e == OK) {
		snprintf(value, sizeof(value), "%c", v.data[0] - 1);
		e = store_put(s, span_str(from), span_str(value));
	}
	if (e == OK)
		e = store_get(s, span_str(to), &v);
	if (e == OK) {
		snprintf(value, sizeof(value), "%c", v.data[0] + 1);
		e = store_put(s, span_str(to), span_str(value));
	}
	if (e != OK) {
		store_abort(s);
		return e;
	}
	return store_commit(s);
}

/* Crash before every single write and commit there is: each state found is a whole one. */
static void a_crash_at_any_write_leaves_a_whole_state(void **state)
{
	(void)state;
	enum { ROUNDS = 12, WRITES_PER_ROUND = 3 };
	for (unsigned at = 1; at <= ROUNDS * WRITES_PER_ROUND + 1; at++) {
		struct store *s = store_memory_new(0);
		assert_ok(store_begin(s, STORE_WRITE));
		for (unsigned i = 0; i < 5; i++)
			put(s, (char[]){(char)('0' + i), '\0'}, "M");
		assert_ok(store_commit(s));
		store_memory_crash_at(s, at);
		unsigned done = 0;
		while (done < ROUNDS && transfer(s, done) == OK)
			done++;
		assert_int_equal(done, (at - 1) / WRITES_PER_ROUND);
		if (done < ROUNDS)
			assert_int_equal(store_begin(s, STORE_READ), E_IO);
		store_memory_revive(s);
		unsigned sum = 0;
		struct span v;
		assert_ok(store_begin(s, STORE_READ));
		for (unsigned i = 0; i < 5; i++) {
			assert_ok(store_get(s, span_of((char[]){(char)('0' + i)}, 1), &v));
			sum += v.data[0];
		}
		assert_int_equal(sum, 5 * 'M');
		store_close(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		STORE_CASES,
		cmocka_unit_test(a_crash_at_any_write_leaves_a_whole_state),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
