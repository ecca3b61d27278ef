/* SPDX-License-Identifier: BSD-2-Clause */
/* The engine with one root server, moved event by event. */
#pragma once

#include "../wire.h"

#include "base/rand.h"
#include "resolver/engine/engine.h"

struct play {
	struct engine_env env;
	struct engine_hints hints;
	struct engine_hooks hooks;
	struct req_options options;
	struct request r;
	struct mono now;
	struct wall wall;
	struct engine_actions actions; /* of the last step */
	struct engine_ask ask;         /* the last one */
	struct msg asked;              /* its message */
	bool answered;
};

static struct play p;

static inline int play_setup(void **state)
{
	(void)state;
	struct cache_options cache;
	memset(&p, 0, sizeof(p));
	rand_replay(1);
	cache_options_init(&cache);
	engine_hooks_init(&p.hooks);
	req_options_init(&p.options);
	p.options.minimise = false;
	p.env = (struct engine_env){.cache = cache_new(&cache),
	                            .upstream = up_new(100),
	                            .hints = &p.hints,
	                            .hooks = &p.hooks,
	                            .trace = trace_new(100)};
	assert_ok(hints_add(&p.hints, nm("k."), span_of((uint8_t[]){192, 0, 2, 1}, 4), 53));
	req_init(&p.r);
	p.now = (struct mono){NS_PER_S};
	p.wall = (struct wall){1000000};
	return 0;
}

static inline int play_teardown(void **state)
{
	(void)state;
	req_deinit(&p.r);
	cache_free(p.env.cache);
	up_free(p.env.upstream);
	trace_free(p.env.trace);
	rand_replay(0);
	return 0;
}

static inline void play_step(struct engine_event event)
{
	event.now = p.now;
	event.wall = p.wall;
	engine_step(&p.env, &p.r, &event, &p.actions);
	for (unsigned i = 0; i < p.actions.count; i++) {
		const struct engine_action *a = &p.actions.list[i];
		if (a->type == ENGINE_ASK) {
			p.ask = a->ask;
			assert_ok(msg_parse(&p.asked, p.ask.message));
		}
		p.answered = p.answered || a->type == ENGINE_ANSWER;
	}
}

static inline void play_begin(const char *name, uint16_t type)
{
	struct req_client c;
	req_client_internal(&c, nm(name), type, false);
	req_reset(&p.r, 1, &c, &p.options);
	p.answered = false;
	play_step((struct engine_event){.type = ENGINE_BEGIN});
}

static inline void play_reply(const struct reply_text *t)
{
	p.now = mono_add_ms(p.now, 1);
	play_step((struct engine_event){.type = ENGINE_REPLY,
	                                .ask = p.ask.number,
	                                .reply = reply_wire(p.asked.qname.wire, p.asked.qtype, t)});
}

static inline void play_fail(enum err err)
{
	if (err == E_TIMEOUT)
		p.now = mono_add_ms(p.now, p.ask.timeout_ms);
	play_step((struct engine_event){.type = ENGINE_FAILED, .ask = p.ask.number, .err = err});
}

/* Is the action there? */
static inline bool play_has(enum engine_action_type type)
{
	for (unsigned i = 0; i < p.actions.count; i++) {
		if (p.actions.list[i].type == type)
			return true;
	}
	return false;
}

/* The address asked last: its last octet. */
static inline int play_server(void)
{
	return addr_octets(&p.ask.to).data[3];
}

#define REPLY(...) (&(struct reply_text){__VA_ARGS__})
#define PLAY(f)    cmocka_unit_test_setup_teardown(f, play_setup, play_teardown)
