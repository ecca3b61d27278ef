/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking kdig's queries and printing what comes back. */
#pragma once

#include "tools/cli/lookup_run.h"
#include "tools/kdig/params.h"

/*
 * Ask one query of its servers in turn, print the answer.
 *
 * returns false when no usable answer came
 */
bool kdig_run(struct lookup_net *net, struct kdig_query *q, const struct kdig_params *params);

/* Ask one address for a whole transfer (transfer.c). */
bool kdig_run_transfer(struct lookup_net *net, struct kdig_query *q, const struct addr *server);

/* How the query wants to be asked. */
struct lookup_how kdig_how(const struct kdig_query *q);

/* Print the query when it leaves: a lookup_sent_fn, ctx is struct kdig_sent. */
struct kdig_sent {
	const struct kdig_query *query;
	const struct lookup_message *message;
};
void kdig_print_sent(void *ctx, const struct addr *server, bool tcp, int64_t ns);

/* Append ";; Time ..." and ";; From|To server in N ms". */
void kdig_put_when(struct text *t, const char *preposition, const struct addr *server, bool tcp,
                   int64_t ns);
