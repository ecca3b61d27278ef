/* SPDX-License-Identifier: BSD-2-Clause */
/* Internationalised names (RFC 5891) on command lines and screens; without libidn2, as they are. */
#pragma once

#include "base/text.h"

/*
 * What a user typed, in ASCII; the text itself when it cannot be converted.
 *
 * returns memory of the caller's to free
 */
char *idn_to_ascii(const char *typed);

/* Append a printed name with its A-labels made readable when the terminal can show them. */
void idn_put_readable(struct text *t, const char *printed);
