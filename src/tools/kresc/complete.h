/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What may follow in a line of Lua: names of the daemon at the top, and fields of its tables behind
 * a dot.
 */
#pragma once

#include "base/text.h"
#include "base/vec.h"

/* Have the daemon give a text for a command; false: there is none. */
typedef bool complete_ask_fn(void *ctx, const char *command, struct text *reply);

struct completion {
	VEC(char *)
	found;         /* candidates for the last word, in order, each with "(" or "." behind it */
	size_t have;   /* octets of them that are there already */
	size_t common; /* octets that they begin with alike */
};

/*
 * Find what the name at the end of a line may become.
 *
 * before  the line up to the cursor
 * out     initialised here; free with completion_deinit
 */
void complete(struct completion *out, const char *before, complete_ask_fn *ask, void *ctx);
void completion_deinit(struct completion *c);
