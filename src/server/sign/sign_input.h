/* SPDX-License-Identifier: BSD-2-Clause */
/* What a zone is signed with: keys in their present use, and the figures of its policy. */
#pragma once

#include "base/clock.h"
#include "crypto/key.h"
#include "server/keys/apex.h"

/* A key pair that signs. Borrowed by whoever signs. */
struct sign_key {
	const struct crypto_key *pair;
	uint16_t tag; /* of its DNSKEY, the flag of revocation included */
	uint8_t algorithm;
	bool signs_keys; /* DNSKEY, CDNSKEY and CDS at the apex */
	bool signs_zone; /* everything else */
};

struct sign_policy {
	int64_t lifetime_s;
	int64_t refresh_s;     /* before its end a signature is made anew; sign_refresh_s */
	int64_t pre_refresh_s; /* and this much before that, if another one is due */
	bool reproducible;
	unsigned threads;
	bool nsec3; /* else NSEC */
	bool opt_out;
	uint16_t iterations;
	struct span salt;
	unsigned unsafe; /* set of enum conf_unsafe */
};

struct sign_input {
	const struct sign_key *keys;
	size_t key_count;
	const struct apex_records *apex; /* of the keys; NULL: those in the zone stay */
	struct sign_policy policy;
	struct wall now;
};

enum { SIGN_BACKDATE_S = 5400 }; /* how long before now a signature begins to be good */

/*
 * How long before their end signatures are made anew, when rrsig-refresh does not say: as long as a
 * copy of the zone may be behind, and a tenth of their life.
 *
 * max_ttl_s  the largest in the zone
 */
int64_t sign_refresh_s(const struct policy_rrsig *rrsig, const struct policy_keys *keys,
                       uint32_t max_ttl_s) PURE;

/* The figures of a policy that are known without the zone: all but refresh_s and salt. */
void sign_policy_take(struct sign_policy *out, const struct conf_policy *policy);

/*
 * The keys of a list that sign at a moment, their pairs borrowed.
 *
 * out      has room for keys->count
 * *count   of those put there
 * E_KEY    a key that has to sign was not loaded: it has no private half
 */
MUST_USE enum err sign_keys_take(struct sign_key *out, size_t *count, const struct key_list *keys,
                                 int64_t now);
