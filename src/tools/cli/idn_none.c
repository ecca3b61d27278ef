/* SPDX-License-Identifier: BSD-2-Clause */
/* Internationalised names in a build without libidn2: left as they are. */

#include "tools/cli/idn.h"

#include "base/mem.h"

char *idn_to_ascii(const char *typed)
{
	return mem_strdup(typed);
}

void idn_put_readable(struct text *t, const char *printed)
{
	text_put(t, printed);
}
