/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of the KASP database: octets of keys and values.  Pure; what is read is checked like
 * anything from outside.  All numbers big-endian; zones as names in wire form, lower case.
 *
 *   01 zone id(20)    a key: flags 1, algorithm 1, ten moments 8, public key to the end
 *   02 policy         the KSK that was made last under a policy: id 20, zone
 *   03 zone           what else is known of a zone: struct zone_facts
 *   04 id(20)         a private key to be deleted: the folder of its file
 *   05 id(20) zone    this zone uses the key: empty
 */
#pragma once

#include "base/serial.h"
#include "dns/name.h"
#include "server/keys/key.h"
#include "server/keys/ttls.h"
#include "store/store.h"

enum kasp_kind {
	KASP_KEY = 1,
	KASP_LAST,
	KASP_FACTS,
	KASP_DOOMED,
	KASP_USER,
};

enum {
	KASP_SALT_MAX = 255,
	KASP_KEY_RECORD_MAX = 2 + 8 * KEY_TIMERS + KEY_PUBLIC_MAX,
	KASP_FACTS_RECORD_MAX = 64 + KASP_SALT_MAX,
};

/* What is known of a zone beside its keys. */
struct zone_facts {
	struct key_ttls ttls;
	int64_t signed_s; /* when it was last published as its keys asked; 0 = never */
	bool has_master_serial, has_last_signed, has_salt;
	struct serial master_serial; /* of the primary's version that is signed here */
	struct serial last_signed;
	int64_t salt_created_s;
	uint8_t salt_len;
	uint8_t salt[KASP_SALT_MAX];
};

/* A key of the database, as it is put together. */
struct kasp_key {
	uint8_t octets[STORE_KEY_MAX];
	size_t len;
};

static inline struct span kasp_key_span(const struct kasp_key *k)
{
	return span_of(k->octets, k->len);
}

/* Parts are appended as they are; what does not fit makes it empty, which no store takes. */
void kasp_key_begin(struct kasp_key *k, enum kasp_kind kind);
void kasp_key_add(struct kasp_key *k, struct span part);
/* With its name in lower case. */
void kasp_key_add_zone(struct kasp_key *k, const uint8_t *zone);

size_t kasp_key_record_write(uint8_t out[KASP_KEY_RECORD_MAX], const struct zone_key *key);
/* id is not in the record: the caller sets it. E_CORRUPT */
MUST_USE enum err kasp_key_record_read(struct zone_key *out, struct span record);

size_t kasp_facts_record_write(uint8_t out[KASP_FACTS_RECORD_MAX], const struct zone_facts *facts);
/* E_CORRUPT */
MUST_USE enum err kasp_facts_record_read(struct zone_facts *out, struct span record);
