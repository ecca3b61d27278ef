/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of the tools on standard error. */
#include "tools/cli/say.h"

#include <stdarg.h>
#include <stdio.h>

static void PRINTF_LIKE(2, 0) put(const char *kind, const char *fmt, va_list ap)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", kind);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
}

#define PUT(kind)                                                                                  \
	do {                                                                                       \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		put(kind, fmt, ap);                                                                \
		va_end(ap);                                                                        \
	} while (0)

void say_error(const char *fmt, ...)
{
	PUT("error");
}

void say_warning(const char *fmt, ...)
{
	PUT("warning");
}

void say_notice(const char *fmt, ...)
{
	PUT("notice");
}
