/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of names.  Invariant: comparing two keys symbol by symbol, NAME_KEY_END behind the last,
 * gives what name_cmp gives.  Upper case letters share the symbols of lower case ones, so no
 * octet between 'A' and 'Z' has symbols of its own.
 */

#include "dns/name_key.h"

#include "base/wire.h"
#include "dns/name.h"

#include <endian.h>
#include <stdbool.h>
#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

/*
 * Symbols in the order of octets.  Groups (two symbols) stand where their octets sort:
 *
 *   2 group 0x00-0x2c | 3 '-' | 4 group 0x2e-0x2f | 5-14 digits | 15 group ':'-'@' '['-'^' |
 *   16 '_' | 17 group '`' | 18-43 letters | 44 45 46 groups of 46 octets from 0x7b
 *
 * Members count from 2, so that only a separator is a separator.
 */
enum {
	SYM_LOW = 2,
	SYM_DASH = 3,
	SYM_DOT = 4,
	SYM_DIGIT = 5,
	SYM_MIDDLE = 15,
	SYM_UNDERSCORE = 16,
	SYM_BACKTICK = 17,
	SYM_LETTER = 18,
	SYM_HIGH = 44,
	HIGH_MEMBERS = 46,
};

/* First symbol in the low octet, second (0: none) in the high one. */
#define ONE(s)    ((uint16_t)(s))
#define TWO(g, m) ((uint16_t)((g) | ((m) + 1) << 8))
#define LOW(c)    [c] = TWO(SYM_LOW, (c) + 1)
#define LOW8(c)                                                                                    \
	LOW(c), LOW((c) + 1), LOW((c) + 2), LOW((c) + 3), LOW((c) + 4), LOW((c) + 5),              \
		LOW((c) + 6), LOW((c) + 7)
#define DIGIT(d)  ['0' + (d)] = ONE(SYM_DIGIT + (d))
#define LETTER(l) ['a' + (l)] = ONE(SYM_LETTER + (l)), ['A' + (l)] = ONE(SYM_LETTER + (l))
#define HIGH(n)   [0x7b + (n)] = TWO(SYM_HIGH + (n) / HIGH_MEMBERS, 1 + (n) % HIGH_MEMBERS)
#define HIGH8(n)                                                                                   \
	HIGH(n), HIGH((n) + 1), HIGH((n) + 2), HIGH((n) + 3), HIGH((n) + 4), HIGH((n) + 5),        \
		HIGH((n) + 6), HIGH((n) + 7)

static const uint16_t symbols_of[256] = {
	LOW8(0x00),
	LOW8(0x08),
	LOW8(0x10),
	LOW8(0x18),
	LOW8(0x20),
	LOW(0x28),
	LOW(0x29),
	LOW(0x2a),
	LOW(0x2b),
	LOW(0x2c),
	['-'] = ONE(SYM_DASH),
	['.'] = TWO(SYM_DOT, 1),
	['/'] = TWO(SYM_DOT, 2),
	DIGIT(0),
	DIGIT(1),
	DIGIT(2),
	DIGIT(3),
	DIGIT(4),
	DIGIT(5),
	DIGIT(6),
	DIGIT(7),
	DIGIT(8),
	DIGIT(9),
	[':'] = TWO(SYM_MIDDLE, 1),
	[';'] = TWO(SYM_MIDDLE, 2),
	['<'] = TWO(SYM_MIDDLE, 3),
	['='] = TWO(SYM_MIDDLE, 4),
	['>'] = TWO(SYM_MIDDLE, 5),
	['?'] = TWO(SYM_MIDDLE, 6),
	['@'] = TWO(SYM_MIDDLE, 7),
	['['] = TWO(SYM_MIDDLE, 8),
	['\\'] = TWO(SYM_MIDDLE, 9),
	[']'] = TWO(SYM_MIDDLE, 10),
	['^'] = TWO(SYM_MIDDLE, 11),
	['_'] = ONE(SYM_UNDERSCORE),
	['`'] = TWO(SYM_BACKTICK, 1),
	LETTER(0),
	LETTER(1),
	LETTER(2),
	LETTER(3),
	LETTER(4),
	LETTER(5),
	LETTER(6),
	LETTER(7),
	LETTER(8),
	LETTER(9),
	LETTER(10),
	LETTER(11),
	LETTER(12),
	LETTER(13),
	LETTER(14),
	LETTER(15),
	LETTER(16),
	LETTER(17),
	LETTER(18),
	LETTER(19),
	LETTER(20),
	LETTER(21),
	LETTER(22),
	LETTER(23),
	LETTER(24),
	LETTER(25),
	HIGH8(0),
	HIGH8(8),
	HIGH8(16),
	HIGH8(24),
	HIGH8(32),
	HIGH8(40),
	HIGH8(48),
	HIGH8(56),
	HIGH8(64),
	HIGH8(72),
	HIGH8(80),
	HIGH8(88),
	HIGH8(96),
	HIGH8(104),
	HIGH8(112),
	HIGH8(120),
	HIGH(128),
	HIGH(129),
	HIGH(130),
	HIGH(131),
	HIGH(132),
};

