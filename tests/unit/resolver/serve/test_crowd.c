/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/serve/crowd.h"
#include "support.h"

static struct addr at(const char *text)
{
	struct addr a;
	assert_int_equal(addr_parse(&a, span_str(text), 4000), OK);
	return a;
}

static void a_network_has_so_many_questions_waiting(void **state)
{
	struct crowd *c = crowd_new(1);
	struct addr one = at("192.0.2.1"), same = at("192.0.2.200"), other = at("198.51.100.1");
	(void)state;
	for (int i = 0; i < CROWD_WAITING_MAX; i++)
		assert_true(crowd_come(c, &one, 1000000 + i * 10));
	assert_false(crowd_come(c, &same, 1010000));
	assert_true(crowd_come(c, &other, 1010000));
	crowd_leave(c, &one);
	assert_true(crowd_come(c, &same, 1010000));
	assert_false(crowd_come(c, &one, 1010000));
	crowd_free(c);
}

static unsigned answers(struct crowd *c, const struct addr *to, int64_t now)
{
	unsigned n = 0;
	while (n < 10000 && crowd_answer(c, to, now))
		n++;
	return n;
}

static void held_answers_do_not_become_a_pulse(void **state)
{
	struct crowd *c = crowd_new(1);
	struct addr to = at("2001:db8::1"), same = at("2001:db8::ffff:1");
	(void)state;
	for (int i = 0; i < 9 * 60; i++)
		assert_true(crowd_come(c, &to, 1000000 + i * 1000 / 60));
	assert_int_equal(answers(c, &same, 1009000), 60);
	assert_int_equal(answers(c, &to, 1009000), 0);
	unsigned later = 0;
	for (int ms = 1; ms < 1000; ms++)
		later += answers(c, &to, 1009000 + ms);
	assert_in_range(later, 58, 60);
	assert_in_range(answers(c, &to, 1020000), 25, 32); /* it fades */
	assert_int_equal(answers(c, &to, 5000000), CROWD_RATE_MIN);
	crowd_free(c);
}

static void answers_that_come_at_once_are_all_sent(void **state)
{
	struct crowd *c = crowd_new(1);
	struct addr to = at("192.0.2.1");
	(void)state;
	for (int i = 0; i < 5000; i++) {
		assert_true(crowd_come(c, &to, 1000000 + i * 2));
		assert_true(crowd_answer(c, &to, 1000000 + i * 2));
		crowd_leave(c, &to);
	}
	crowd_free(c);
}

static void this_host_is_not_counted(void **state)
{
	struct crowd *c = crowd_new(1);
	struct addr ip4 = at("127.0.0.1"), ip6 = at("::1");
	(void)state;
	for (int i = 0; i < 3 * CROWD_WAITING_MAX; i++) {
		assert_true(crowd_come(c, &ip4, 1000));
		assert_true(crowd_come(c, &ip6, 1000));
	}
	assert_int_equal(answers(c, &ip4, 1001), 10000);
	crowd_leave(c, &ip4);
	crowd_free(c);
}

static void time_that_goes_back_changes_little(void **state)
{
	struct crowd *c = crowd_new(1);
	struct addr to = at("192.0.2.1");
	(void)state;
	assert_true(crowd_come(c, &to, 1000000));
	assert_true(crowd_answer(c, &to, 10));
	assert_int_equal(answers(c, &to, 10), CROWD_RATE_MIN - 1);
	crowd_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_network_has_so_many_questions_waiting),
		cmocka_unit_test(held_answers_do_not_become_a_pulse),
		cmocka_unit_test(answers_that_come_at_once_are_all_sent),
		cmocka_unit_test(this_host_is_not_counted),
		cmocka_unit_test(time_that_goes_back_changes_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
