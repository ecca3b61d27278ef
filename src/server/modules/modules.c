/* SPDX-License-Identifier: BSD-2-Clause */
/* Modules by name, and their lists: one of the server, one of each zone that has some. */

#include "server/modules/modules.h"

#include "base/mem.h"

#include <assert.h>
#include <string.h>

static const struct module_ops *const known[] = {
	&module_stats,
	&module_whoami,
	&module_cookies,
	&module_rrl,
};

/* The modules of one list, beside the hooks that refer to them. */
struct module_list {
	struct hook_list *hooks; /* NULL: none */
	const struct module_ops **ops;
};

struct modules {
	struct module_list global;
	struct module_list *zones;
	size_t zone_count;
};

int64_t module_number(const struct conf_block *block, const char *item, int64_t otherwise)
{
	const struct conf_entry *e = conf_entry_find(block, item);
	return e != NULL && e->values.count > 0 ? e->values.items[0].number : otherwise;
}

static const struct module_ops *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (strcmp(known[i]->name, name) == 0)
			return known[i];
	}
	return NULL;
}

static void list_make(struct module_list *out, const struct conf_modules *refs, bool is_global)
{
	if (refs->count == 0)
		return;
	out->hooks = hook_list_new(refs->count);
	out->ops = mem_calloc(refs->count, sizeof(*out->ops));
	for (size_t i = 0; i < refs->count; i++) {
		const struct module_ops *ops = find(refs->refs[i].name);
		struct module_config config = {.block = refs->refs[i].block,
		                               .is_global = is_global};
		assert(ops != NULL);
		out->ops[i] = ops;
		out->hooks->hooks[i] = (struct hook){&ops->hooks, ops->make(&config)};
	}
	hook_list_finish(out->hooks);
}

static void list_free(struct module_list *list)
{
	if (list->hooks == NULL)
		return;
	for (size_t i = 0; i < list->hooks->count; i++)
		list->ops[i]->free(list->hooks->hooks[i].module);
	hook_list_free(list->hooks);
	mem_free(list->ops);
}

struct modules *modules_new(const struct conf *conf)
{
	struct modules *m = mem_zalloc(sizeof(*m));
	m->zones = mem_calloc(conf->zone_count, sizeof(*m->zones));
	m->zone_count = conf->zone_count;
	list_make(&m->global, &conf->global_modules, true);
	for (size_t i = 0; i < conf->zone_count; i++)
		list_make(&m->zones[i], &conf->zones[i].modules, false);
	return m;
}

void modules_free(struct modules *m)
{
	if (m == NULL)
		return;
	list_free(&m->global);
	for (size_t i = 0; i < m->zone_count; i++)
		list_free(&m->zones[i]);
	mem_free(m->zones);
	mem_free(m);
}

const struct hook_list *modules_global(const struct modules *m)
{
	return m->global.hooks;
}

const struct hook_list *modules_zone(const struct modules *m, size_t zone)
{
	return m->zones[zone].hooks;
}

/* Adds the module's name to what it tells. */
struct telling {
	modules_counter_fn each;
	void *ctx;
	const char *module;
};

static void tell(void *ctx, const char *name, const char *id, uint64_t value)
{
	const struct telling *t = ctx;
	t->each(t->ctx, t->module, name, id, value);
}

static void list_counters(const struct module_list *list, modules_counter_fn each, void *ctx)
{
	for (size_t i = 0; list->hooks != NULL && i < list->hooks->count; i++) {
		struct telling t = {each, ctx, list->ops[i]->name};
		if (list->ops[i]->counters != NULL)
			list->ops[i]->counters(list->hooks->hooks[i].module, tell, &t);
	}
}

void modules_counters_global(const struct modules *m, modules_counter_fn each, void *ctx)
{
	list_counters(&m->global, each, ctx);
}

void modules_counters_zone(const struct modules *m, size_t zone, modules_counter_fn each, void *ctx)
{
	list_counters(&m->zones[zone], each, ctx);
}
