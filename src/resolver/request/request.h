/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A request: one client's question from its arrival to its answer.  Plain state; engine/engine.h
 * moves it.
 *
 * Owner: who called req_init (resolver/serve keeps a free list of them).  Thread: its owner's.
 * Memory: one arena with a bound; all that a request gathers lives in it until req_reset.
 */
#pragma once

#include "base/arena.h"
#include "resolver/request/answer.h"
#include "resolver/request/budget.h"
#include "resolver/request/client.h"
#include "resolver/request/options.h"
#include "resolver/request/plan.h"
#include "resolver/request/trust.h"

enum {
	REQ_ARENA_LIMIT = 1 << 20,
	REQ_MESSAGE_MAX = 4096, /* of a client's message that is kept */
};

enum req_stage {
	REQ_NEW,      /* engine_step has not seen it */
	REQ_BEGIN,    /* begin hooks run */
	REQ_RESOLVE,  /* the plan is worked on */
	REQ_FINISH,   /* the answer is made; finish hooks run */
	REQ_ANSWERED, /* the answer has been handed out; further events are ignored */
};

struct request {
	uint32_t id; /* for traces; chosen by the owner */
	enum req_stage stage;
	struct arena arena;
	struct req_client client;
	struct span message; /* the client's, as it came; empty: none that is kept. In the arena */
	struct req_options options;
	struct budget budget;
	struct plan plan;
	struct zone_trust *trust;
	uint8_t trust_queries; /* made so far */
	struct req_answer answer;
	struct mono began;
	struct mono now; /* of the event being worked on */
	struct wall wall;
	uint32_t asks; /* number of the last ask */

	/* where in the hook table it is, and the token it waits for; 0 = none */
	uint16_t hook_next;
	uint32_t hook_token;
	uint8_t hook_queries; /* asked for modules so far */
	bool stale_tried;     /* expired data were looked for, since time was up for them */

	bool own;       /* the answer is for this client alone: not kept, not shared with others */
	uint16_t tally; /* who counts that it was sent (front->tallies); 0: nobody */
	void *rules;    /* what module policy keeps of it */
	void *script;   /* what resolver/script keeps of it */

	void *owner; /* not looked at */
};

/* Prepare memory for requests; nothing is allocated yet. */
void req_init(struct request *r);

/* Begin with a client's question, forgetting all that was; keeps one block of memory. */
void req_reset(struct request *r, uint32_t id, const struct req_client *client,
               const struct req_options *options);

/* Keep the client's message, unless it is longer than REQ_MESSAGE_MAX or there is no memory. */
void req_keep_message(struct request *r, struct span message);

void req_deinit(struct request *r);
