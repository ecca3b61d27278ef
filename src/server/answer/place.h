/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the message of a plan by copying fragments: the fast way. Pure. */
#pragma once

#include "server/answer/plan.h"

/* Room of a reply, shared by both ways of making one. */
struct reply_space {
	uint8_t *data;
	size_t cap;        /* octets that records of the plan may fill */
	unsigned rotation; /* records of answers are rotated by this; 0: not */
};

enum place_result {
	PLACE_DONE,
	PLACE_TRUNCATED, /* what had to be there does not fit: TC */
	PLACE_UNFIT,     /* nothing usable was written: compose it */
};

/*
 * Write the records of a plan behind the question.
 *
 * at      gets the end of the message; comes as the end of the question
 * counts  gets the numbers of records, by section
 */
enum place_result plan_place(const struct plan *plan, const struct query *q,
                             const struct reply_space *space, size_t *at, uint16_t counts[4]);
