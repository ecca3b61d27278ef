/* SPDX-License-Identifier: BSD-2-Clause */
/* As at the beginning of each line of a log file. */

#include "server/jobs/moment_text.h"

#include <time.h>

const char *moment_text(char out[MOMENT_TEXT_MAX], int64_t wall_s)
{
	time_t at = (time_t)wall_s;
	struct tm tm;
	out[0] = '\0';
	if (localtime_r(&at, &tm) != NULL)
		(void)!strftime(out, MOMENT_TEXT_MAX, "%Y-%m-%dT%H:%M:%S%z", &tm);
	return out;
}
