/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Resource record types.  One row of rrtypes.def per type names its rdata fields; the wire check,
 * canonical form, compression, text in and text out all derive from the row.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

/* RR_A = 1, RR_NS = 2, ... from the table. */
enum rr_number {
#define RRTYPE(name, word, number, flags, source, ...) RR_##name = number,
#include "dns/rrtypes.def"
#undef RRTYPE
};

enum rr_class { CLASS_IN = 1, CLASS_CH = 3, CLASS_HS = 4, CLASS_NONE = 254, CLASS_ANY = 255 };

enum rrtype_flag {
	RRTYPE_META = 1,      /* never data: OPT, TSIG, AXFR, ANY (RFC 6895 section 3.1) */
	RRTYPE_SINGLETON = 2, /* at most one record per name: SOA, CNAME, DNAME */
	RRTYPE_NO_TEXT = 4,   /* has no presentation format; text is the generic form (RFC 3597) */
	RRTYPE_DNSSEC = 8,    /* RRSIG, NSEC, NSEC3 and the like: allowed beside a CNAME, etc. */
	RRTYPE_OBSOLETE = 16,
};

struct rdata_field; /* rdata_field.h */

struct rrtype {
	uint16_t number;
	uint16_t flags;     /* enum rrtype_flag */
	const char *word;   /* "A"; NULL for a type without a row */
	const char *source; /* "RFC 1035 section 3.4.1" */
	const struct rdata_field *fields;
	size_t field_count;
};

/* The row of a type; a type without one gives the generic row (word NULL, fields: one blob). */
const struct rrtype *rrtype_get(uint16_t type) PURE;

/*
 * Parse a mnemonic (any case) or TYPEnnn (RFC 3597 section 5).
 *
 * E_TYPE  neither
 */
MUST_USE enum err rrtype_parse(uint16_t *out, struct span text);

/* Append the mnemonic, or TYPEnnn. */
void rrtype_print(struct text *t, uint16_t type);

/* Parse IN, CH, HS, NONE, ANY or CLASSnnn.  E_CLASS */
MUST_USE enum err rrclass_parse(uint16_t *out, struct span text);
void rrclass_print(struct text *t, uint16_t class_);

/* Types in the table, for tests and documentation: i from 0; NULL past the end. */
const struct rrtype *rrtype_at(size_t i);
