/* SPDX-License-Identifier: BSD-2-Clause */
/* Modules without a service below them. */

#include "modules_play.h"

#include <stdio.h>
#include <string.h>

static void nothing(void *ctx)
{
	(void)ctx;
}

static void no_numbers(void *ctx, struct module_numbers *out)
{
	(void)ctx;
	*out = (struct module_numbers){0};
}

static uint32_t max_ttl(void *ctx)
{
	(void)ctx;
	return UINT32_MAX;
}

static bool find(void *ctx, const uint8_t *name, uint16_t type, const struct req_options *options,
                 void (*found)(void *arg, const struct request *r), void *arg)
{
	(void)ctx;
	(void)name;
	(void)type;
	(void)options;
	(void)found;
	(void)arg;
	return false;
}

static struct module_timer *timer_new(void *ctx, struct module *m, module_due_fn *due)
{
	(void)ctx;
	(void)m;
	(void)due;
	return NULL;
}

static void timer_set(struct module_timer *t, int64_t ms)
{
	(void)t;
	(void)ms;
}

static void timer_free(struct module_timer *t)
{
	(void)t;
}

void modules_play_init(struct modules_play *p, struct engine_hooks *hooks,
                       const struct anchors *anchors, struct engine_hints *hints,
                       struct req_options *options)
{
	p->policy = policy_new(&p->front, NULL, NULL, NULL);
	const struct module_env env = {
		.front = &p->front,
		.policy = p->policy,
		.anchors = anchors,
		.follow_anchors = &p->follow_anchors,
		.hints = hints,
		.options = options,
		.checkpoint = &p->checkpoint,
		.changed = nothing,
		.numbers = no_numbers,
		.clear_cache = nothing,
		.max_ttl = max_ttl,
		.find = find,
		.timer_new = timer_new,
		.timer_set = timer_set,
		.timer_free = timer_free,
		.ctx = p,
	};
	p->modules = modules_new(&env, hooks);
}

void modules_play_deinit(struct modules_play *p)
{
	modules_free(p->modules);
	policy_close(p->policy);
	policy_free(p->policy);
}

static bool configure(struct module *m, const char *args)
{
	struct text out;
	text_init(&out);
	text_put(&out, "");
	bool good = m->api->config != NULL && m->api->config(m, args, &out) == OK;
	if (!good)
		printf("%s: %s\n", m->api->name, out.buf);
	text_deinit(&out);
	return good;
}

bool modules_play_load(struct modules_play *p, const char *words)
{
	char name[32];
	size_t len = strcspn(words, " ");
	if (len >= sizeof(name))
		return false;
	memcpy(name, words, len);
	name[len] = '\0';
	const struct module_api *api = modules_known(name);
	if (api == NULL || modules_load(p->modules, name, api, NULL, MODULES_LAST, NULL) != OK)
		return false;
	return words[len] == '\0' || configure(modules_find(p->modules, name), words + len + 1);
}
