/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * $GENERATE: lines made from a pattern and a range of numbers, in the form that BIND introduced:
 *
 *   $GENERATE START-STOP[/STEP] OWNER [TTL] [CLASS] TYPE DATA
 *
 * A "$" stands for the number, "$$" and "\$" for a dollar sign, ${OFFSET[,WIDTH[,BASE]]} for the
 * number plus OFFSET, padded with zeros to WIDTH, in BASE d, o, x, X; n, N: hexadecimal digits in
 * reverse order with dots between, as names under ip6.arpa have them, WIDTH counting the dots.
 */
#pragma once

#include "base/text.h"
#include "dns/rdata.h"

struct zf_generate;

/*
 * words  of the whole directive;  most  records it may make
 * E_GENERATE, E_LIMIT  *fault: the word at fault.  Owner: the caller, zf_generate_free
 */
MUST_USE enum err zf_generate_new(struct zf_generate **out, const struct rdata_token *words,
                                  size_t count, uint32_t most, const struct rdata_token **fault);
void zf_generate_free(struct zf_generate *g);

/* Append the next lines, some at a time; false when there are no more. */
bool zf_generate_next(struct zf_generate *g, struct text *out);
