/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking one address of a remote for one RRset: set_query over question. Blocks. */
#pragma once

#include "server/transfer/question.h"
#include "server/transfer/set_query.h"

/* A question for one set, and what was answered, in an arena of the caller's. */
struct set_asked {
	const uint8_t *name;
	uint16_t type;
	struct arena arena;
	struct set_reply reply;
};

/* Ask; the reply before is forgotten.  errors of set_query_write, question_ask, set_reply_read */
MUST_USE enum err set_ask(struct question_answer *answer, const struct question *q,
                          struct set_asked *a);
