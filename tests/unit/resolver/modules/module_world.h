/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of modules, and calls of their properties as scripts make them.  Questions of theirs wait
 * until a test answers them; time passes when a test says so.
 */
#pragma once

#include "../wire.h"

#include "base/mem.h"
#include "dns/rrtype.h"
#include "resolver/modules/modules.h"
#include "resolver/modules/policy/policy.h"

/* A question that a module asks. */
struct asked {
	struct name name;
	uint16_t type;
	struct req_options options;
	bool has_options;
	void (*found)(void *arg, const struct request *r);
	void *arg;
};

struct module_timer {
	struct module *m;
	module_due_fn *due;
	int64_t ms; /* until it ends; -1: it does not run */
};

struct module_world {
	uv_loop_t loop;
	struct policy *policy;
	struct engine_hooks hooks;
	struct front front;
	struct modules *modules;
	struct anchors *anchors;
	struct engine_hints hints;
	struct req_options options;
	struct module_checkpoint checkpoint;
	bool follow_anchors;
	unsigned changes, clears;
	bool busy; /* no question is taken */
	unsigned asked_count, timer_count;
	struct asked asked[8];
	struct module_timer *timers[8];
};

static struct module_world mw;

static inline void module_world_changed(void *ctx)
{
	((struct module_world *)ctx)->changes++;
}

static inline void module_world_numbers(void *ctx, struct module_numbers *out)
{
	(void)ctx;
	*out = (struct module_numbers){.udp = 7, .tcp = 3, .internal = 4, .concurrent = 2};
}

static inline void module_world_clear(void *ctx)
{
	((struct module_world *)ctx)->clears++;
}

static inline uint32_t module_world_max_ttl(void *ctx)
{
	(void)ctx;
	return 86400;
}

static inline bool module_world_find(void *ctx, const uint8_t *name, uint16_t type,
                                     const struct req_options *options,
                                     void (*found)(void *arg, const struct request *r), void *arg)
{
	struct module_world *w = ctx;
	if (w->busy)
		return false;
	assert_true(w->asked_count < ARRAY_LEN(w->asked));
	struct asked *a = &w->asked[w->asked_count++];
	*a = (struct asked){.type = type, .found = found, .arg = arg};
	name_copy(&a->name, name);
	a->has_options = options != NULL;
	if (options != NULL)
		a->options = *options;
	return true;
}

static inline struct module_timer *module_world_timer(void *ctx, struct module *m,
                                                      module_due_fn *due)
{
	struct module_world *w = ctx;
	struct module_timer *t = mem_zalloc(sizeof(*t));
	assert_true(w->timer_count < ARRAY_LEN(w->timers));
	*t = (struct module_timer){.m = m, .due = due, .ms = -1};
	w->timers[w->timer_count++] = t;
	return t;
}

static inline void module_world_timer_set(struct module_timer *t, int64_t ms)
{
	t->ms = ms;
}

static inline void module_world_timer_free(struct module_timer *t)
{
	for (unsigned i = 0; i < mw.timer_count; i++) {
		if (mw.timers[i] == t)
			mw.timers[i] = mw.timers[--mw.timer_count];
	}
	mem_free(t);
}

/* The only timer must end in so many milliseconds: it does. */
static inline void module_wait(int64_t ms)
{
	assert_int_equal(mw.timer_count, 1);
	assert_int_equal(mw.timers[0]->ms, ms);
	mw.timers[0]->ms = -1;
	mw.timers[0]->due(mw.timers[0]->m);
}

/* The oldest question must be this one; it is answered with records "owner ttl TYPE rdata", and
 * those that begin with "RRSIG" as signatures of the one before. */
static inline void module_answer(const char *question, uint16_t type, uint16_t rcode,
                                 const char *const *records)
{
	struct asked a = mw.asked[0];
	struct request r;
	struct text name;
	assert_int_not_equal(mw.asked_count, 0);
	memmove(&mw.asked[0], &mw.asked[1], --mw.asked_count * sizeof(a));
	text_init(&name);
	name_print(&name, a.name.wire);
	assert_string_equal(name.buf, question);
	text_deinit(&name);
	assert_int_equal(a.type, type);
	req_init(&r);
	struct req_client client;
	req_client_internal(&client, a.name.wire, type, true);
	req_reset(&r, 1, &client, &mw.options);
	r.wall = clock_wall();
	req_answer_init(&r.answer);
	r.answer.rcode = rcode;
	r.answer.secure = true;
	struct rrset *set = NULL;
	for (; records != NULL && *records != NULL; records++) {
		static uint8_t rdata[4096];
		char owner[300], word[30];
		unsigned ttl;
		int used;
		uint16_t rr;
		assert_int_equal(sscanf(*records, "%299s %u %29s %n", owner, &ttl, word, &used), 3);
		assert_ok(rrtype_parse(&rr, span_str(word)));
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		assert_ok(rdata_parse_line(&w, rr, span_str(*records + used), name_root));
		struct req_set *sets = r.answer.answer;
		if (rr == RR_RRSIG) {
			set = &sets[r.answer.answer_count - 1].sigs;
		} else if (set == NULL || set->type != rr) {
			set = &sets[r.answer.answer_count++].data;
		}
		if (set->count == 0)
			*set = (struct rrset){
				.owner = arena_dup(&r.arena, nm(owner), name_len(nm(owner))),
				.type = rr,
				.class_ = CLASS_IN,
				.ttl = ttl};
		assert_ok(rrset_add(set, &r.arena, wire_written(&w)));
	}
	a.found(a.arg, &r);
	req_deinit(&r);
}
#define ANSWER(question, type, ...)                                                                \
	module_answer(question, type, RCODE_NOERROR, (const char *const[]){__VA_ARGS__, NULL})

static inline int module_world_setup(void **state)
{
	(void)state;
	memset(&mw, 0, sizeof(mw));
	mw.anchors = anchors_new();
	req_options_init(&mw.options);
	if (uv_loop_init(&mw.loop) != 0)
		return 1;
	mw.policy = policy_new(&mw.front, &mw.loop, NULL, NULL);
	const struct module_env env = {.front = &mw.front,
	                               .policy = mw.policy,
	                               .anchors = mw.anchors,
	                               .follow_anchors = &mw.follow_anchors,
	                               .hints = &mw.hints,
	                               .options = &mw.options,
	                               .checkpoint = &mw.checkpoint,
	                               .changed = module_world_changed,
	                               .numbers = module_world_numbers,
	                               .clear_cache = module_world_clear,
	                               .max_ttl = module_world_max_ttl,
	                               .find = module_world_find,
	                               .timer_new = module_world_timer,
	                               .timer_set = module_world_timer_set,
	                               .timer_free = module_world_timer_free,
	                               .ctx = &mw};
	mw.modules = modules_new(&env, &mw.hooks);
	return 0;
}

static inline int module_world_teardown(void **state)
{
	(void)state;
	modules_free(mw.modules);
	policy_close(mw.policy);
	uv_run(&mw.loop, UV_RUN_DEFAULT);
	uv_loop_close(&mw.loop);
	policy_free(mw.policy);
	assert_int_equal(mw.timer_count, 0);
	/* They were forgotten: answers that come now are nobody's. */
	for (unsigned i = 0; i < mw.asked_count; i++)
		mw.asked[i].found(mw.asked[i].arg, NULL);
	anchors_free(mw.anchors);
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
