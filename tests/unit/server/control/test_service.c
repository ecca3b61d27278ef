/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

#include <pthread.h>

static void reloading_waits_for_no_transaction(void **state)
{
	(void)state;
	struct fake f;
	fake_start(&f, "");
	assert_ok(ctl_reload(f.service, false));
	assert_ok(ctl_exclusive_enter(f.service));
	assert_ok(ctl_conf_begin(f.service));
	assert_int_equal(ctl_conf_begin(f.service), E_TXN_MANY);
	ctl_exclusive_leave(f.service);
	assert_int_equal(ctl_reload(f.service, false), E_TXN_MANY);
	f.done[0] = '\0';
	ctl_reload_by_signal(f.service);
	assert_string_equal(f.done, "");
	ctl_conf_end(f.service);
	ctl_reload_by_signal(f.service);
	assert_string_equal(f.done, "reload");
	fake_end(&f);
}

static void a_signal_ends_transactions_of_zones(void **state)
{
	(void)state;
	struct fake f;
	fake_start(&f, "");
	f.edited_a = true;
	assert_int_equal(ctl_reload(f.service, false), E_TXN_MANY);
	ctl_reload_by_signal(f.service);
	assert_false(f.edited_a);
	assert_string_equal(f.done, "reload");
	fake_end(&f);
}

static void *try_reload(void *service)
{
	return (void *)(intptr_t)ctl_reload(service, false);
}

static void who_waits_too_long_is_told_so(void **state)
{
	(void)state;
	struct fake f;
	pthread_t thread;
	void *result;
	fake_start(&f, "");
	ctl_service_free(f.service);
	f.service = ctl_service_new(&f.ops, 20);
	assert_ok(ctl_exclusive_enter(f.service));
	assert_int_equal(pthread_create(&thread, NULL, try_reload, f.service), 0);
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_int_equal((intptr_t)result, E_BUSY);
	ctl_exclusive_leave(f.service);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reloading_waits_for_no_transaction),
		cmocka_unit_test(a_signal_ends_transactions_of_zones),
		cmocka_unit_test(who_waits_too_long_is_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
