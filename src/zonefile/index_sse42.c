/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The index kernel for processors with SSE4.2, 16 octets at a time.
 *
 * A table indexed by an octet's low four bits holds the one member of the set that ends in them:
 * equal means member.  Places without a member hold a value that ends in other bits; octets above
 * 127 look up zero, which they are not.
 */
#include "zonefile/index.h"

#include <immintrin.h>

__attribute__((target("sse4.2,popcnt"))) size_t
zf_index_sse42(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first, uint64_t *inside)
{
	const __m128i blanks = _mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', 0, 0, 0, 0, 0, 0);
	const __m128i specials = _mm_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, '(', ')', '\n', ';', '\\',
	                                       0, 0, 0);
	uint32_t *start = out;
	for (size_t b = 0; b < blocks; b++, text += INDEX_BLOCK, first += INDEX_BLOCK) {
		uint64_t blank = 0, special = 0;
		for (unsigned i = 0; i < INDEX_BLOCK; i += 16) {
			__m128i x = _mm_loadu_si128((const __m128i *)(const void *)(text + i));
			__m128i is_blank = _mm_cmpeq_epi8(_mm_shuffle_epi8(blanks, x), x);
			__m128i is_special = _mm_cmpeq_epi8(_mm_shuffle_epi8(specials, x), x);
			blank |= (uint64_t)(uint16_t)_mm_movemask_epi8(is_blank) << i;
			special |= (uint64_t)(uint16_t)_mm_movemask_epi8(is_special) << i;
		}
		out = zf_index_list(out, zf_index_events(blank, special, inside), first);
	}
	return (size_t)(out - start);
}
