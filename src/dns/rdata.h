/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data: octets behind the RDLENGTH, names inside uncompressed.  Everything derives from the
 * type's row in rrtypes.def.  Pure; any thread.
 */
#pragma once

#include "base/wire.h"
#include "dns/name.h"
#include "dns/rdata_text.h"
#include "dns/rrtype.h"

enum { RDATA_MAX_LEN = 65535, RDATA_MAX_NAMES = 2 };

/*
 * Append the wire form of a record's text.  Accepts the generic form \# LEN HEX for every type
 * (RFC 3597 section 5), and then checks it against the row.
 *
 * errors   those of the field kinds (E_NUMBER, E_ADDR4, E_BASE64 ...); E_FIELD_MISSING;
 *          E_FIELD_EXTRA  tokens left over;  E_SPACE  the writer is full;  E_RDATA_LONG
 * in->fault_field, in->fault_token say where
 */
MUST_USE enum err rdata_parse(struct wire_writer *out, uint16_t type, struct rdata_text *in);

/* As rdata_parse, from one line of text; for tools and tests. origin may be NULL. */
MUST_USE enum err rdata_parse_line(struct wire_writer *out, uint16_t type, struct span line,
                                   const uint8_t *origin);

/*
 * Append the text of valid record data (one that rdata_check accepted).
 *
 * style  NULL: one line, canonical
 * Data that its row does not accept is printed in the generic form.
 */
void rdata_print(struct text *t, uint16_t type, struct span rdata, const struct rdata_style *style);

/*
 * Does uncompressed record data fit its type?
 *
 * E_EOF, E_TRAILING, E_RDATA_LEN  length wrong;  others by field kind
 */
MUST_USE enum err rdata_check(uint16_t type, struct span rdata);

/*
 * Copy record data out of a message, expanding compressed names where the type allows them
 * (RFC 3597 section 4: only the types of RFC 1035, and tolerated in the older ones listed there),
 * and check it.
 *
 * msg  whole message;  pos, len  the RDATA in it;  out  room for up to RDATA_MAX_LEN octets
 * E_MALFORMED and the errors of rdata_check, name_read
 */
MUST_USE enum err rdata_read(struct wire_writer *out, uint16_t type, struct span msg, size_t pos,
                             size_t len);

/* A name inside record data. */
struct rdata_name {
	uint16_t pos;
	uint8_t len;
	bool compress; /* may be compressed when sent (RFC 3597 section 4) */
	bool lower; /* lower-cased in canonical form (RFC 4034 section 6.2, RFC 6840 section 5.1) */
};

/*
 * Find the names that have one of the two properties; at most RDATA_MAX_NAMES for any type.
 *
 * rdata   must be valid
 * returns how many were put in out
 */
size_t rdata_names(struct rdata_name out[RDATA_MAX_NAMES], uint16_t type, struct span rdata);

/* Has the type names to compress or to lower-case at all? */
bool rdata_type_has_names(uint16_t type) PURE;

/* Bring valid record data to canonical form in place: names of the `lower` kind in lower case. */
void rdata_lower(uint16_t type, uint8_t *rdata, size_t len);

/* Order canonical record data as octet strings (RFC 4034 section 6.3). */
int rdata_cmp(struct span a, struct span b) PURE;
