/* SPDX-License-Identifier: BSD-2-Clause */
/* Does a message answer a query? (RFC 5452 section 9.1)  Octets only; no state. */
#pragma once

#include "base/span.h"

/* Why a message does not answer the query; in the order they are looked at. */
enum match {
	MATCH_OK,
	MATCH_SHORT,    /* no whole header */
	MATCH_ID,       /* another query's id */
	MATCH_QR,       /* not a response */
	MATCH_OPCODE,   /* another kind of query */
	MATCH_QUESTION, /* another question, or none where one is due */
	MATCH_CASE,     /* the question's letters differ in case only */
};

/*
 * Compare header and question.
 *
 * query  a message we made: header and question are sound
 * check_case  letters must come back as they were sent
 *
 * A response without question passes when its RCODE tells of a failure: servers that could not
 * read the query have nothing to echo.
 */
enum match match_reply(struct span query, struct span reply, bool check_case);

/* "wrong message id"; never NULL. */
const char *match_text(enum match m);
