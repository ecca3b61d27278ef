/* SPDX-License-Identifier: BSD-2-Clause */
/* Defaults of a query, and its end. */

#include "tools/kdig/query.h"

#include "base/mem.h"

enum { TIMEOUT_MS = 5000, RETRIES = 2 };

void kdig_query_init(struct kdig_query *q)
{
	*q = (struct kdig_query){
		.family = AF_UNSPEC,
		.timeout_ms = TIMEOUT_MS,
		.retries = RETRIES,
		.stats = true,
		.style = message_style_default(),
	};
	lookup_init(&q->lookup);
}

void kdig_query_deinit(struct kdig_query *q)
{
	mem_free(q->name);
	VEC_FREE(&q->servers.args);
	tsig_key_wipe(&q->key);
}
