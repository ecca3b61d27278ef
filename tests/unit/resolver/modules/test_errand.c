/* SPDX-License-Identifier: BSD-2-Clause */
#include "module_world.h"

#include "resolver/modules/errand.h"

static unsigned answers;

static void on_found(struct module *m, const struct request *r)
{
	assert_string_equal(m->api->name, "ta_update");
	assert_non_null(r);
	answers++;
}

static struct module *load(void)
{
	answers = 0;
	assert_ok(module_load("ta_update"));
	return modules_find(mw.modules, "ta_update");
}

static void an_answer_goes_to_who_asked(void **state)
{
	(void)state;
	struct module *m = load();
	assert_true(errand_ask(m, nm("a.e."), RR_A, NULL, on_found));
	assert_true(errand_ask(m, nm("b.e."), RR_A, NULL, on_found));
	ANSWER("a.e.", RR_A, "a.e. 60 A 192.0.2.1");
	assert_int_equal(answers, 1);
	mw.busy = true;
	assert_false(errand_ask(m, nm("c.e."), RR_A, NULL, on_found));
	ANSWER("b.e.", RR_A, "b.e. 60 A 192.0.2.1");
	assert_int_equal(answers, 2);
}

static void who_is_gone_gets_no_answer(void **state)
{
	(void)state;
	struct module *m = load();
	assert_true(errand_ask(m, nm("a.e."), RR_A, NULL, on_found));
	assert_true(errand_ask(m, nm("b.e."), RR_A, NULL, on_found));
	assert_ok(modules_unload(mw.modules, "ta_update"));
	ANSWER("a.e.", RR_A, "a.e. 60 A 192.0.2.1");
	assert_int_equal(answers, 0); /* the other one ends with the world */
}

static void the_end_of_the_service_is_no_answer(void **state)
{
	(void)state;
	struct module *m = load();
	assert_true(errand_ask(m, nm("a.e."), RR_A, NULL, on_found));
	mw.asked[0].found(mw.asked[0].arg, NULL);
	mw.asked_count = 0;
	assert_int_equal(answers, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(an_answer_goes_to_who_asked),
		MODULE_TEST(who_is_gone_gets_no_answer),
		MODULE_TEST(the_end_of_the_service_is_no_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