/* Write the symbols of a label and its separator; returns their end. */
static uint8_t *label_put(uint8_t *out, const uint8_t *label)
{
	size_t len = label[0];
	unsigned seen = 0;
	/* In the belief that each octet is one symbol, which holds for host names. */
	for (size_t i = 0; i < len; i++) {
		unsigned s = symbols_of[label[1 + i]];
		out[i] = (uint8_t)s;
		seen |= s;
	}
	if (UNLIKELY(seen > 0xff)) {
		for (size_t i = 0; i < len; i++) {
			uint16_t s = symbols_of[label[1 + i]];
			*out++ = (uint8_t)s;
			if (s > 0xff)
				*out++ = (uint8_t)(s >> 8);
		}
		len = 0;
	}
	out[len] = NAME_KEY_SEP;
	return out + len + 1;
}

void name_key_of_labels(struct name_key *key, const uint8_t *name, const uint8_t *labels,
                        size_t count)
{
	uint8_t *out = key->symbols;
	key->labels = (uint16_t)count;
	key->ends[0] = 0;
	for (size_t n = 1; count > 0; n++) {
		out = label_put(out, name + labels[--count]);
		key->ends[n] = (uint16_t)(out - key->symbols);
	}
	*out = NAME_KEY_END;
	key->len = (uint16_t)(out - key->symbols);
}

/* Where the labels of a name begin. */
struct labels {
	/* One more than a name may have: 127 labels of one octet leave room for the length of
	 * another, which is written before the name is found to be too long. */
	uint8_t at[NAME_MAX_LABELS + 1];
	size_t count;
	uint64_t bits; /* of a name of up to 64 octets: a bit for each length octet, the root's too
	                */
};

#ifdef __SSE2__
enum { BLOCK = 16, FAST_MAX = 64 };

/*
 * Copy 16 octets, and write their lower case and symbols.
 *
 * returns  a bit per octet that is one symbol
 */
