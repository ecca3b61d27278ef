/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages of the lookup tools.  One flag of the process: whether debugging is on. */

#include "tools/cli/notice.h"

#include <stdarg.h>
#include <stdio.h>

static bool debugging;

static void PRINTF_LIKE(3, 0) put(FILE *to, const char *kind, const char *fmt, va_list ap)
{
	fflush(stdout);
	fprintf(to, ";; %s: ", kind);
	vfprintf(to, fmt, ap);
	fputc('\n', to);
}

#define PUT(to, kind)                                                                              \
	do {                                                                                       \
		va_list ap;                                                                        \
		va_start(ap, fmt);                                                                 \
		put(to, kind, fmt, ap);                                                            \
		va_end(ap);                                                                        \
	} while (0)

void notice_error(const char *fmt, ...)
{
	PUT(stderr, "ERROR");
}

void notice_warning(const char *fmt, ...)
{
	PUT(stderr, "WARNING");
}

void notice_info(const char *fmt, ...)
{
	PUT(stdout, "INFO");
}

void notice_debug(const char *fmt, ...)
{
	if (debugging)
		PUT(stdout, "DEBUG");
}

void notice_enable_debug(void)
{
	debugging = true;
}
