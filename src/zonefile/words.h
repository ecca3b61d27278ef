/* SPDX-License-Identifier: BSD-2-Clause */
/* Cutting one record's text into words. */
#pragma once

#include "zonefile/scanner.h"

/*
 * Append the words of the record that begins at `at`, an event of the cursor, to s->words; set
 * s->line_end to the start of the line behind the record and add its newlines to s->newlines.
 *
 * E_QUOTE  a quoted string without end, or no blank behind it;  E_PAREN  nested or unbalanced;
 * E_CRLF;  E_RDATA_LONG  too many words.  *fault: where
 */
MUST_USE enum err zf_words_read(struct zf_scan *s, const uint8_t *at, const uint8_t **fault);

/* Does such a fault end the reading of the file? Structure is lost, and guesses would be reported.
 */
static inline bool zf_words_fatal(enum err e)
{
	return e == E_PAREN || e == E_CRLF;
}
