/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines that begin with "$". */
#pragma once

#include "zonefile/scanner.h"

/*
 * Do what the directive in s->words says.  Any fault in it is reported as fatal: what follows would
 * be read with a wrong origin or TTL.
 */
enum zf_end zf_directive_run(struct zf_scan *s);
