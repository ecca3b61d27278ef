/* SPDX-License-Identifier: BSD-2-Clause */
#include "../modules_world.h"

static void a_configuration_without_modules_has_no_hooks(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, "zone:\n  - domain: example.\n");
	assert_null(modules_global(w.modules));
	assert_null(modules_zone(w.modules, 0));
	assert_int_equal(counter_of(&w, true, "presence", NULL), UINT64_MAX);
	assert_int_equal(modules_ask(&w, "www.example. A")->kind, ANSWER_REPLY);
	assert_false(w.last.facts.is_hooked);
	modules_world_deinit(&w);
}

static void global_and_zone_lists_are_held_apart(void **state)
{
	(void)state;
	struct modules_world w;
	modules_world_init(&w, "template:\n  - id: default\n"
	                       "    global-module: [mod-stats, mod-cookies]\n"
	                       "zone:\n  - domain: example.\n    module: mod-stats\n");
	assert_int_equal(modules_global(w.modules)->count, 2);
	assert_int_equal(modules_zone(w.modules, 0)->count, 1);
	modules_ask(&w, "www.example. A");
	modules_ask(&w, "www.test. A");
	assert_int_equal(counter_of(&w, true, "server-operation", "query"), 2);
	assert_int_equal(counter_of(&w, false, "server-operation", "query"), 1);
	modules_world_deinit(&w);
}

static void modules_to_come_are_refused_with_the_configuration(void **state)
{
	(void)state;
	static const char *const names[] = {"authsignal", "dnsproxy", "dnstap",
	                                    "geoip",      "noudp",    "onlinesign",
	                                    "probe",      "queryacl", "synthrecord"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct conf *conf = NULL;
		char text[128];
		snprintf(text, sizeof(text), "zone:\n  - domain: example.\n    module: mod-%s\n",
		         names[i]);
		assert_int_equal(conf_try_text(&conf, text, "/tmp"), E_NOTSUP);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_configuration_without_modules_has_no_hooks),
		cmocka_unit_test(global_and_zone_lists_are_held_apart),
		cmocka_unit_test(modules_to_come_are_refused_with_the_configuration),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