static ALWAYS_INLINE unsigned block_fold(uint8_t *copy, uint8_t *lower, uint8_t *symbols,
                                         const uint8_t *octets)
{
	__m128i x = _mm_loadu_si128((const __m128i *)(const void *)octets);
	_mm_storeu_si128((__m128i *)(void *)copy, x);
	/* Places among letters and digits; what is none is beyond the last. */
	__m128i l = _mm_sub_epi8(_mm_or_si128(x, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
	__m128i d = _mm_sub_epi8(x, _mm_set1_epi8('0'));
	__m128i letter = _mm_cmpeq_epi8(_mm_min_epu8(l, _mm_set1_epi8(25)), l);
	__m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(d, _mm_set1_epi8(9)), d);
	__m128i dash = _mm_cmpeq_epi8(x, _mm_set1_epi8('-'));
	__m128i underscore = _mm_cmpeq_epi8(x, _mm_set1_epi8('_'));
	__m128i s = _mm_and_si128(letter, _mm_add_epi8(l, _mm_set1_epi8(SYM_LETTER)));
	s = _mm_or_si128(s, _mm_and_si128(digit, _mm_add_epi8(d, _mm_set1_epi8(SYM_DIGIT))));
	s = _mm_or_si128(s, _mm_and_si128(dash, _mm_set1_epi8(SYM_DASH)));
	s = _mm_or_si128(s, _mm_and_si128(underscore, _mm_set1_epi8(SYM_UNDERSCORE)));
	_mm_storeu_si128((__m128i *)(void *)symbols, s);
	_mm_storeu_si128((__m128i *)(void *)lower,
	                 _mm_or_si128(x, _mm_and_si128(letter, _mm_set1_epi8(0x20))));
	__m128i plain = _mm_or_si128(_mm_or_si128(letter, digit), _mm_or_si128(dash, underscore));
	return (unsigned)_mm_movemask_epi8(plain);
}

/*
 * Labels from the root down, out of the symbols of a name as it stands: as many as octets, but
 * for the root's.
 */
static ALWAYS_INLINE void labels_put(struct name_key *key, const uint8_t *symbols,
                                     const uint8_t *wire, const uint8_t *labels, size_t count,
                                     size_t len)
{
	uint8_t *out = key->symbols;
	uint16_t *end = key->ends;
	key->labels = (uint16_t)count;
	*end = 0;
	while (count > 0) {
		size_t at = labels[--count], label = wire[at];
		*++end = (uint16_t)(len - 1 - at);
		/* What is copied too much the next label writes over. */
		memcpy(out, symbols + at + 1, BLOCK);
		if (UNLIKELY(label > BLOCK))
			memcpy(out + BLOCK, symbols + at + 1 + BLOCK, label - BLOCK);
		out[label] = NAME_KEY_SEP;
		out += label + 1;
	}
	*out = NAME_KEY_END;
	key->len = (uint16_t)(len - 1);
}

/*
 * name_key_read for a name that is not long and whose octets are one symbol each; false: it is
 * another.
 */
static ALWAYS_INLINE bool read_plain(struct name_key *key, uint8_t *copy, uint8_t *lower,
                                     const uint8_t *wire, size_t len, const struct labels *l)
{
	uint8_t symbols[FAST_MAX + BLOCK];
	uint64_t plain = l->bits;
	/* The last block may begin within the one before: nothing behind the name is touched. */
	for (size_t at = 0;;) {
		plain |= (uint64_t)block_fold(copy + at, lower + at, symbols + at, wire + at) << at;
		at += BLOCK;
		if (at >= len)
			break;
		at = MIN_OF(at, len - BLOCK);
	}
	if (UNLIKELY(~plain << (FAST_MAX - len) != 0))
		return false;
	labels_put(key, symbols, wire, l->at, l->count, len);
	return true;
}
#endif

/* A few octets without a call; returns `to`. */
static ALWAYS_INLINE const uint8_t *short_copy(uint8_t *to, const uint8_t *from, size_t len)
{
	size_t at = 0;
	for (; at + 8 <= len; at += 8)
		memcpy(to + at, from + at, 8);
	if ((len & 4) != 0) {
		memcpy(to + at, from + at, 4);
		at += 4;
	}
	for (; at < len; at++)
		to[at] = from[at];
	return to;
}

size_t name_key_read(struct name_key *key, uint8_t *copy, uint8_t *lower, const uint8_t *wire,
                     size_t left)
{
	struct labels l;
	size_t count = 0, at = 0;
	uint64_t ends = 0; /* wraps around in long names, which do not use it */
	left = MIN_OF(left, (size_t)NAME_MAX_LEN);
	if (UNLIKELY(left == 0))
		return 0;
	for (size_t len; (len = wire[at]) != 0;) {
		ends |= UINT64_C(1) << (at & 63);
		l.at[count++] = (uint8_t)at;
		at += len + 1;
		if (UNLIKELY(len > LABEL_MAX_LEN) || UNLIKELY(at >= left))
			return 0;
	}
	ends |= UINT64_C(1) << (at & 63);
	size_t len = at + 1;
	l.count = count;
	l.bits = ends;
#ifdef __SSE2__
	if (LIKELY(len <= FAST_MAX)) {
		/* Nothing behind the end is read: then the copy of a short name is made first. */
		if (UNLIKELY(left < BLOCK))
			wire = short_copy(copy, wire, len);
		if (LIKELY(read_plain(key, copy, lower, wire, len, &l)))
			return len;
	}
#endif
	memmove(copy, wire, len);
	memmove(lower, copy, len);
	name_lower(lower, len);
	name_key_of_labels(key, lower, l.at, count);
	return len;
}

/* Forty bits as eight octets of five, the first bits in the lowest octet. */
static uint64_t bits_spread(const uint8_t *p)
{
	uint64_t x = (uint64_t)wire_get_u32(p) << 8 | p[4];
	x = (x & UINT64_C(0xfffff00000)) << 12 | (x & UINT64_C(0xfffff));
	x = (x & UINT64_C(0x000ffc00000ffc00)) << 6 | (x & UINT64_C(0x000003ff000003ff));
	x = (x & UINT64_C(0x03e003e003e003e0)) << 3 | (x & UINT64_C(0x001f001f001f001f));
	return htole64(__builtin_bswap64(x));
}

void name_key_base32hex(uint8_t *symbols, uint8_t *text, const uint8_t *octets, unsigned groups)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	for (; groups > 0; groups--, octets += NAME_HASH_GROUP, symbols += 8, text += 8) {
		uint64_t x = bits_spread(octets);
		/* Bit 7 of each octet: 10 and above are letters. */
		uint64_t letter = (x + ones * (0x80 - 10)) >> 7 & ones;
		uint64_t s = x + ones * SYM_DIGIT + letter * (SYM_LETTER - SYM_DIGIT - 10);
		uint64_t t = x + ones * '0' + letter * ('a' - '0' - 10);
		memcpy(symbols, &s, sizeof(s));
		memcpy(text, &t, sizeof(t));
	}
}

