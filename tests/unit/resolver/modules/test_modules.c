/* SPDX-License-Identifier: BSD-2-Clause */
#include "module_world.h"

static void order_is(const char *expected)
{
	struct text t;
	const char *name;
	text_init(&t);
	text_put(&t, "");
	for (size_t i = 0; (name = modules_name(mw.modules, i)) != NULL; i++)
		text_printf(&t, "%s%s", i > 0 ? " " : "", name);
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}

static enum hook_result nothing(void *ctx, struct request *r)
{
	(void)ctx;
	(void)r;
	return HOOK_NEXT;
}

static const struct engine_hook layer = {.begin = nothing};

static enum err load(const char *name, enum modules_place place, const char *ref)
{
	return modules_load(mw.modules, name, NULL, &layer, place, ref);
}

static void modules_have_an_order(void **state)
{
	(void)state;
	order_is("iterate validate cache");
	assert_ok(load("a", MODULES_LAST, NULL));
	assert_ok(load("b", MODULES_AFTER, "iterate"));
	assert_ok(load("c", MODULES_BEFORE, "rrcache"));
	assert_ok(load("d", MODULES_BEFORE, "b"));
	order_is("iterate d b validate c cache a");
	assert_int_equal(mw.hooks.count, 4);
	assert_string_equal(mw.hooks.list[0].name, "d");
	assert_string_equal(mw.hooks.list[3].name, "a");
	assert_true(mw.hooks.list[2].order < ENGINE_HOOK_CACHE);
	assert_true(mw.hooks.list[3].order > ENGINE_HOOK_CACHE);
	assert_ok(modules_unload(mw.modules, "b"));
	order_is("iterate d validate c cache a");
	assert_int_equal(mw.hooks.count, 3);
}

static void wrong_places_change_nothing(void **state)
{
	(void)state;
	assert_int_equal(load("a", MODULES_AFTER, "nothing"), E_NOTFOUND);
	assert_ok(load("a", MODULES_LAST, NULL));
	assert_int_equal(load("a", MODULES_LAST, NULL), E_EXISTS);
	assert_int_equal(load("cache", MODULES_LAST, NULL), E_EXISTS);
	assert_int_equal(modules_unload(mw.modules, "iterate"), E_NOTFOUND);
	assert_int_equal(modules_unload(mw.modules, "nothing"), E_NOTFOUND);
	order_is("iterate validate cache a");
}

static void modules_move_with_what_they_have(void **state)
{
	(void)state;
	assert_ok(load("a", MODULES_LAST, NULL));
	assert_ok(load("b", MODULES_AFTER, "iterate"));
	order_is("iterate b validate cache a");
	assert_ok(modules_move(mw.modules, "a", MODULES_AFTER, "iterate"));
	order_is("iterate a b validate cache");
	assert_int_equal(mw.hooks.count, 2);
	assert_string_equal(mw.hooks.list[0].name, "a");
	assert_true(mw.hooks.list[0].order < ENGINE_HOOK_CACHE);
	assert_ok(modules_move(mw.modules, "a", MODULES_AFTER, "b"));
	order_is("iterate b a validate cache");
	assert_ok(modules_move(mw.modules, "a", MODULES_BEFORE, "b"));
	order_is("iterate a b validate cache");
	assert_ok(modules_move(mw.modules, "b", MODULES_BEFORE, "iterate"));
	assert_ok(modules_move(mw.modules, "a", MODULES_AFTER, "pktcache"));
	order_is("b iterate validate cache a");
	assert_int_equal(modules_move(mw.modules, "a", MODULES_AFTER, "a"), E_NOTFOUND);
	assert_int_equal(modules_move(mw.modules, "a", MODULES_AFTER, "nothing"), E_NOTFOUND);
	assert_int_equal(modules_move(mw.modules, "nothing", MODULES_AFTER, "a"), E_NOTFOUND);
	assert_int_equal(modules_move(mw.modules, "iterate", MODULES_AFTER, "a"), E_NOTFOUND);
	order_is("b iterate validate cache a");
}

static unsigned inits, deinits;

static void init(struct module *m)
{
	(void)m;
	inits++;
}

static void deinit(struct module *m)
{
	(void)m;
	deinits++;
}

static void a_table_of_another_abi_is_refused(void **state)
{
	struct module_api api = {
		.abi = MODULE_ABI + 1, .name = "x", .init = init, .deinit = deinit};
	(void)state;
	inits = deinits = 0;
	assert_int_equal(modules_load(mw.modules, "x", &api, NULL, MODULES_LAST, NULL), E_NOTSUP);
	assert_int_equal(inits, 0);
	api.abi = MODULE_ABI;
	assert_ok(modules_load(mw.modules, "x", &api, NULL, MODULES_LAST, NULL));
	assert_ptr_equal(modules_find(mw.modules, "x")->api, &api);
	assert_ok(modules_unload(mw.modules, "x"));
	assert_null(modules_find(mw.modules, "x"));
	assert_int_equal(inits, 1);
	assert_int_equal(deinits, 1);
}

static void their_number_is_bounded(void **state)
{
	char names[ENGINE_HOOKS_MAX][8];
	enum err err = OK;
	int i = 0;
	(void)state;
	for (; i < ENGINE_HOOKS_MAX && err == OK; i++) {
		snprintf(names[i], sizeof(names[i]), "m%d", i);
		err = load(names[i], MODULES_LAST, NULL);
	}
	assert_int_equal(err, E_LIMIT);
	assert_ok(modules_unload(mw.modules, "m0"));
	assert_ok(load("again", MODULES_LAST, NULL));
}

static void those_that_are_there_are_known(void **state)
{
	(void)state;
	assert_string_equal(modules_known("hints")->name, "hints");
	assert_null(modules_known("nothing"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		MODULE_TEST(modules_have_an_order),
		MODULE_TEST(modules_move_with_what_they_have),
		MODULE_TEST(wrong_places_change_nothing),
		MODULE_TEST(a_table_of_another_abi_is_refused),
		MODULE_TEST(their_number_is_bounded),
		MODULE_TEST(those_that_are_there_are_known),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
