/* SPDX-License-Identifier: BSD-2-Clause */
/* The index kernel in plain C: a table look-up per octet. The other kernels must agree with it. */
#include "zonefile/index.h"

enum { BLANK = 1, SPECIAL = 2 };

static const uint8_t kind[256] = {
	[' '] = BLANK,   ['\t'] = BLANK,  ['\n'] = SPECIAL, ['"'] = SPECIAL,
	[';'] = SPECIAL, ['('] = SPECIAL, [')'] = SPECIAL,  ['\\'] = SPECIAL,
};

size_t zf_index_portable(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first,
                         uint64_t *inside)
{
	uint32_t *start = out;
	for (size_t b = 0; b < blocks; b++, text += INDEX_BLOCK, first += INDEX_BLOCK) {
		uint64_t blank = 0, special = 0;
		for (unsigned i = 0; i < INDEX_BLOCK; i++) {
			uint64_t k = kind[text[i]];
			blank |= (k & BLANK) << i;
			special |= (k >> 1) << i;
		}
		out = zf_index_list(out, zf_index_events(blank, special, inside), first);
	}
	return (size_t)(out - start);
}
