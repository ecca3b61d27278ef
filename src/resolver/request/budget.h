/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a request may still spend.  Nothing gives anything back (resolution contract section 2;
 * "compositional amplification").
 */
#pragma once

#include "base/clock.h"
#include "resolver/request/options.h"
#include "resolver/request/query.h"

struct budget {
	struct mono deadline;
	uint16_t sends;       /* messages sent so far */
	uint16_t checks_left; /* signatures that may still be checked */
	uint32_t rounds_left; /* compressions of SHA-1 for NSEC3 */
};

void budget_begin(struct budget *b, const struct req_limits *l, struct mono now);

/* Take one message for a query; false when it, or the request, has none left. */
bool budget_take_send(struct budget *b, const struct req_limits *l, struct query *q);

/* Whole milliseconds until the deadline; 0 when it has passed. */
uint32_t budget_left_ms(const struct budget *b, struct mono now) PURE;
