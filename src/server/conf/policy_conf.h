/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshots of what signing goes by: keystores, submissions, synchronisation, policies. */
#pragma once

#include "server/conf/access_conf.h"
#include "server/conf/modulo.h"

/* What CDS and CDNSKEY records a zone publishes. The numbers are those of the schema. */
enum conf_cds { CDS_NONE, CDS_DELETE_DNSSEC, CDS_ROLLOVER, CDS_ALWAYS, CDS_DOUBLE_DS };

/* Bits of unsafe-operation. */
enum conf_unsafe {
	UNSAFE_NO_CHECK_KEYSET = 1,
	UNSAFE_NO_UPDATE_DNSKEY = 2,
	UNSAFE_NO_UPDATE_NSEC = 4,
	UNSAFE_NO_UPDATE_EXPIRED = 8,
};

/* Where private keys lie. */
struct conf_keystore {
	const char *id;
	bool pkcs11;
	bool key_label;     /* pkcs11: name new objects after the zone */
	const char *config; /* pem: folder, absolute; pkcs11: URI and module */
};

/* How the parent is asked whether it has a new key's DS. */
struct conf_submission {
	const char *id;
	const struct conf_remote *const *parents;
	size_t parent_count; /* 0 = confirmed by hand */
	int64_t check_interval_s;
	int64_t timeout_s;      /* 0 = never taken for granted */
	int64_t parent_delay_s; /* added to the wait for the DS's TTL */
};

/* Signers that this one tells its keys. */
struct conf_dnskey_sync {
	const char *id;
	const struct conf_remote *const *remotes;
	size_t remote_count;
	int64_t check_interval_s;
};

/* Which keys there are, and for how long. */
struct policy_keys {
	bool manual;
	bool single_type; /* one key with both roles */
	bool ksk_shared;
	bool offline_ksk;
	bool incremental; /* records of other signers' keys stay in the zone */
	uint8_t algorithm;
	unsigned ksk_bits, zsk_bits; /* 0 = the algorithm's default */
	struct modulo tag_modulo;
	int64_t ksk_lifetime_s, zsk_lifetime_s; /* 0 = for ever */
	int64_t delete_delay_s;
	int64_t propagation_delay_s;
	int64_t dnskey_ttl_s;   /* -1 = of the SOA */
	int64_t zone_max_ttl_s; /* -1 = the largest in the zone */
};

/* Signatures: how long, how soon anew. */
struct policy_rrsig {
	int64_t lifetime_s;
	int64_t refresh_s; /* 0 = computed from the rest */
	int64_t pre_refresh_s;
	bool reproducible;
	unsigned threads;
};

struct policy_nsec3 {
	bool on;
	bool opt_out;
	uint16_t iterations;
	uint8_t salt_len;
	int64_t salt_lifetime_s; /* 0 = for ever, -1 = until the signing keys change */
};

/* What the parent is to know. */
struct policy_parent {
	enum conf_cds cds;
	uint8_t cds_digest;                       /* as in DS records */
	const struct conf_submission *submission; /* NULL = confirmed by hand */
	const struct conf_remote *const *ds_push;
	size_t ds_push_count;
};

struct conf_policy {
	const char *id;
	const struct conf_keystore *keystore; /* never NULL */
	struct policy_keys keys;
	struct policy_rrsig rrsig;
	struct policy_nsec3 nsec3;
	struct policy_parent parent;
	const struct conf_dnskey_sync *sync; /* NULL = none */
	unsigned unsafe;                     /* set of enum conf_unsafe */
};
