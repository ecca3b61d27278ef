/* SPDX-License-Identifier: BSD-2-Clause */
/* Internationalised names by libidn2.  Conversion is a courtesy: failure leaves names alone. */

#include "tools/cli/idn.h"

#include "base/mem.h"

#include <idn2.h>

char *idn_to_ascii(const char *typed)
{
	char *ascii = NULL;
	bool plain = true;
	for (const char *c = typed; *c != '\0'; c++)
		plain = plain && (unsigned char)*c < 0x80;
	if (plain || idn2_to_ascii_lz(typed, &ascii, IDN2_NFC_INPUT) != IDN2_OK)
		return mem_strdup(typed);
	char *copy = mem_strdup(ascii);
	idn2_free(ascii);
	return copy;
}

void idn_put_readable(struct text *t, const char *printed)
{
	char *shown = NULL;
	if (strstr(printed, "xn--") != NULL &&
	    idn2_to_unicode_8zlz(printed, &shown, 0) == IDN2_OK) {
		text_put(t, shown);
		idn2_free(shown);
	} else {
		text_put(t, printed);
	}
}
