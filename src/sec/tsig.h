/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transaction signatures (RFC 8945).  A tsig_state follows one exchange on either side: sign the
 * request and verify its answers, or verify the request and sign the answers; from the second
 * answer of a stream on, digests chain as section 5.3.1 says.
 */
#pragma once

#include "base/clock.h"
#include "crypto/digest.h"
#include "dns/msg.h"

enum {
	TSIG_FUDGE_S = 300,     /* seconds of clock difference allowed (section 10) */
	TSIG_MAX_UNSIGNED = 99, /* messages of a stream between two signed ones (section 5.3.1) */
	TSIG_MAX_LEN = 2 * 255 + 10 + 16 + 64 + 6, /* octets of any TSIG record we write */
	TSIG_MAX_SECRET = 1024,                    /* octets of a shared secret */
};

/* A shared key. Owner and lifetime: the caller's; wiped by tsig_key_wipe. */
struct tsig_key {
	struct name name; /* lower case */
	enum digest_alg alg;
	uint8_t secret[TSIG_MAX_SECRET];
	size_t secret_len;
};

/*
 * Algorithm by its word ("hmac-sha256", any case, a final dot allowed); and back.
 *
 * E_TSIG_ALG  unknown
 */
MUST_USE enum err tsig_alg_parse(enum digest_alg *out, struct span word);
const char *tsig_alg_word(enum digest_alg alg);

/*
 * Parse "[alg:]name:base64" as tools take it; the algorithm defaults to hmac-sha256.
 *
 * E_TSIG_ALG, E_BASE64, E_SPACE (secret too long), E_MALFORMED (a part is missing), name errors
 */
MUST_USE enum err tsig_key_parse(struct tsig_key *out, struct span text);

/* Set name (lower-cased), algorithm and base64 secret. Errors as tsig_key_parse. */
MUST_USE enum err tsig_key_set(struct tsig_key *out, const uint8_t *name, enum digest_alg alg,
                               struct span base64);
void tsig_key_wipe(struct tsig_key *key);

/* A TSIG record as read (section 4.2); borrows the message. */
struct tsig_record {
	struct name key_name;
	struct name alg_name;
	uint64_t time_signed;
	uint16_t fudge;
	struct span mac;
	uint16_t original_id;
	uint16_t error;
	struct span other;
};

/* E_MALFORMED  no TSIG in the message, or its class, TTL or fields are wrong (FORMERR) */
MUST_USE enum err tsig_read(struct tsig_record *out, const struct msg *m);

struct tsig_state {
	const struct tsig_key *key; /* borrowed */
	struct mac *running;        /* digest of what came since the last signature */
	uint8_t mac[DIGEST_MAX_LEN];
	size_t mac_len;  /* of the request's or the previous message's MAC; 0 = none */
	bool continuing; /* a later message of a stream: timers only */
	unsigned unsigned_count;
	uint64_t peer_time; /* time signed of the last message verified; 0 = none */
};

/* Begin an exchange under a key, which must stay until tsig_deinit. */
void tsig_init(struct tsig_state *s, const struct tsig_key *key);
void tsig_deinit(struct tsig_state *s);

/*
 * Append a TSIG record to a finished message and count it in the header.
 *
 * error  0, or a TSIG error for the reply (section 5.3.2): BADKEY and BADSIG leave the MAC empty,
 *        BADTIME is signed and carries our time
 * E_SPACE  no room behind the message
 */
MUST_USE enum err tsig_sign(struct tsig_state *s, uint8_t *msg, size_t *len, size_t cap,
                            struct wall now, uint16_t error);

/* Octets tsig_sign will append for this key at most. */
size_t tsig_room(const struct tsig_key *key) PURE;

/*
 * Verify a parsed message.  In a stream, a message without TSIG is digested towards the next
 * signed one and accepted for now; the caller refuses a stream that ends with one
 * (s->unsigned_count != 0).
 *
 * *error  TSIG error for a reply: BADKEY, BADSIG, BADTIME, BADTRUNC; 0 when none applies
 * E_TSIG_KEY    signed with another key or algorithm, or a first message without TSIG
 * E_TSIG_SIG    the MAC differs, or too many unsigned messages
 * E_TSIG_TIME   outside the fudge; the MAC was right
 * E_TSIG_TRUNC  MAC shorter than max(10, half the digest) (section 5.2.2.1)
 * E_MALFORMED   see tsig_read
 */
MUST_USE enum err tsig_verify(struct tsig_state *s, const struct msg *m, struct wall now,
                              uint16_t *error);
