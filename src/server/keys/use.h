/* SPDX-License-Identifier: BSD-2-Clause */
/* What a key is used for at a moment, given the other keys of its zone. Pure; any thread. */
#pragma once

#include "server/keys/key.h"

struct key_use {
	enum key_state state;
	bool published;  /* its DNSKEY is in the zone */
	bool revoked;    /* with the flag of RFC 5011 section 7 */
	bool signs_keys; /* DNSKEY, CDNSKEY and CDS at the apex */
	bool signs_zone; /* everything else */
};

struct key_use key_use_at(const struct key_list *keys, size_t i, int64_t now);

/*
 * The line that tells operators what a key is used for: "tag 53594, algorithm ECDSAP256SHA256,
 * KSK, public, active+".
 */
void key_use_print(struct text *t, const struct zone_key *key, const struct key_use *use);

/* Indices of the keys in the order of such lines: by publication; `out` has room for all. */
void key_order(const struct key_list *keys, size_t *out);

enum key_set_fault {
	KEY_SET_SOUND,
	KEY_SET_EMPTY,      /* nothing signs: "no keys for signing" */
	KEY_SET_INCOMPLETE, /* "missing active KSK or ZSK" */
};

/*
 * May the zone be signed with these keys: is, for each algorithm that is published, a published key
 * of each role there that signs (RFC 4035 section 2.2)?
 *
 * offline_ksk  signatures by KSKs come from elsewhere
 */
enum key_set_fault key_set_check(const struct key_list *keys, int64_t now, bool offline_ksk);
