/* SPDX-License-Identifier: BSD-2-Clause */
/* A script above a service (serve_world.h), and tables of commands with what they must give. */
#pragma once

#include "resolver/serve/serve_world.h"

#include "report/group_log.h"
#include "resolver/script/script.h"

struct script_world {
	struct world w;
	struct script *script;
	struct anchors *anchors;
	struct policy *policy;
	struct modules *modules;
	struct module_checkpoint checkpoint;
	bool follow_anchors;
	bool quit;
	bool verbose;
};

/* A command and its reply; "~text": the reply is an error that has the text in it. */
struct row {
	const char *command;
	const char *reply;
};

static inline void script_world_quit(void *ctx)
{
	((struct script_world *)ctx)->quit = true;
}

static inline void script_world_verbose(void *ctx, bool on)
{
	((struct script_world *)ctx)->verbose = on;
}

/* Fork 2 does not answer, the others say what they were asked. */
static inline bool script_world_ask_peer(void *ctx, unsigned id, struct span command,
                                         struct text *out)
{
	(void)ctx;
	text_printf(out, "[%u]", id * 100);
	return id != 2 && command.len > 0;
}

static inline void script_world_changed(void *ctx)
{
	answer_cache_clear(((struct script_world *)ctx)->w.answers);
}

static inline void script_world_numbers(void *ctx, struct module_numbers *out)
{
	(void)ctx;
	*out = (struct module_numbers){.udp = 7};
}

/* Modules ask nobody here, and no time passes for them. */
static inline bool script_world_find(void *ctx, const uint8_t *name, uint16_t type,
                                     const struct req_options *options,
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

static inline struct module_timer *script_world_timer(void *ctx, struct module *m,
                                                      module_due_fn *due)
{
	(void)ctx;
	(void)m;
	(void)due;
	return NULL;
}

static inline void script_world_timer_set(struct module_timer *t, int64_t ms)
{
	(void)t;
	(void)ms;
}

static inline void script_world_timer_free(struct module_timer *t)
{
	(void)t;
}

static inline void script_world_init(struct script_world *s)
{
	world_init(&s->w);
	s->quit = s->verbose = false;
	s->anchors = anchors_new();
	s->policy = policy_new(&s->w.front, &s->w.loop, script_world_changed, s);
	const struct module_env module_env = {.front = &s->w.front,
	                                      .policy = s->policy,
	                                      .changed = script_world_changed,
	                                      .numbers = script_world_numbers,
	                                      .anchors = s->anchors,
	                                      .follow_anchors = &s->follow_anchors,
	                                      .hints = &s->w.hints,
	                                      .options = &serve_settings(s->w.serve)->request,
	                                      .checkpoint = &s->checkpoint,
	                                      .find = script_world_find,
	                                      .timer_new = script_world_timer,
	                                      .timer_set = script_world_timer_set,
	                                      .timer_free = script_world_timer_free,
	                                      .ctx = s};
	s->modules = modules_new(&module_env, &s->w.hooks);
	const struct script_env env = {
		.loop = &s->w.loop,
		.serve = s->w.serve,
		.engine = &s->w.engine,
		.answers = s->w.answers,
		.cache = s->w.engine.cache,
		.upstream = s->w.engine.upstream,
		.hints = &s->w.hints,
		.modules = s->modules,
		.policy = s->policy,
		.anchors = s->anchors,
		.follow_anchors = &s->follow_anchors,
		.checkpoint = &s->checkpoint,
		.worker_id = 3,
		.worker_count = 4,
		.ask_peer = script_world_ask_peer,
		.quit = script_world_quit,
		.verbose = script_world_verbose,
		.ctx = s,
	};
	s->script = script_new(&env);
}

static inline void script_world_deinit(struct script_world *s)
{
	script_free(s->script);
	modules_free(s->modules);
	anchors_free(s->anchors);
	policy_close(s->policy);
	world_deinit(&s->w);
	policy_free(s->policy);
}

static inline void script_world_run(struct script_world *s, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct text out;
		bool error = rows[i].reply[0] == '~';
		text_init(&out);
		text_put(&out, "");
		bool good = script_eval(s->script, span_str(rows[i].command), &out);
		bool as_expected = error ? strstr(out.buf, rows[i].reply + 1) != NULL
		                         : strcmp(out.buf, rows[i].reply) == 0;
		if (good == error || !as_expected)
			fail_msg("%s\n gave: %s\n not:  %s", rows[i].command, out.buf,
			         rows[i].reply);
		text_deinit(&out);
	}
}

/* One group of rows as a test. */
#define SCRIPT_TEST(name, ...)                                                                     \
	static void name(void **state)                                                             \
	{                                                                                          \
		static const struct row rows[] = {__VA_ARGS__};                                    \
		struct script_world s;                                                             \
		(void)state;                                                                       \
		script_world_init(&s);                                                             \
		script_world_run(&s, rows, ARRAY_LEN(rows));                                       \
		script_world_deinit(&s);                                                           \
	}
