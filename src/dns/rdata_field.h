/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kinds of fields that record data is made of, one operations row each.  Private to rdata*.c:
 * everything else asks rdata.h.
 */
#pragma once

#include "base/wire.h"
#include "dns/name.h"
#include "dns/rdata_kind.h"
#include "dns/rdata_text.h"
#include "dns/rrtype.h"

/* Text going in. */
struct rdata_parser {
	struct wire_writer *out;
	struct rdata_text *in;
	size_t start; /* where this record's data begins in out: later fields look at earlier ones
	               */
};

/* Text coming out. The reader's data is the whole record, its position the field. */
struct rdata_printer {
	struct text *t;
	struct wire_reader r;
	const struct rdata_style *style;
};

/* Behind which an unfinished record goes on, in text that is spread over lines. */
#define RDATA_LINE_BREAK "\n\t\t\t\t"

/* Characters of base64 or hexadecimal in one such line. */
enum { RDATA_LINE_WIDTH = 40 };

enum rdata_kind_flag {
	RDATA_FLAG_LOWER = 1,    /* a name that canonical form lower-cases */
	RDATA_FLAG_EXPAND = 2,   /* a name that may arrive compressed */
	RDATA_FLAG_COMPRESS = 4, /* a name that may be sent compressed */
};

/*
 * parse  reads tokens from in->at, moves it past those it took and appends their octets; on
 *        failure leaves it at the token at fault.  The writer's sticky error need not be looked at.
 * check  moves the reader behind the field, or fails; takes the reader's whole rest if the kind
 *        does.  Octets before the position are the fields that came before.
 * print  appends the text of a field that check accepts and moves the reader behind it; false when
 *        it has no text that would be parsed back, upon which the record is printed generically.
 */
struct rdata_kind {
	enum err (*parse)(struct rdata_parser *p);
	enum err (*check)(struct wire_reader *r);
	bool (*print)(struct rdata_printer *p);
	uint8_t size;  /* octets when always the same, and then check is NULL; else 0 */
	uint8_t flags; /* enum rdata_kind_flag */
};

extern const struct rdata_kind rdata_kinds[RDATA_KINDS];

#define FIXED(id, size, parse, print)                                                              \
	enum err rdata_##parse##_parse(struct rdata_parser *p);                                    \
	bool rdata_##print##_print(struct rdata_printer *p);
#define KIND(id, flags, parse, check, print)                                                       \
	FIXED(id, 0, parse, print)                                                                 \
	enum err rdata_##check##_check(struct wire_reader *r);
#include "dns/rdata_kinds.def"
#undef FIXED
#undef KIND

/* The next token, not yet taken; NULL behind the last. */
static inline const struct rdata_token *rdata_token_find(const struct rdata_parser *p)
{
	return p->in->at < p->in->end ? p->in->at : NULL;
}

static inline struct span rdata_token_span(const struct rdata_token *token)
{
	return span_of(token->text, token->len);
}

static inline void rdata_token_take(struct rdata_parser *p)
{
	p->in->at++;
}

/*
 * The next token as an unquoted word, not yet taken.
 *
 * E_FIELD_MISSING  there is none, or it is quoted
 */
MUST_USE static inline enum err rdata_word(const struct rdata_parser *p, struct span *word)
{
	const struct rdata_token *token = rdata_token_find(p);
	if (UNLIKELY(token == NULL || token->quoted))
		return E_FIELD_MISSING;
	*word = rdata_token_span(token);
	return OK;
}

/*
 * Decimal digits, nothing else.
 *
 * E_NUMBER        not a digit, or none at all
 * E_NUMBER_RANGE  above max
 */
MUST_USE enum err rdata_digits_parse(uint64_t *value, struct span digits, uint64_t max);

/* Take the next token as a number.  E_FIELD_MISSING and as rdata_digits_parse */
MUST_USE enum err rdata_number_take(struct rdata_parser *p, uint64_t *value, uint64_t max);

/*
 * Undo one escape of a character-string: text[*at] is moved over, its octet returned in *out.
 *
 * E_ESCAPE  \DDD above 255, or a backslash at the end (RFC 1035 section 5.1)
 */
MUST_USE enum err rdata_unescape(uint8_t *out, struct span text, size_t *at);

/* Append octets between quotes, with escapes where the zone file format needs them. */
void rdata_quoted_print(struct text *t, struct span octets);

/* Append a number as decimal digits of at least `width`, with leading zeros. */
void rdata_padded_print(struct text *t, uint32_t value, unsigned width);

/* "-" stands for no octets. */
static inline bool rdata_is_dash(struct span word)
{
	return word.len == 1 && word.data[0] == '-';
}

/* All octets that are left. */
struct span rdata_rest_read(struct rdata_printer *p);

/* Print octets; in text that is spread over lines, with a break after every `per_line` of them. */
void rdata_blob_print(struct rdata_printer *p, struct span octets, size_t per_line,
                      void (*print)(struct text *t, struct span octets));

/* The key tag of DNSKEY and KEY data (RFC 4034 appendix B). */
uint16_t rdata_key_id(struct span rdata) PURE;

/* Append "KSK, ECDSAP256SHA256 (256b), id = 2371" for DNSKEY and KEY data. */
void rdata_key_describe(struct text *t, struct span rdata);

/* The word of a DNSSEC algorithm, or NULL. */
const char *rdata_algorithm_word(uint8_t algorithm) PURE;
