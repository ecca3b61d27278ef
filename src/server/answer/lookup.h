/* SPDX-License-Identifier: BSD-2-Clause */
/* A query on its way through answer_batch, and a worker's memory: for this folder. */
#pragma once

#include "server/answer/compose.h"
#include "server/answer/hook_run.h"
#include "server/answer/reply_options.h"

/* What is to become of a query. */
enum outcome {
	OUTCOME_LOOK_UP,
	OUTCOME_ERROR, /* a reply with rcode and ede, without records */
	OUTCOME_CHAOS,
	OUTCOME_NAMED, /* to->kind says it: not answered here */
};

struct lookup {
	struct query query;
	enum outcome outcome;
	uint16_t rcode;
	int ede;
	const struct zone_version *version; /* with OUTCOME_LOOK_UP */
	const struct qp_twig *at;           /* where its descent has come */
	struct zone_path path;
	struct hook_query *hook; /* NULL: no module takes part */
	struct hook_pair lists;  /* with hook */
};

struct answer_scratch {
	bool general;
	bool was_hooked; /* a module was asked: see answer_scratch_was_hooked */
	struct answer_moment moment;
	struct zone_expander expander, names;
	struct plan plan;
	struct reply_options extra;
	struct hook_query *hooks; /* ANSWER_BATCH of them, made when first needed */
	struct lookup lookups[ANSWER_BATCH];
};

/* Options of the reply's OPT; valid until the next call. */
struct span lookup_options(struct answer_scratch *s, const struct lookup *l,
                           const struct answer_query *to, const struct answer_options *options);

/* Decide what the zone has: fills s->plan. */
void lookup_decide(struct answer_scratch *s, struct lookup *l);

/* Ask the first two stages; may change the outcome. */
void hooked_begin(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                  struct answer_query *to);

/*
 * Answer with modules that may write records.
 *
 * returns false when none wants to: answer as if they were not there
 */
bool hooked_answer(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                   struct answer_query *to);

/* Ask the stage behind a reply that was made; may cut or drop it. */
void hooked_end(struct answer_scratch *s, struct lookup *l, const struct answer_options *options,
                struct answer_query *to);
