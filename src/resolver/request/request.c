/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests as memory.  What happens to them is the engine's. */

#include "resolver/request/request.h"

void req_init(struct request *r)
{
	memset(r, 0, sizeof(*r));
	arena_init(&r->arena, REQ_ARENA_LIMIT);
	r->stage = REQ_ANSWERED;
}

void req_reset(struct request *r, uint32_t id, const struct req_client *client,
               const struct req_options *options)
{
	struct arena arena = r->arena;
	void *owner = r->owner;
	arena_reset(&arena);
	memset(r, 0, sizeof(*r));
	r->arena = arena;
	r->owner = owner;
	r->id = id;
	r->client = *client;
	r->options = *options;
	req_answer_init(&r->answer);
}

void req_keep_message(struct request *r, struct span message)
{
	void *room;
	if (message.len <= REQ_MESSAGE_MAX && arena_try(&r->arena, message.len, &room) == OK)
		r->message = span_of(memcpy(room, message.data, message.len), message.len);
}

void req_deinit(struct request *r)
{
	arena_deinit(&r->arena);
	r->plan = (struct plan){0};
	r->stage = REQ_ANSWERED;
}
