/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/iterate/minimise.h"

#include "../wire.h"

static struct query q;
static struct req_options o;

static void begin(const char *name, const char *cut)
{
	req_options_init(&o);
	query_init(&q, nm(name), RR_A);
	cut_init(&q.cut, nm(cut));
}

static void one_label_below_the_cut_is_shown(void **state)
{
	(void)state;
	begin("www.example.com.", ".");
	minimise_ask(&q, &o);
	assert_true(q.attempt.minimised);
	assert_true(name_equal(q.attempt.asked, nm("com.")));
	assert_int_equal(q.attempt.asked_type, RR_NS);
	cut_init(&q.cut, nm("example.com."));
	minimise_ask(&q, &o);
	assert_false(q.attempt.minimised);
	assert_true(name_equal(q.attempt.asked, nm("www.example.com.")));
	assert_int_equal(q.attempt.asked_type, RR_A);
}

static void long_names_take_few_questions(void **state)
{
	(void)state;
	char name[200] = "";
	for (int i = 0; i < 60; i++)
		memcpy(name + 2 * i, "a.", 3);
	begin(name, ".");
	int asked = 0;
	for (;;) {
		minimise_ask(&q, &o);
		if (!q.attempt.minimised)
			break;
		asked++;
		if (asked <= 4)
			assert_int_equal(name_labels(q.attempt.asked), asked);
		minimise_more(&q, &o);
	}
	assert_in_range(asked, 5, 10); /* RFC 9156 section 2.3 */
}

static void it_can_be_off(void **state)
{
	(void)state;
	begin("www.example.com.", ".");
	q.minimise_off = true;
	minimise_ask(&q, &o);
	assert_false(q.attempt.minimised);
	q.minimise_off = false;
	o.minimise = false;
	minimise_ask(&q, &o);
	assert_false(q.attempt.minimised);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_label_below_the_cut_is_shown),
		cmocka_unit_test(long_names_take_few_questions),
		cmocka_unit_test(it_can_be_off),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
