/* SPDX-License-Identifier: BSD-2-Clause */
/* QNAME minimisation: how much of a name a server gets to see (RFC 9156).  Pure. */
#pragma once

#include "resolver/request/options.h"
#include "resolver/request/query.h"

/*
 * Set what to ask next: q->attempt.asked, asked_type and minimised.  A minimised question is for
 * NS, one label below the cut or as many as were shown before.
 */
void minimise_ask(struct query *q, const struct req_options *o);

/* Show more of the name: one label, or several when it has many (RFC 9156 section 2.3). */
void minimise_more(struct query *q, const struct req_options *o);
