/* SPDX-License-Identifier: BSD-2-Clause */
/* EDNS options (RFC 6891) and Extended DNS Errors (RFC 8914). */
#pragma once

#include "base/addr.h"
#include "dns/msg_writer.h"

enum edns_option {
	EDNS_NSID = 3,            /* RFC 5001 */
	EDNS_CLIENT_SUBNET = 8,   /* RFC 7871 */
	EDNS_EXPIRE = 9,          /* RFC 7314 */
	EDNS_COOKIE = 10,         /* RFC 7873 */
	EDNS_KEEPALIVE = 11,      /* RFC 7828 */
	EDNS_PADDING = 12,        /* RFC 7830 */
	EDNS_CHAIN = 13,          /* RFC 7901 */
	EDNS_KEY_TAG = 14,        /* RFC 8145 */
	EDNS_EDE = 15,            /* RFC 8914 */
	EDNS_REPORT_CHANNEL = 18, /* RFC 9567 */
	EDNS_ZONEVERSION = 19,    /* RFC 9660 */
};

enum ede_code {
	EDE_OTHER = 0,
	EDE_UNSUPPORTED_ALG = 1,
	EDE_UNSUPPORTED_DIGEST = 2,
	EDE_STALE = 3,
	EDE_FORGED = 4,
	EDE_INDETERMINATE = 5,
	EDE_BOGUS = 6,
	EDE_EXPIRED = 7,
	EDE_NOT_YET_VALID = 8,
	EDE_DNSKEY_MISSING = 9,
	EDE_RRSIGS_MISSING = 10,
	EDE_NO_ZONE_KEY = 11,
	EDE_NSEC_MISSING = 12,
	EDE_CACHED = 13,
	EDE_NOT_READY = 14,
	EDE_BLOCKED = 15,
	EDE_CENSORED = 16,
	EDE_FILTERED = 17,
	EDE_PROHIBITED = 18,
	EDE_STALE_NX = 19,
	EDE_NOT_AUTH = 20,
	EDE_NOT_SUPPORTED = 21,
	EDE_UNREACHABLE = 22,
	EDE_NETWORK = 23,
	EDE_INVALID_DATA = 24,
	EDE_EXPIRED_BEFORE_VALID = 25,
	EDE_TOO_EARLY = 26,
	EDE_NSEC3_ITERATIONS = 27,
	EDE_SYNTHESIZED = 29,
	EDE_NONE = -1,
};

/* "Stale Answer"; NULL for codes without a name. */
const char *ede_name(int code);
/* "NSID"; NULL for options without a name. */
const char *edns_option_name(uint16_t code);

/* Walk over the options of a checked OPT. */
struct edns_iter {
	struct span left;
};
static inline struct edns_iter edns_options(const struct msg_edns *e)
{
	return (struct edns_iter){e->options};
}
bool edns_next(struct edns_iter *it, uint16_t *code, struct span *value);
/* First option with the code; data NULL when absent. */
struct span edns_find(const struct msg_edns *e, uint16_t code, bool *found);

/* What an OPT record will say. Options are gathered as wire octets in caller's memory. */
struct edns_writer {
	uint16_t udp_size;
	uint8_t ext_rcode;
	uint8_t version;
	uint16_t flags;
	struct wire_writer options;
};
void edns_writer_init(struct edns_writer *e, void *buf, size_t cap, uint16_t udp_size);
/* Append one option; E_SPACE, nothing written. */
MUST_USE enum err edns_put(struct edns_writer *e, uint16_t code, struct span value);
/* Append EDE with optional text (UTF-8, cut at 64 octets). E_SPACE */
MUST_USE enum err edns_put_ede(struct edns_writer *e, int code, const char *text);
/*
 * Append padding so that the message's length becomes a multiple of a block (RFC 7830, RFC 8467
 * section 4.1).
 *
 * len  octets of the message without this OPT;  block  1 to EDNS_PAD_BLOCK_MAX
 * E_SPACE  no room for it: nothing was appended
 */
enum { EDNS_PAD_BLOCK_MAX = 512, EDNS_PAD_MAX = 4 + EDNS_PAD_BLOCK_MAX };
MUST_USE enum err edns_put_padding(struct edns_writer *e, size_t len, size_t block);
/* Octets the OPT record will take: 11 and the options. */
static inline size_t edns_size(const struct edns_writer *e)
{
	return 11 + e->options.pos;
}
/* Write the OPT record into the additional section. E_SPACE */
MUST_USE enum err edns_write(struct msg_writer *w, const struct edns_writer *e);

/* Client subnet (RFC 7871 section 6). */
struct edns_subnet {
	uint16_t family; /* 1 IPv4, 2 IPv6 */
	uint8_t source_len;
	uint8_t scope_len;
	uint8_t address[16];
};
/* E_MALFORMED  wrong length, family, or set bits behind the prefix */
MUST_USE enum err edns_subnet_read(struct edns_subnet *out, struct span value);
MUST_USE enum err edns_subnet_write(struct wire_writer *w, const struct edns_subnet *s);
