/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A key of a zone: what it is, the moments of its life, and what follows from them at a moment.
 * Pure; any thread.
 */
#pragma once

#include "base/vec.h"
#include "sec/dnskey.h"

/* Moments of a key's life, in the order in which keys are listed. */
enum key_timer {
	KEY_CREATED,
	KEY_PRE_ACTIVE, /* signs, while its DNSKEY is not published: a new algorithm comes in */
	KEY_PUBLISH,
	KEY_READY, /* KSK: its DS may be published */
	KEY_ACTIVE,
	KEY_RETIRE_ACTIVE, /* the successor took over; still signs until caches know */
	KEY_RETIRE,        /* signs no more, still published */
	KEY_POST_ACTIVE,   /* signs, no longer published: an old algorithm goes out */
	KEY_REVOKE,        /* RFC 5011 section 2.1 */
	KEY_REMOVE,
	KEY_TIMERS,
};

enum key_state {
	KEY_IS_WAITING, /* nothing has begun */
	KEY_IS_PRE_ACTIVE,
	KEY_IS_PUBLISHED,
	KEY_IS_READY,
	KEY_IS_ACTIVE,
	KEY_IS_RETIRE_ACTIVE,
	KEY_IS_RETIRED,
	KEY_IS_POST_ACTIVE,
	KEY_IS_REVOKED,
	KEY_IS_REMOVED,
};

enum {
	KEY_ID_LEN = 20,      /* octets: of the SHA-1 over the public key */
	KEY_ID_TEXT_LEN = 40, /* as lower-case digits */
	KEY_PUBLIC_MAX = 540, /* octets of the public key field: RSA of 4096 bits */
	KEY_SET_MAX = 256,    /* keys of one zone */
};

/* Owner: whoever holds the set it is in.  pair: a reference of its own, or NULL. */
struct zone_key {
	uint8_t id[KEY_ID_LEN];
	uint16_t tag; /* without the flag of revocation */
	uint8_t algorithm;
	bool is_ksk, is_zsk;        /* both: a key of both roles */
	bool sep;                   /* flag of its DNSKEY; follows is_ksk unless it was set */
	bool public_only;           /* another signer has the private half */
	bool for_later;             /* made ahead: taken when a key of its kind is needed */
	int64_t timers[KEY_TIMERS]; /* seconds since 1970; 0 = not set */
	uint16_t public_len;
	uint8_t public_key[KEY_PUBLIC_MAX];
	struct crypto_key *pair; /* of a key that is still to be stored, or that was loaded */
};

/* The first of its moments from the end that has come. */
enum key_state key_state_at(const struct zone_key *key, int64_t now);

/* Has the moment come? */
static inline bool key_reached(const struct zone_key *key, enum key_timer t, int64_t now)
{
	return key->timers[t] != 0 && key->timers[t] <= now;
}

/* "KSK", "ZSK" or "CSK". */
const char *key_role_name(const struct zone_key *key);
/* "pre-active", "publish" ...; with separator '-' or '_' both parse. */
const char *key_timer_name(enum key_timer t);
const char *key_state_name(enum key_state s);
/* "ECDSAP256SHA256"; NULL for numbers without a name. */
const char *key_algorithm_name(uint8_t algorithm);
/* Name, in any case, or number; 0 when it is none that we can sign with. */
uint8_t key_algorithm_parse(struct span text);

/* Flags of its DNSKEY. */
uint16_t key_flags(const struct zone_key *key, bool revoked);

/* Append the rdata of its DNSKEY. */
void key_dnskey_write(struct wire_writer *w, const struct zone_key *key, bool revoked);

/* Its key tag; revocation changes it (RFC 5011 section 2.1), as the flags are in the sum. */
uint16_t key_tag(const struct zone_key *key, bool revoked);

/* Bits: of the modulus, or of the curve. 0 when the public key is none of its algorithm's. */
unsigned key_bits(const struct zone_key *key);

/*
 * Fill in identifier, tag, algorithm and public key from a key; roles must be set before.
 *
 * E_RANGE  the public key is longer than KEY_PUBLIC_MAX
 */
MUST_USE enum err key_set_material(struct zone_key *out, const struct crypto_key *material);

/* The order that timers must keep: NULL when they do, else the names of two that do not. */
struct key_order_fault {
	enum key_timer before, after;
};
bool key_check_order(const struct zone_key *key, struct key_order_fault *fault);

/* The first moment after `now`; 0 when there is none. */
int64_t key_next_timer(const struct zone_key *key, int64_t now);

/* The keys of one zone. */
struct key_list {
	struct zone_key *items;
	size_t count;
	size_t cap;
};

/* Drops the pairs too. */
void key_list_deinit(struct key_list *list);
struct zone_key *key_list_find(const struct key_list *list, const uint8_t id[KEY_ID_LEN]);
void key_list_remove(struct key_list *list, size_t i);
