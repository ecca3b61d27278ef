/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of modules.  Invariant: the hook table holds exactly those modules of the list that have
 * functions, with orders that follow the list, below ENGINE_HOOK_ITERATE and ENGINE_HOOK_CACHE for
 * those before these.
 */

#include "resolver/modules/modules.h"

#include "base/mem.h"
#include "base/vec.h"
#include "resolver/modules/builtin.h"
#include "resolver/modules/errand.h"

#include <assert.h>
#include <string.h>

/* A module or built-in layer. */
struct entry {
	char *name;
	bool built_in;
	struct module *module; /* of a C module */
	struct engine_hook layer;
};

struct modules {
	struct module_env env;
	struct engine_hooks *hooks;
	VEC(struct entry) list;
};

static const struct module_api *const known[] = {
	&module_bogus_log,
	&module_detect_time_jump,
	&module_detect_time_skew,
	&module_dns64,
	&module_edns_keepalive,
	&module_extended_error,
	&module_hints,
	&module_nsid,
	&module_policy,
	&module_predict,
	&module_priming,
	&module_rebinding,
	&module_refuse_nord,
	&module_renumber,
	&module_serve_stale,
	&module_stats,
	&module_ta_sentinel,
	&module_ta_signal_query,
	&module_ta_update,
	&module_view,
	&module_watchdog,
	&module_workarounds,
	NULL,
};

const struct module_api *modules_known(const char *name)
{
	for (size_t i = 0; known[i] != NULL; i++) {
		if (strcmp(known[i]->name, name) == 0)
			return known[i];
	}
	return NULL;
}

struct modules *modules_new(const struct module_env *env, struct engine_hooks *hooks)
{
	static const char *const layers[] = {"iterate", "validate", "cache"};
	struct modules *m = mem_zalloc(sizeof(*m));
	m->env = *env;
	m->env.list = m;
	m->hooks = hooks;
	for (size_t i = 0; i < ARRAY_LEN(layers); i++) {
		struct entry e = {.name = mem_strdup(layers[i]), .built_in = true};
		VEC_PUSH(&m->list, e);
	}
	return m;
}

static void entry_deinit(struct entry *e)
{
	if (e->module != NULL && e->module->api->deinit != NULL)
		e->module->api->deinit(e->module);
	if (e->module != NULL)
		errands_forget(e->module);
	mem_free(e->module);
	mem_free(e->name);
}

void modules_free(struct modules *m)
{
	if (m == NULL)
		return;
	engine_hooks_init(m->hooks);
	while (m->list.count > 0)
		entry_deinit(&m->list.items[--m->list.count]);
	VEC_FREE(&m->list);
	mem_free(m);
}

/* Place of a name in the list; its length: not there. */
static size_t find(const struct modules *m, const char *name)
{
	size_t i = 0;
	if (strcmp(name, "rrcache") == 0 || strcmp(name, "pktcache") == 0)
		name = "cache";
	while (i < m->list.count && strcmp(m->list.items[i].name, name) != 0)
		i++;
	return i;
}

static bool has_functions(const struct engine_hook *h)
{
	return h->begin != NULL || h->find != NULL || h->produce != NULL || h->checkout != NULL ||
	       h->consume != NULL || h->found != NULL || h->finish != NULL;
}

/* Make the hook table anew. */
static void set_hooks(struct modules *m)
{
	int base = ENGINE_HOOK_FIRST;
	engine_hooks_init(m->hooks);
	for (size_t i = 0; i < m->list.count; i++) {
		struct entry *e = &m->list.items[i];
		if (e->built_in && strcmp(e->name, "iterate") == 0)
			base = ENGINE_HOOK_ITERATE;
		if (e->built_in && strcmp(e->name, "cache") == 0)
			base = ENGINE_HOOK_CACHE;
		e->layer.name = e->name;
		e->layer.order = base + (int)i;
		if (!has_functions(&e->layer))
			continue;
		enum err err = engine_hooks_add(m->hooks, &e->layer);
		assert(err == OK); /* names differ, and modules_load keeps the bound */
		(void)err;
	}
	m->env.changed(m->env.ctx);
}

static void insert(struct modules *m, size_t at, const struct entry *e)
{
	VEC_PUSH(&m->list, *e);
	for (size_t i = m->list.count - 1; i > at; i--)
		m->list.items[i] = m->list.items[i - 1];
	m->list.items[at] = *e;
}

enum err modules_load(struct modules *m, const char *name, const struct module_api *api,
                      const struct engine_hook *layer, enum modules_place place, const char *ref)
{
	size_t at = m->list.count;
	struct entry e = {.layer = api != NULL ? api->layer : *layer};
	if (find(m, name) < m->list.count)
		return E_EXISTS;
	if (api != NULL && api->abi != MODULE_ABI)
		return E_NOTSUP;
	if (m->list.count == ENGINE_HOOKS_MAX)
		return E_LIMIT;
	if (place != MODULES_LAST && (at = find(m, ref)) == m->list.count)
		return E_NOTFOUND;
	e.name = mem_strdup(name);
	if (api != NULL) {
		e.module = mem_zalloc(sizeof(*e.module));
		*e.module = (struct module){.api = api, .env = &m->env};
		list_init(&e.module->errands);
		e.layer.ctx = e.module;
		if (api->init != NULL)
			api->init(e.module);
	}
	insert(m, at + (place == MODULES_AFTER), &e);
	set_hooks(m);
	return OK;
}

/* Take an entry out of the list. */
static struct entry take(struct modules *m, size_t at)
{
	struct entry e = m->list.items[at];
	m->list.count--;
	for (size_t i = at; i < m->list.count; i++)
		m->list.items[i] = m->list.items[i + 1];
	return e;
}

enum err modules_move(struct modules *m, const char *name, enum modules_place place,
                      const char *ref)
{
	size_t at = find(m, name), to = find(m, ref);
	if (at == m->list.count || m->list.items[at].built_in || to == m->list.count || to == at)
		return E_NOTFOUND;
	struct entry e = take(m, at);
	insert(m, find(m, ref) + (place == MODULES_AFTER), &e);
	set_hooks(m);
	return OK;
}

enum err modules_unload(struct modules *m, const char *name)
{
	size_t at = find(m, name);
	if (at == m->list.count || m->list.items[at].built_in)
		return E_NOTFOUND;
	struct entry e = take(m, at);
	set_hooks(m);
	entry_deinit(&e);
	return OK;
}

const char *modules_name(const struct modules *m, size_t i)
{
	return i < m->list.count ? m->list.items[i].name : NULL;
}

struct module *modules_find(struct modules *m, const char *name)
{
	size_t at = find(m, name);
	return at < m->list.count ? m->list.items[at].module : NULL;
}
