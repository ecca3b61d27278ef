/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What validation keeps from one request to the next: public keys that were decoded, and working
 * memory.  Decoding a key is a fifth of a check with it.
 *
 * Owner: the caller of validator_new.  Thread: one at a time.
 */
#pragma once

#include "sec/rrsig.h"

enum { VALIDATOR_KEYS = 1024 };

struct validator;

struct validator *validator_new(void);
void validator_free(struct validator *v);

/*
 * The public key of a DNSKEY, decoded now or before.
 *
 * returns a reference that the caller drops; NULL when it cannot be used
 */
struct crypto_key *validator_key(struct validator *v, const struct dnskey *key);

/* Working memory for signed octets. */
struct canonical *validator_memory(struct validator *v);

/* Keys kept now; for tests. */
size_t validator_keys(const struct validator *v) PURE;
