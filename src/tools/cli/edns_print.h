/* SPDX-License-Identifier: BSD-2-Clause */
/* EDNS as the lookup tools show it. */
#pragma once

#include "base/text.h"
#include "dns/edns.h"

enum edns_print_flag {
	EDNS_PRINT_TEXT = 1,  /* unknown options as text when they are printable */
	EDNS_PRINT_PLAIN = 2, /* without the blank behind the first ";;" */
};

/*
 * Append the lines of an EDNS pseudosection: ";; Version: 0; flags: do; ...", then a line for
 * each option.
 */
void edns_print(struct text *t, const struct msg *m, unsigned flags);

/* Append seconds in words: "1 hour 30 minutes"; "0 seconds". */
void seconds_print_words(struct text *t, uint32_t seconds);
