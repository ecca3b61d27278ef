/* SPDX-License-Identifier: BSD-2-Clause */
/* Items of what zones refer to: keys, remotes, access rules, signing policies and their parts. */

#include "sec/tsig.h"
#include "server/conf/schema.h"
#include "server/conf/schema_rows.h"

static const struct conf_option tsig_algorithms[] = {
	{"hmac-md5", DIGEST_MD5},
	{"hmac-sha1", DIGEST_SHA1},
	{"hmac-sha224", DIGEST_SHA224},
	{"hmac-sha256", DIGEST_SHA256},
	{"hmac-sha384", DIGEST_SHA384},
	{"hmac-sha512", DIGEST_SHA512},
	{NULL, 0},
};

static const struct conf_option actions[] = {
	{"query", ACTION_QUERY},
	{"notify", ACTION_NOTIFY},
	{"transfer", ACTION_TRANSFER},
	{"update", ACTION_UPDATE},
	{NULL, 0},
};

static const struct conf_option protocols[] = {
	{"udp", PROTOCOL_UDP},
	{"tcp", PROTOCOL_TCP},
	{"tls", PROTOCOL_TLS},
	{"quic", PROTOCOL_QUIC},
	{NULL, 0},
};

static const struct conf_option owners[] = {
	{"key", OWNER_KEY},
	{"zone", OWNER_ZONE},
	{"name", OWNER_NAME},
	{NULL, 0},
};

static const struct conf_option matches[] = {
	{"sub-or-equal", MATCH_SUB_OR_EQUAL},
	{"equal", MATCH_EQUAL},
	{"sub", MATCH_SUB},
	{"pattern", MATCH_PATTERN},
	{NULL, 0},
};

static const struct conf_option backends[] = {{"pem", 0}, {"pkcs11", 1}, {NULL, 0}};

/* The numbers are those of RFC 8624. */
static const struct conf_option algorithms[] = {
	{"rsasha1", 5},
	{"rsasha1-nsec3-sha1", 7},
	{"rsasha256", 8},
	{"rsasha512", 10},
	{"ecdsap256sha256", 13},
	{"ecdsap384sha384", 14},
	{"ed25519", 15},
	{"ed448", 16},
	{NULL, 0},
};

static const struct conf_option cds_publish[] = {
	{"none", 0},   {"delete-dnssec", 1}, {"rollover", 2},
	{"always", 3}, {"double-ds", 4},     {NULL, 0},
};
static const struct conf_option cds_digests[] = {{"sha256", 2}, {"sha384", 4}, {NULL, 0}};
static const struct conf_option managements[] = {{"full", 0}, {"incremental", 1}, {NULL, 0}};

/* Bits: the item is a list. */
static const struct conf_option unsafe[] = {
	{"none", 0},           {"no-check-keyset", 1},   {"no-update-dnskey", 2},
	{"no-update-nsec", 4}, {"no-update-expired", 8}, {NULL, 0},
};

const struct conf_item module_items[] = {ITEM("file", STR), COMMENT, END};

const struct conf_item keystore_items[] = {
	CHOICE("backend", backends), ITEM("config", STR), ITEM("key-label", BOOL), COMMENT, END,
};

const struct conf_item key_items[] = {
	CHOICE("algorithm", tsig_algorithms),
	ITEM("secret", B64),
	COMMENT,
	END,
};

const struct conf_item remote_items[] = {
	FLAGGED("address", ADDR, CONF_MULTI),
	FLAGGED("via", ADDR, CONF_MULTI),
	ITEM("quic", BOOL),
	ITEM("tls", BOOL),
	REFER("key", 0, "key"),
	FORMED("cert-key", CONF_MULTI, form_pin),
	ITEM("block-notify-after-transfer", BOOL),
	ITEM("no-edns", BOOL),
	ITEM("automatic-acl", BOOL),
	COMMENT,
	END,
};

const struct conf_item remotes_items[] = {
	REFER("remote", CONF_MULTI, "remote"),
	COMMENT,
	END,
};

const struct conf_item acl_items[] = {
	FLAGGED("address", NET, CONF_MULTI),
	REFER("key", CONF_MULTI, "key"),
	FORMED("cert-key", CONF_MULTI, form_pin),
	REFER("remote", CONF_MULTI, "remote", "remotes"),
	CHOICES("action", actions),
	CHOICES("protocol", protocols),
	ITEM("deny", BOOL),
	FORMED("update-type", CONF_MULTI, form_rr_type),
	CHOICE("update-owner", owners),
	CHOICE("update-owner-match", matches),
	FORMED("update-owner-name", CONF_MULTI, form_owner),
	COMMENT,
	END,
};

const struct conf_item submission_items[] = {
	REFER("parent", CONF_MULTI, "remote", "remotes"),
	RANGED("check-interval", TIME, 1, TIME_MAX),
	RANGED("timeout", TIME, 0, TIME_MAX),
	RANGED("parent-delay", TIME, 0, TIME_MAX),
	COMMENT,
	END,
};

const struct conf_item dnskey_sync_items[] = {
	REFER("remote", CONF_MULTI, "remote", "remotes"),
	RANGED("check-interval", TIME, 1, TIME_MAX),
	END,
};

const struct conf_item policy_items[] = {
	REFER("keystore", CONF_DEFAULT_OK, "keystore"),
	ITEM("manual", BOOL),
	ITEM("single-type-signing", BOOL),
	CHOICE("algorithm", algorithms),
	RANGED("ksk-size", SIZE, 0, 65535),
	RANGED("zsk-size", SIZE, 0, 65535),
	ITEM("ksk-shared", BOOL),
	RANGED("dnskey-ttl", TIME, 0, INT32_MAX),
	RANGED("zone-max-ttl", TIME, 0, INT32_MAX),
	FORMED("keytag-modulo", 0, form_keytag_modulo),
	RANGED("ksk-lifetime", TIME, 0, TIME_MAX),
	RANGED("zsk-lifetime", TIME, 0, TIME_MAX),
	RANGED("delete-delay", TIME, 0, TIME_MAX),
	RANGED("propagation-delay", TIME, 0, INT32_MAX),
	RANGED("rrsig-lifetime", TIME, 1, INT32_MAX),
	RANGED("rrsig-refresh", TIME, 1, INT32_MAX),
	RANGED("rrsig-pre-refresh", TIME, 0, INT32_MAX),
	ITEM("reproducible-signing", BOOL),
	ITEM("nsec3", BOOL),
	RANGED("nsec3-iterations", INT, 0, 65535),
	ITEM("nsec3-opt-out", BOOL),
	RANGED("nsec3-salt-length", INT, 0, 255),
	RANGED("nsec3-salt-lifetime", TIME, -1, TIME_MAX),
	RANGED("signing-threads", INT, 1, 65535),
	REFER("ksk-submission", 0, "submission"),
	REFER("ds-push", CONF_MULTI | CONF_EMPTY_OK, "remote", "remotes"),
	REFER("dnskey-sync", 0, "dnskey-sync"),
	CHOICE("cds-cdnskey-publish", cds_publish),
	CHOICE("cds-digest-type", cds_digests),
	CHOICE("dnskey-management", managements),
	ITEM("offline-ksk", BOOL),
	CHOICES("unsafe-operation", unsafe),
	COMMENT,
	END,
};
