/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Domain names in uncompressed wire form (RFC 1035 section 3.1): length-prefixed labels, the root
 * label last, at most 255 octets in all (RFC 2181 section 11).
 *
 * Functions that take `const uint8_t *` want a valid name: one that name_check, name_read or
 * name_parse accepted.  They touch no octet past its root label.  Labels are any octets.
 * Nothing here allocates; any thread.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

enum {
	NAME_MAX_LEN = 255,     /* octets, root label included */
	LABEL_MAX_LEN = 63,     /* octets, length octet excluded */
	NAME_MAX_LABELS = 127,  /* root excluded */
	NAME_MAX_POINTERS = 126 /* compression pointers followed in one name: more is an attack */
};

/* A name by value. len counts wire[]'s octets in use, root label included. */
struct name {
	uint8_t len;
	uint8_t wire[NAME_MAX_LEN];
};

/* A name that lives elsewhere; len as in struct name. */
struct name_ref {
	uint8_t len;
	const uint8_t *wire;
};

extern const uint8_t name_root[1];

/* Octets of a valid name, root label included: 1 to 255. */
size_t name_len(const uint8_t *name) PURE;

/* Labels without the root: "." has 0, "www.example." has 2. */
size_t name_labels(const uint8_t *name) PURE;

static inline bool name_is_root(const uint8_t *name)
{
	return name[0] == 0;
}

static inline bool name_is_wildcard(const uint8_t *name)
{
	return name[0] == 1 && name[1] == '*';
}

/* The name without its first label; the root's parent is the root. Borrowed from `name`. */
static inline const uint8_t *name_parent(const uint8_t *name)
{
	return name[0] == 0 ? name : name + name[0] + 1;
}

/* The name without its first n labels, or the root. Borrowed from `name`. */
const uint8_t *name_skip(const uint8_t *name, size_t n) PURE;

/* Copy a valid name. */
void name_copy(struct name *out, const uint8_t *name);

/* ASCII lower case of one octet (RFC 4343). */
uint8_t name_lower_octet(uint8_t c) PURE;

/* Lower-case the letters of len octets of wire names in place (length octets are never letters). */
void name_lower(uint8_t *name, size_t len);

/* Equal but for case (RFC 4343 section 3). */
bool name_equal(const uint8_t *a, const uint8_t *b) PURE;

/*
 * Order two names canonically (RFC 4034 section 6.1): labels from the root, octet by octet in
 * lower case.
 *
 * returns <0, 0, >0 as a sorts before, with, after b
 */
int name_cmp(const uint8_t *a, const uint8_t *b) PURE;

/* Labels that both have in common, counted from the root and without it. */
size_t name_common(const uint8_t *a, const uint8_t *b) PURE;

/* Is `name` at or below `zone`? */
bool name_is_under(const uint8_t *name, const uint8_t *zone) PURE;

/* Case-insensitive hash of a name, seeded (base/hash.h). */
uint64_t name_hash(const uint8_t *name, uint64_t seed) PURE;

/*
 * Is there a valid uncompressed name at the start of s?  *len gets its octets.
 *
 * E_EOF         it runs past the end
 * E_LABEL_TYPE  a length octet above 63: pointers and extended labels are not allowed here
 * E_NAME_LONG   more than 255 octets
 */
MUST_USE enum err name_check(struct span s, size_t *len);

/*
 * Read a possibly compressed name from a message (RFC 1035 section 4.1.4).
 *
 * msg   the whole message;  *pos  offset of the name, moved behind it on success
 * E_EOF         a label runs past the end
 * E_POINTER     a pointer that does not lead strictly backwards, or more than NAME_MAX_POINTERS
 * E_LABEL_TYPE  length octet 64-191
 * E_NAME_LONG   more than 255 octets
 */
MUST_USE enum err name_read(struct name *out, struct span msg, size_t *pos);

/*
 * Step over a possibly compressed name without following pointers.
 *
 * E_EOF, E_LABEL_TYPE as name_read
 */
MUST_USE enum err name_skip_wire(struct span msg, size_t *pos);

/*
 * Parse text (RFC 1035 section 5.1): labels split at dots, \DDD and \c escapes, "@" for the origin.
 *
 * origin  appended to a text without a final dot; NULL: such a text is E_NO_ORIGIN
 * E_LABEL_EMPTY  ".." or a leading dot, or no text;  E_LABEL_LONG;  E_NAME_LONG;
 * E_ESCAPE       \DDD above 255, or a backslash at the end
 */
MUST_USE enum err name_parse(struct name *out, struct span text, const uint8_t *origin);

/* As name_parse with the root as origin: what users type on command lines and in configuration. */
MUST_USE enum err name_parse_str(struct name *out, const char *text);

/*
 * Does text hold only what names in zone files may: letters, digits, "-", "_", "*", "/", dots, and
 * anything behind a backslash?  "@" alone is good too.  name_parse takes more.
 */
bool name_is_zone_text(struct span text) PURE;

/*
 * Append the text of a name: final dot; octets that name_is_zone_text wants escaped behind a
 * backslash, those outside printable ASCII as \DDD.
 */
void name_print(struct text *t, const uint8_t *name);

/*
 * Put one label (without length octet) in front of a name.
 *
 * E_LABEL_LONG, E_LABEL_EMPTY, E_NAME_LONG
 */
MUST_USE enum err name_prepend(struct name *out, struct span label, const uint8_t *parent);

/*
 * Replace the suffix `from` of `name` by `to` (DNAME substitution, RFC 6672 section 2.2).
 *
 * name must be under from.  E_NAME_LONG  the result has more than 255 octets
 */
MUST_USE enum err name_resuffix(struct name *out, const uint8_t *name, const uint8_t *from,
                                const uint8_t *to);
