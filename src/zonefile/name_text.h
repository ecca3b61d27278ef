/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short way from the text of a name to its wire form: no escapes, no surprises.  Whatever is
 * out of the ordinary is left to name_parse.
 */
#pragma once

#include "dns/name.h"

/*
 * What an octet of unescaped name text becomes: itself, its lower case, or 0 when it is a dot, a
 * backslash, or an octet that must be escaped.
 */
extern const uint8_t zf_name_as_written[256];
extern const uint8_t zf_name_lowered[256];

/*
 * Append a name.
 *
 * out     room for 255 octets and 32 of slack
 * map     zf_name_as_written or zf_name_lowered
 * origin  for relative names
 * returns octets, or 0: take the long way
 */
static inline size_t zf_name_quick(uint8_t *out, const uint8_t *text, size_t len,
                                   const uint8_t *map, const struct name *origin)
{
	if (UNLIKELY(len == 0 || len > 190))
		return 0;
	size_t label = 0; /* place of the open label's length octet */
	for (size_t i = 0; i < len; i++) {
		uint8_t c = map[text[i]];
		out[i + 1] = c;
		if (UNLIKELY(c == 0)) {
			size_t size = i - label;
			if (text[i] != '.' || size == 0 || size > LABEL_MAX_LEN)
				return 0;
			out[label] = (uint8_t)size;
			label = i + 1;
		}
	}
	if (label == len) /* a dot came last, and left the root label behind it */
		return len + 1;
	if (len - label > LABEL_MAX_LEN || len + 1 + origin->len > NAME_MAX_LEN)
		return 0;
	out[label] = (uint8_t)(len - label);
	memcpy(out + len + 1, origin->wire,
	       32); /* most origins are short, and a fixed size is fast */
	if (UNLIKELY(origin->len > 32))
		memcpy(out + len + 1, origin->wire, origin->len);
	return len + 1 + origin->len;
}

/*
 * Parse any name, escapes and "@" included.
 *
 * out  room for 255 octets and 32 of slack;  *len  octets written
 * E_MALFORMED  an octet that has to be escaped;  others as name_parse
 */
MUST_USE enum err zf_name_parse(uint8_t *out, size_t *len, struct span text, const uint8_t *map,
                                const struct name *origin);