void name_key_descend(struct name_key *key, size_t labels, const uint8_t *label)
{
	uint8_t *end = label_put(key->symbols + key->ends[labels], label);
	*end = NAME_KEY_END;
	key->len = (uint16_t)(end - key->symbols);
	key->labels = (uint16_t)(labels + 1);
	key->ends[labels + 1] = key->len;
}

void name_key_make(struct name_key *key, const uint8_t *name)
{
	uint8_t labels[NAME_MAX_LABELS];
	size_t count = 0;
	for (size_t at = 0; name[at] != 0; at += name[at] + 1u)
		labels[count++] = (uint8_t)at;
	name_key_of_labels(key, name, labels, count);
}

size_t name_key_common(const struct name_key *a, const struct name_key *b)
{
	size_t len = MIN_OF(a->len, b->len), i = 0;
	for (; i + 8 <= len; i += 8) {
		uint64_t x, y;
		memcpy(&x, a->symbols + i, 8);
		memcpy(&y, b->symbols + i, 8);
		if (x != y)
			break;
	}
	while (i < len && a->symbols[i] == b->symbols[i])
		i++;
	return i;
}

uint64_t name_key_word(const struct name_key *key, size_t at)
{
	uint64_t word = 0;
	size_t count = at < key->len ? MIN_OF(key->len - at, (size_t)NAME_KEY_WORD) : 0;
	for (size_t i = 0; i < count; i++)
		word = word << 6 | key->symbols[at + i];
	return word << 6 * (NAME_KEY_WORD - count);
}
