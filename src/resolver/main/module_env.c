/* SPDX-License-Identifier: BSD-2-Clause */
/* What modules may act upon, by the service and the loop. */

#include "resolver/main/module_env.h"

#include "base/mem.h"

struct module_timer {
	uv_timer_t timer;
	struct module *m;
	module_due_fn *due;
};

/* Modules answer otherwise from now on. */
static void changed(void *ctx)
{
	const struct module_parts *p = ctx;
	answer_cache_clear(p->answers);
}

static void numbers(void *ctx, struct module_numbers *out)
{
	const struct module_parts *p = ctx;
	struct serve_numbers n;
	serve_get_numbers(p->serve, &n);
	*out = (struct module_numbers){
		.udp = n.udp,
		.tcp = n.tcp,
		.internal = n.internal,
		.concurrent = n.concurrent,
	};
}

static void clear_cache(void *ctx)
{
	const struct module_parts *p = ctx;
	cache_clear(p->cache);
	answer_cache_clear(p->answers);
	up_clear(p->upstream);
}

static uint32_t max_ttl(void *ctx)
{
	const struct module_parts *p = ctx;
	return cache_clamp_ttl(p->cache, CACHE_SET, UINT32_MAX);
}

static bool find(void *ctx, const uint8_t *name, uint16_t type, const struct req_options *options,
                 void (*found)(void *arg, const struct request *r), void *arg)
{
	const struct module_parts *p = ctx;
	return serve_find(p->serve, name, type, options, found, arg);
}

static void on_timer(uv_timer_t *timer)
{
	struct module_timer *t = timer->data;
	t->due(t->m);
}

static struct module_timer *timer_new(void *ctx, struct module *m, module_due_fn *due)
{
	const struct module_parts *p = ctx;
	struct module_timer *t = mem_zalloc(sizeof(*t));
	uv_timer_init(p->loop, &t->timer);
	uv_unref((uv_handle_t *)&t->timer); /* no reason to go on */
	t->timer.data = t;
	t->m = m;
	t->due = due;
	return t;
}

static void timer_set(struct module_timer *t, int64_t ms)
{
	if (ms < 0)
		uv_timer_stop(&t->timer);
	else
		uv_timer_start(&t->timer, on_timer, (uint64_t)ms, 0);
}

static void on_closed(uv_handle_t *h)
{
	mem_free(h->data);
}

static void timer_free(struct module_timer *t)
{
	uv_close((uv_handle_t *)&t->timer, on_closed);
}

void module_env_init(struct module_env *out, struct module_parts *parts)
{
	*out = (struct module_env){
		.front = parts->front,
		.policy = parts->policy,
		.anchors = parts->anchors,
		.follow_anchors = parts->follow_anchors,
		.hints = parts->hints,
		.options = &serve_settings(parts->serve)->request,
		.checkpoint = parts->checkpoint,
		.changed = changed,
		.numbers = numbers,
		.clear_cache = clear_cache,
		.max_ttl = max_ttl,
		.find = find,
		.timer_new = timer_new,
		.timer_set = timer_set,
		.timer_free = timer_free,
		.ctx = parts,
	};
}
