/* SPDX-License-Identifier: BSD-2-Clause */
/* kdig's "+flag", "+noflag" and "+flag=value" settings. */
#pragma once

#include "tools/kdig/query.h"

/*
 * Apply a flag to a query.  Names may be cut short as long as one flag fits.
 *
 * text  without the plus
 * E_NOTFOUND    no such flag, or several begin so: usage is in order
 * E_INVALID     its value is missing or wrong, or the flag is not in this build
 * The user is told in each case.
 */
MUST_USE enum err kdig_flag_apply(struct kdig_query *q, const char *text);
