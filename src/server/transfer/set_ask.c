/* SPDX-License-Identifier: BSD-2-Clause */
/* What is answered is believed as far as the remote's key, if any, makes it so. */

#include "server/transfer/set_ask.h"

#include "base/rand.h"

enum { QUERY_MAX = 2048 };

static enum err take_set(void *ctx, const struct msg *answer)
{
	struct set_asked *a = ctx;
	return set_reply_read(&a->reply, &a->arena, answer, a->name, a->type);
}

enum err set_ask(struct question_answer *answer, const struct question *q, struct set_asked *a)
{
	uint8_t message[QUERY_MAX];
	size_t len = 0;
	arena_reset(&a->arena);
	a->reply = (struct set_reply){0};
	TRY(set_query_write(a->name, a->type, rand_u16(), message, sizeof(message), &len));
	return question_ask(answer, q, message, len, sizeof(message), take_set, a);
}
