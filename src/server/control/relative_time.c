/* SPDX-License-Identifier: BSD-2-Clause */
/* Relative times. */

#include "server/control/relative_time.h"

void relative_time_print(struct text *t, int64_t seconds)
{
	static const struct {
		char unit;
		int32_t length;
	} units[] = {{'Y', 31536000}, {'M', 2592000}, {'D', 86400},
	             {'h', 3600},     {'m', 60},      {'s', 1}};
	bool any = false;
	text_put_char(t, '+');
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		int64_t n = seconds / units[i].length;
		seconds %= units[i].length;
		/* Something has to stand there when it is now. */
		if (n == 0 && (any || units[i].unit != 's'))
			continue;
		text_printf(t, "%lld%c", (long long)n, units[i].unit);
		any = true;
	}
}
