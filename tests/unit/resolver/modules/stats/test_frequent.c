/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../wire.h"

#include "resolver/modules/stats/frequent.h"

static void prints(const struct frequent *f, const char *expected)
{
	struct text t;
	text_init(&t);
	frequent_print(f, &t);
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}

static void questions_are_counted_and_sorted(void **state)
{
	struct frequent *f = frequent_new();
	(void)state;
	prints(f, "[]");
	frequent_count(f, nm("a.b."), RR_A);
	frequent_count(f, nm("a.b."), RR_NS);
	frequent_count(f, nm("a.b."), RR_NS);
	prints(f, "[{\"count\":2,\"name\":\"a.b.\",\"type\":\"NS\"},"
	          "{\"count\":1,\"name\":\"a.b.\",\"type\":\"A\"}]");
	frequent_clear(f);
	prints(f, "[]");
	frequent_count(f, nm("a.b."), RR_NS);
	prints(f, "[{\"count\":1,\"name\":\"a.b.\",\"type\":\"NS\"}]");
	frequent_free(f);
}

static void the_table_is_bounded_and_keeps_what_comes_again(void **state)
{
	struct frequent *f = frequent_new();
	struct text t;
	size_t rows = 0;
	(void)state;
	for (int i = 0; i < 3 * FREQUENT_MAX; i++) {
		char name[32];
		snprintf(name, sizeof(name), "n%d.e.", i);
		frequent_count(f, nm(name), RR_A);
		frequent_count(f, nm("often.e."), RR_A);
	}
	text_init(&t);
	frequent_print(f, &t);
	for (const char *at = t.buf; (at = strstr(at, "\"count\"")) != NULL; at++)
		rows++;
	assert_true(rows > FREQUENT_MAX / 2 && rows <= FREQUENT_MAX);
	assert_non_null(strstr(t.buf, "[{\"count\":15000,\"name\":\"often.e.\""));
	text_deinit(&t);
	frequent_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(questions_are_counted_and_sorted),
		cmocka_unit_test(the_table_is_bounded_and_keeps_what_comes_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
