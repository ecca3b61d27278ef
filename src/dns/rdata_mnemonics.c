/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers that also have words.  Numbers are always accepted, words in any case; DNSSEC algorithms
 * and certificate types are printed as numbers, as the reference does.
 */

#include "dns/rdata_field.h"

struct word {
	const char *word;
	uint16_t number;
};

/* IANA "DNS Security Algorithm Numbers" (RFC 4034 appendix A.1 and its successors). */
static const struct word algorithms[] = {
	{"RSAMD5", 1},
	{"DH", 2},
	{"DSA", 3},
	{"RSASHA1", 5},
	{"DSA-NSEC3-SHA1", 6},
	{"RSASHA1-NSEC3-SHA1", 7},
	{"RSASHA256", 8},
	{"RSASHA512", 10},
	{"ECC-GOST", 12},
	{"ECDSAP256SHA256", 13},
	{"ECDSAP384SHA384", 14},
	{"ED25519", 15},
	{"ED448", 16},
	{"SM2SM3", 17},
	{"ECC-GOST12", 23},
	{"INDIRECT", 252},
	{"PRIVATEDNS", 253},
	{"PRIVATEOID", 254},
};

/* RFC 4398 section 2.1 */
static const struct word cert_types[] = {
	{"PKIX", 1}, {"SPKI", 2},   {"PGP", 3},     {"IPKIX", 4}, {"ISPKI", 5},
	{"IPGP", 6}, {"ACPKIX", 7}, {"IACPKIX", 8}, {"URI", 253}, {"OID", 254},
};

/* IANA "DNS RCODEs"; 16 as TSIG reads it (RFC 8945 section 3). */
static const struct word rcodes[] = {
	{"NOERROR", 0},  {"FORMERR", 1},  {"SERVFAIL", 2},  {"NXDOMAIN", 3},   {"NOTIMP", 4},
	{"REFUSED", 5},  {"YXDOMAIN", 6}, {"YXRRSET", 7},   {"NXRRSET", 8},    {"NOTAUTH", 9},
	{"NOTZONE", 10}, {"BADSIG", 16},  {"BADKEY", 17},   {"BADTIME", 18},   {"BADMODE", 19},
	{"BADNAME", 20}, {"BADALG", 21},  {"BADTRUNC", 22}, {"BADCOOKIE", 23},
};

/* RFC 9859 section 6.2 */
static const struct word dsync_schemes[] = {{"NOTIFY", 1}};

static const char *word_of(const struct word *words, size_t count, uint16_t number)
{
	for (size_t i = 0; i < count; i++) {
		if (words[i].number == number)
			return words[i].word;
	}
	return NULL;
}

/* Take a token that is a number up to max, or one of the words. */
static enum err word_take(struct rdata_parser *p, uint16_t *out, uint16_t max,
                          const struct word *words, size_t count)
{
	struct span word;
	uint64_t number;
	TRY(rdata_word(p, &word));
	enum err err = rdata_digits_parse(&number, word, max);
	if (err == E_NUMBER_RANGE)
		return err;
	for (size_t i = 0; err != OK; i++) {
		if (i == count)
			return E_MNEMONIC;
		if (span_is_word(word, words[i].word)) {
			number = words[i].number;
			break;
		}
	}
	rdata_token_take(p);
	*out = (uint16_t)number;
	return OK;
}

static bool word_print(struct text *t, const struct word *words, size_t count, uint16_t number)
{
	const char *word = word_of(words, count, number);
	if (word != NULL)
		text_put(t, word);
	else
		text_put_u32(t, number);
	return true;
}

const char *rdata_algorithm_word(uint8_t algorithm)
{
	return word_of(algorithms, ARRAY_LEN(algorithms), algorithm);
}

enum err rdata_type_parse(struct rdata_parser *p)
{
	struct span word;
	uint16_t type;
	TRY(rdata_word(p, &word));
	TRY(rrtype_parse(&type, word));
	rdata_token_take(p);
	wire_write_u16(p->out, type);
	return OK;
}

bool rdata_type_print(struct rdata_printer *p)
{
	rrtype_print(p->t, wire_read_u16(&p->r));
	return true;
}

enum err rdata_algorithm_parse(struct rdata_parser *p)
{
	uint16_t v;
	TRY(word_take(p, &v, UINT8_MAX, algorithms, ARRAY_LEN(algorithms)));
	wire_write_u8(p->out, (uint8_t)v);
	return OK;
}

enum err rdata_cert_type_parse(struct rdata_parser *p)
{
	uint16_t v;
	TRY(word_take(p, &v, UINT16_MAX, cert_types, ARRAY_LEN(cert_types)));
	wire_write_u16(p->out, v);
	return OK;
}

enum err rdata_rcode_parse(struct rdata_parser *p)
{
	uint16_t v;
	TRY(word_take(p, &v, UINT16_MAX, rcodes, ARRAY_LEN(rcodes)));
	wire_write_u16(p->out, v);
	return OK;
}

bool rdata_rcode_print(struct rdata_printer *p)
{
	return word_print(p->t, rcodes, ARRAY_LEN(rcodes), wire_read_u16(&p->r));
}

enum err rdata_dsync_scheme_parse(struct rdata_parser *p)
{
	uint16_t v;
	TRY(word_take(p, &v, UINT8_MAX, dsync_schemes, ARRAY_LEN(dsync_schemes)));
	wire_write_u8(p->out, (uint8_t)v);
	return OK;
}

bool rdata_dsync_scheme_print(struct rdata_printer *p)
{
	uint8_t v = wire_read_u8(&p->r);
	return word_print(p->t, dsync_schemes, ARRAY_LEN(dsync_schemes), v);
}
