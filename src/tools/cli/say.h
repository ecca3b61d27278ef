/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages of the tools that are not lookup tools: "error: ", "warning: ", "notice: " and the text,
 * to standard error.  What standard output holds is flushed first, so that both appear in the
 * order written.
 */
#pragma once

#include "base/attr.h"

void say_error(const char *fmt, ...) PRINTF_LIKE(1, 2);
void say_warning(const char *fmt, ...) PRINTF_LIKE(1, 2);
void say_notice(const char *fmt, ...) PRINTF_LIKE(1, 2);
