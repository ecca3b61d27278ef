/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes into the resolver's step machine and what comes out: environment, events, actions.
 * Plain values; engine.h says how they are used.
 */
#pragma once

#include "observe/trace.h"
#include "resolver/anchors/anchors.h"
#include "resolver/cache/rrcache.h"
#include "resolver/engine/hints.h"
#include "resolver/engine/hooks.h"
#include "resolver/request/request.h"
#include "resolver/upstream/upstream.h"
#include "resolver/validate/validator.h"

/* What all requests share. Borrowed by engine_step. */
struct engine_env {
	struct rrcache *cache;
	struct upstream *upstream;
	const struct engine_hints *hints;
	const struct engine_hooks *hooks; /* NULL: none */
	const struct anchors *anchors;    /* NULL: nothing is validated */
	struct validator *validator;      /* with anchors */
	struct trace *trace;              /* NULL: nothing is recorded */
	bool trace_asked;                 /* only of requests with the option `trace` */
};

enum engine_event_type {
	ENGINE_BEGIN, /* the first event of a request */
	ENGINE_REPLY, /* a message that matches ask `ask`: id, address and question were checked */
	ENGINE_MISMATCH, /* a message came for `ask` that does not answer it; the exchange goes on
	                    unless an action ENGINE_CANCEL says otherwise */
	ENGINE_FAILED,   /* `ask` ended without reply: `err` is E_TIMEOUT or of the network */
	ENGINE_WAKE,     /* the time of an ENGINE_WAIT or ENGINE_CONTINUE has come */
	ENGINE_RESUME,   /* a hook that waited has finished: `token`, `hook` */
};

struct engine_event {
	enum engine_event_type type;
	struct mono now;
	struct wall wall;
	uint32_t ask;          /* REPLY, MISMATCH, FAILED */
	struct span reply;     /* REPLY: borrowed for the call */
	bool case_only;        /* MISMATCH: nothing but the letters' case is wrong */
	enum err err;          /* FAILED */
	uint32_t token;        /* RESUME */
	enum hook_result hook; /* RESUME: HOOK_NEXT, HOOK_ANSWERED or HOOK_FAILED */
};

enum engine_action_type {
	ENGINE_ASK,      /* send `ask`; its end is an event */
	ENGINE_CANCEL,   /* forget ask number `cancel`; no event of it is awaited */
	ENGINE_ANSWER,   /* request->answer is ready; the request is over */
	ENGINE_WAIT,     /* nothing to do before `at` unless another event comes */
	ENGINE_CONTINUE, /* there is more to do: step again with ENGINE_WAKE after serving others */
};

struct engine_ask {
	uint32_t number; /* in this request, from 1; 0 is none */
	struct addr to;
	bool as_given; /* a forwarder: its port is meant as it is */
	bool tcp;
	bool check_case; /* the question must come back letter for letter (0x20) */
	uint32_t timeout_ms;
	struct span message; /* id 0: the exchange draws one. In the request's arena */
};

struct engine_action {
	enum engine_action_type type;
	union {
		struct engine_ask ask;
		uint32_t cancel;
		struct mono at;
	};
};

enum { ENGINE_ACTIONS_MAX = 4 };

struct engine_actions {
	unsigned count;
	struct engine_action list[ENGINE_ACTIONS_MAX];
};
