/* SPDX-License-Identifier: BSD-2-Clause */
/* A list of modules, and calls of their properties as scripts make them. */
#pragma once

#include "../wire.h"

#include "resolver/modules/modules.h"

struct module_world {
	struct engine_hooks hooks;
	struct front front;
	struct modules *modules;
	unsigned changes;
};

static struct module_world mw;

static inline void module_world_changed(void *ctx)
{
	((struct module_world *)ctx)->changes++;
}

static inline void module_world_numbers(void *ctx, struct module_numbers *out)
{
	(void)ctx;
	*out = (struct module_numbers){.udp = 7, .tcp = 3, .concurrent = 2};
}

static inline int module_world_setup(void **state)
{
	(void)state;
	memset(&mw, 0, sizeof(mw));
	const struct module_env env = {.front = &mw.front,
	                               .changed = module_world_changed,
	                               .numbers = module_world_numbers,
	                               .ctx = &mw};
	mw.modules = modules_new(&env, &mw.hooks);
	return 0;
}

static inline int module_world_teardown(void **state)
{
	(void)state;
	modules_free(mw.modules);
	return 0;
}

static inline enum err module_load(const char *name)
{
	return modules_load(mw.modules, name, modules_known(name), NULL, MODULES_LAST, NULL);
}

/* What a property says; "~text" of expected: it refuses, with the text in what it says. */
static inline void module_says(const char *module, const char *property, const char *args,
                               const char *expected)
{
	struct module *m = modules_find(mw.modules, module);
	const struct module_property *p = m->api->properties;
	struct text out;
	text_init(&out);
	text_put(&out, "");
	while (p != NULL && p->name != NULL && strcmp(p->name, property) != 0)
		p++;
	module_property_fn *call = strcmp(property, "config") == 0 ? m->api->config
	                           : p != NULL                     ? p->call
	                                                           : NULL;
	assert_non_null(call);
	enum err e = call(m, args, &out);
	bool refused = expected[0] == '~';
	bool as_expected = refused ? strstr(out.buf, expected + 1) != NULL
	                           : strcmp(out.buf, expected) == 0;
	if ((e != OK) != refused || !as_expected)
		fail_msg("%s.%s(%s) gave: %s\n not: %s", module, property, args != NULL ? args : "",
		         out.buf, expected);
	text_deinit(&out);
}

#define MODULE_TEST(f) cmocka_unit_test_setup_teardown(f, module_world_setup, module_world_teardown)
