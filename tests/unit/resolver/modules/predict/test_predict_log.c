/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../wire.h"

#include "base/mem.h"
#include "dns/rrtype.h"
#include "resolver/modules/predict/predict_log.h"

#include <stdio.h>

static struct predict_log l;

static void asked(unsigned window, const char *const *names)
{
	for (; *names != NULL; names++)
		predict_log_note(&l, nm(*names), RR_A);
	predict_log_end(&l, window);
}
#define ASKED(window, ...) asked(window, (const char *const[]){__VA_ARGS__, NULL})

/* Everything in the queue, which is emptied, must be these names. */
static void queue_is(const char *const *names)
{
	struct predict_key key;
	size_t count = 0, found = 0;
	for (; names[count] != NULL; count++)
		;
	while (predict_log_take(&l, &key)) {
		bool known = false;
		for (size_t i = 0; i < count; i++)
			known = known || name_equal(key.name, nm(names[i]));
		assert_true(known);
		found++;
		mem_free(key.name);
	}
	assert_int_equal(found, count);
}
#define QUEUE_IS(...) queue_is((const char *const[]){__VA_ARGS__, NULL})

static void what_was_asked_a_period_ago_is_expected(void **state)
{
	(void)state;
	predict_log_init(&l, 4);
	ASKED(2, "a.e.", "b.e.", "a.e.");
	assert_int_equal(l.windows[2].list.count, 2); /* each once */
	predict_log_begin(&l, 3);
	QUEUE_IS(NULL);
	predict_log_begin(&l, 2);
	assert_int_equal(l.windows[2].list.count, 0); /* its log begins anew */
	QUEUE_IS("a.e.", "b.e.");
	predict_log_deinit(&l);
}

static void what_comes_back_in_equal_steps_is_expected(void **state)
{
	(void)state;
	predict_log_init(&l, 8);
	ASKED(1, "two.e.", "once.e.");
	ASKED(3, "two.e.", "one.e.");
	ASKED(4, "one.e.", "late.e.");
	predict_log_begin(&l, 5); /* 4 and 3; 3 and 1 */
	QUEUE_IS("one.e.", "two.e.");
	predict_log_deinit(&l);
}

static void types_are_told_apart(void **state)
{
	(void)state;
	predict_log_init(&l, 3);
	predict_log_note(&l, nm("a.e."), RR_A);
	predict_log_end(&l, 0);
	predict_log_note(&l, nm("a.e."), RR_AAAA);
	predict_log_end(&l, 1);
	predict_log_begin(&l, 2);
	QUEUE_IS(NULL);
	predict_log_deinit(&l);
}

static void a_window_has_a_bound(void **state)
{
	(void)state;
	predict_log_init(&l, 1);
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < PREDICT_KEYS_MAX + 10; i++) {
			char text[32];
			snprintf(text, sizeof(text), "n%d-%d.e.", round, i);
			predict_log_note(&l, nm(text), RR_A);
		}
		predict_log_end(&l, 0);
		assert_int_equal(l.windows[0].list.count, PREDICT_KEYS_MAX);
	}
	predict_log_deinit(&l);
}

static void windows_go_round_with_the_day(void **state)
{
	enum { HOUR = 3600, DAY = 86400 };
	(void)state;
	assert_int_equal(predict_window(0, 900, 24), 0);
	assert_int_equal(predict_window(899, 900, 24), 0);
	assert_int_equal(predict_window(900, 900, 24), 1);
	assert_int_equal(predict_window(6 * HOUR, 900, 24), 0);
	assert_int_equal(predict_window(10 * (int64_t)DAY + 7 * HOUR, 900, 24), 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_asked_a_period_ago_is_expected),
		cmocka_unit_test(what_comes_back_in_equal_steps_is_expected),
		cmocka_unit_test(types_are_told_apart),
		cmocka_unit_test(a_window_has_a_bound),
		cmocka_unit_test(windows_go_round_with_the_day),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
