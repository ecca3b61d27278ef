/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The long way from the text of a name to its wire form, and the tables of the short one.  Their
 * set is that of name_is_zone_text: RFC 1035 allows more unescaped octets, but a stray "$" or "%"
 * is a mistake more often than a name.
 */
#include "zonefile/name_text.h"

#define SAME(c)  [c] = (c)
#define BOTH(c)  SAME(c), [(c) - 'a' + 'A'] = (c) - 'a' + 'A'
#define LOWER(c) SAME(c), [(c) - 'a' + 'A'] = (c)
#define LETTERS(one)                                                                               \
	one('a'), one('b'), one('c'), one('d'), one('e'), one('f'), one('g'), one('h'), one('i'),  \
		one('j'), one('k'), one('l'), one('m'), one('n'), one('o'), one('p'), one('q'),    \
		one('r'), one('s'), one('t'), one('u'), one('v'), one('w'), one('x'), one('y'),    \
		one('z')
#define OTHERS                                                                                     \
	SAME('0'), SAME('1'), SAME('2'), SAME('3'), SAME('4'), SAME('5'), SAME('6'), SAME('7'),    \
		SAME('8'), SAME('9'), SAME('-'), SAME('_'), SAME('*'), SAME('/')

const uint8_t zf_name_as_written[256] = {LETTERS(BOTH), OTHERS};
const uint8_t zf_name_lowered[256] = {LETTERS(LOWER), OTHERS};

enum err zf_name_parse(uint8_t *out, size_t *len, struct span text, const uint8_t *map,
                       const struct name *origin)
{
	struct name name;
	if (!name_is_zone_text(text))
		return E_MALFORMED;
	TRY(name_parse(&name, text, origin->wire));
	if (map == zf_name_lowered)
		name_lower(name.wire, name.len);
	memcpy(out, name.wire, name.len);
	*len = name.len;
	return OK;
}
