/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the modules policy and view have in common: the rules, how functions of scripts are called
 * for them, and what they keep of requests that are under way.
 *
 * Owner: resolver/main; outlives the modules and the service.  Thread: the loop's.
 */
#pragma once

#include "base/list.h"
#include "resolver/engine/hooks.h"
#include "resolver/rules/rules.h"

#include <uv.h>

/* What a function of a script said. */
enum policy_said {
	POLICY_NOTHING, /* the rule is not about this question; the next one is looked at */
	POLICY_ACTION,  /* a native action */
	POLICY_CHAIN,   /* it has acted; the next rule is looked at */
	POLICY_STOP,    /* it has acted; the question is resolved */
	POLICY_DONE,    /* request->answer is the answer */
	POLICY_FAILED,  /* the question fails */
};

/* How scripts are called; set by resolver/script. */
struct policy_calls {
	void *ctx;
	/* A rule that is a function, by its number. out  gets a reference with POLICY_ACTION */
	enum policy_said (*rule)(void *ctx, int number, struct request *r, struct action **out);
	/* An action that is a function. */
	enum policy_said (*act)(void *ctx, int number, struct request *r);
	/* They may have changed the list of special names: bring RULES_SPECIAL up to date. NULL:
	 * none has seen it */
	void (*special)(void *ctx);
};

struct policy {
	struct rules *rules;
	struct policy_calls calls;
	struct list live;  /* what is kept of requests */
	struct list feeds; /* zones of rules that follow their files (rpz_feed.h) */
	uv_loop_t *loop;
	/* Answers that were made so far may be wrong from now on. */
	void (*changed)(void *ctx);
	void *changed_ctx;
};

/* front, loop  borrowed until policy_free;  changed  may be NULL */
struct policy *policy_new(struct front *front, uv_loop_t *loop, void (*changed)(void *ctx),
                          void *ctx);

/* The loop is to end: no rule is left, and handles are closed in its next turns. */
void policy_close(struct policy *p);

/* After the loop has ended. */
void policy_free(struct policy *p);

/* What came of the rules of a list. */
enum policy_end {
	POLICY_END_CHAIN,    /* no rule stopped */
	POLICY_END_RESOLVE,  /* one did; the question is resolved */
	POLICY_END_ANSWERED, /* one did; request->answer is the answer */
};

/*
 * Walk over the rules of a list.
 *
 * r  its question is known; with RULES_ANSWER, its answer
 */
enum policy_end policy_run(struct policy *p, enum rules_chain chain, struct request *r);

/* Is a filter about this request's question? */
bool policy_matches(const struct policy *p, const struct filter *f, const struct request *r);

/*
 * Carry out one action, whatever rule it is of.
 */
enum policy_end policy_do(struct policy *p, const struct action *a, struct request *r);

/* Carry out what a rule says of a request: the action, or what a zone of rules has for the name. */
enum policy_end policy_do_rule(struct policy *p, const struct filter *f, const struct action *a,
                               struct request *r);

/* A find hook: a rule may have given the question another name. */
enum hook_result policy_find(struct request *r, struct query *q);

/* A finish hook: rules for answers, counting, and nothing is kept of the request any more. */
void policy_finish(struct policy *p, struct request *r);

/* Fill RULES_SPECIAL with the rules that are built in. */
void policy_special_init(struct policy *p);

/* Walk over the rules for special names, if the request is for one and not exempt. */
enum policy_end policy_special(struct policy *p, struct request *r);

/* What a special name gets. POLICY_END_CHAIN: it is none, or the question is not about it. */
enum policy_end policy_special_answer(struct request *r);
