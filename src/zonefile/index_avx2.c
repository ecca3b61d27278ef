/* SPDX-License-Identifier: BSD-2-Clause */
/* The index kernel for processors with AVX2, 32 octets at a time; the tables are index_sse42.c's.
 */
#include "zonefile/index.h"

#include <immintrin.h>

__attribute__((target("avx2,bmi,popcnt"))) size_t
zf_index_avx2(uint32_t *out, const uint8_t *text, size_t blocks, uint32_t first, uint64_t *inside)
{
	const __m256i blanks = _mm256_broadcastsi128_si256(
		_mm_setr_epi8(' ', 0, 0, 0, 0, 0, 0, 0, 0, '\t', 0, 0, 0, 0, 0, 0));
	const __m256i specials = _mm256_broadcastsi128_si256(
		_mm_setr_epi8(1, 0, '"', 0, 0, 0, 0, 0, '(', ')', '\n', ';', '\\', 0, 0, 0));
	uint32_t *start = out;
	for (size_t b = 0; b < blocks; b++, text += INDEX_BLOCK, first += INDEX_BLOCK) {
		__m256i x = _mm256_loadu_si256((const __m256i *)(const void *)text);
		__m256i y = _mm256_loadu_si256((const __m256i *)(const void *)(text + 32));
		__m256i x_blank = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(blanks, x), x);
		__m256i y_blank = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(blanks, y), y);
		__m256i x_special = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(specials, x), x);
		__m256i y_special = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(specials, y), y);
		uint64_t blank = (uint32_t)_mm256_movemask_epi8(x_blank) |
		                 (uint64_t)(uint32_t)_mm256_movemask_epi8(y_blank) << 32;
		uint64_t special = (uint32_t)_mm256_movemask_epi8(x_special) |
		                   (uint64_t)(uint32_t)_mm256_movemask_epi8(y_special) << 32;
		out = zf_index_list(out, zf_index_events(blank, special, inside), first);
	}
	return (size_t)(out - start);
}
