/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the answer of the result of the client's query.  Pure. */
#pragma once

#include "resolver/request/request.h"

/*
 * Fill r->answer from a finished query.
 *
 * Positive answers carry nothing but the chain and the set; negative ones SOA and proofs
 * (RFC 2308 section 3).  Which of them a client gets to see is decided when it is written.
 */
void iter_assemble(struct request *r, const struct query *q);
