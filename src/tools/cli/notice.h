/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of the lookup tools beside their output: each a line that begins with ";; ", so that
 * the whole stays readable as a zone file.  What standard output holds is flushed first, so that
 * both appear in the order written.
 */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

/* ";; ERROR: " and ";; WARNING: ", to standard error. */
void notice_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void notice_warning(const char *fmt, ...) PRINTF_LIKE(1, 2);
/* ";; INFO: " and, once debugging is on, ";; DEBUG: ", to standard output. */
void notice_info(const char *fmt, ...) PRINTF_LIKE(1, 2);
void notice_debug(const char *fmt, ...) PRINTF_LIKE(1, 2);

/* Turn notice_debug on; for main programs. */
void notice_enable_debug(void);
