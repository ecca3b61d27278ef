/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * knot.conf as tables.  An item or section that belongs to work not there yet is known by name and
 * refused with that reason, so that a configuration is never half obeyed.
 */

#include "server/conf/schema.h"

#include "base/text.h"
#include "dns/name.h"
#include "sec/tsig.h"

#define ITEM(n, t)                                                                                 \
	{                                                                                          \
		.name = (n), .type = CONF_##t                                                      \
	}
#define FLAGGED(n, t, f)                                                                           \
	{                                                                                          \
		.name = (n), .type = CONF_##t, .flags = (f)                                        \
	}
#define RANGED(n, t, lo, hi)                                                                       \
	{                                                                                          \
		.name = (n), .type = CONF_##t, .min = (lo), .max = (hi)                            \
	}
#define CHOICE(n, o)                                                                               \
	{                                                                                          \
		.name = (n), .type = CONF_OPT, .options = (o)                                      \
	}
#define CHOICES(n, o)                                                                              \
	{                                                                                          \
		.name = (n), .type = CONF_OPT, .flags = CONF_MULTI, .options = (o)                 \
	}
#define REFER(n, f, s)                                                                             \
	{                                                                                          \
		.name = (n), .type = CONF_REF, .flags = (f), .refs = { s }                         \
	}
#define LATER(n)                                                                                   \
	{                                                                                          \
		.name = (n), .flags = CONF_MULTI | CONF_LATER                                      \
	}
#define END                                                                                        \
	{                                                                                          \
		.name = NULL                                                                       \
	}

static const struct conf_option severities[] = {
	{"critical", 0, false}, {"error", 1, false}, {"warning", 2, false}, {"notice", 3, false},
	{"info", 4, false},     {"debug", 5, false}, {NULL, 0, false},
};

static const struct conf_option tsig_algorithms[] = {
	{"hmac-md5", DIGEST_MD5, false},
	{"hmac-sha1", DIGEST_SHA1, false},
	{"hmac-sha224", DIGEST_SHA224, false},
	{"hmac-sha256", DIGEST_SHA256, false},
	{"hmac-sha384", DIGEST_SHA384, false},
	{"hmac-sha512", DIGEST_SHA512, false},
	{NULL, 0, false},
};

static const struct conf_option actions[] = {
	{"query", ACTION_QUERY, false},
	{"transfer", ACTION_TRANSFER, false},
	{"notify", ACTION_NOTIFY, true},
	{"update", ACTION_UPDATE, true},
	{NULL, 0, false},
};

static const struct conf_option protocols[] = {
	{"udp", PROTOCOL_UDP, false},
	{"tcp", PROTOCOL_TCP, false},
	{"tls", PROTOCOL_TLS, true},
	{"quic", PROTOCOL_QUIC, true},
	{NULL, 0, false},
};

static const struct conf_option checks[] = {
	{"off", CHECKS_OFF, false}, {"false", CHECKS_OFF, false}, {"on", CHECKS_ON, false},
	{"true", CHECKS_ON, false}, {"soft", CHECKS_SOFT, false}, {NULL, 0, false},
};

static const struct conf_option zonefile_load[] = {
	{"whole", ZONEFILE_LOAD_WHOLE, false},
	{"none", ZONEFILE_LOAD_NONE, true},
	{"difference", ZONEFILE_LOAD_DIFFERENCE, true},
	{"difference-no-serial", ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL, true},
	{NULL, 0, false},
};

/* With zonefile-load "whole" and no signing, "changes" has nothing to keep: the same as "none". */
static const struct conf_option journal_content[] = {
	{"none", JOURNAL_NONE, false},
	{"changes", JOURNAL_CHANGES, false},
	{"all", JOURNAL_ALL, true},
	{NULL, 0, false},
};

/* What a template and a zone have in common. */
#define ZONE_ITEMS                                                                                 \
	ITEM("comment", STR), ITEM("storage", STR), ITEM("file", STR), LATER("master"),            \
		LATER("ddns-master"), LATER("notify"), LATER("notify-delay"),                      \
		REFER("acl", CONF_MULTI, "acl"), LATER("master-pin-tolerance"),                    \
		LATER("provide-ixfr"), CHOICE("semantic-checks", checks),                          \
		RANGED("default-ttl", TIME, 1, INT32_MAX),                                         \
		RANGED("zonefile-sync", TIME, -1, INT32_MAX),                                      \
		CHOICE("zonefile-load", zonefile_load),                                            \
		CHOICE("journal-content", journal_content), LATER("journal-max-usage"),            \
		LATER("journal-max-depth"), LATER("ixfr-benevolent"), LATER("ixfr-by-one"),        \
		LATER("ixfr-from-axfr"), LATER("zone-max-size"), LATER("adjust-threads"),          \
		LATER("dnssec-signing"), LATER("dnssec-validation"), LATER("dnssec-policy"),       \
		LATER("ds-push"), LATER("reverse-generate"), LATER("serial-policy"),               \
		LATER("serial-modulo"), LATER("zonemd-generate"), LATER("zonemd-verify"),          \
		LATER("refresh-min-interval"), LATER("refresh-max-interval"),                      \
		LATER("retry-min-interval"), LATER("retry-max-interval"),                          \
		LATER("expire-min-interval"), LATER("expire-max-interval"), LATER("catalog-role"), \
		LATER("catalog-template"), LATER("catalog-zone"), LATER("catalog-group"),          \
		LATER("module"),

static const struct conf_item server_items[] = {
	ITEM("comment", STR),
	FLAGGED("identity", STR, CONF_EMPTY_OK),
	FLAGGED("version", STR, CONF_EMPTY_OK),
	FLAGGED("nsid", HEX, CONF_EMPTY_OK),
	ITEM("rundir", STR),
	ITEM("user", STR),
	ITEM("pidfile", STR),
	RANGED("udp-workers", INT, 1, 256),
	RANGED("tcp-workers", INT, 1, 256),
	RANGED("background-workers", INT, 1, 512),
	ITEM("async-start", BOOL),
	RANGED("tcp-idle-timeout", TIME, 1, INT32_MAX),
	RANGED("tcp-io-timeout", INT, 0, INT32_MAX),
	LATER("tcp-remote-io-timeout"),
	RANGED("tcp-max-clients", INT, 0, INT32_MAX),
	ITEM("tcp-reuseport", BOOL),
	LATER("tcp-fastopen"),
	LATER("quic-max-clients"),
	LATER("quic-outbuf-max-size"),
	LATER("quic-idle-close-timeout"),
	LATER("remote-pool-limit"),
	LATER("remote-pool-timeout"),
	LATER("remote-retry-delay"),
	LATER("socket-affinity"),
	RANGED("udp-max-payload", SIZE, 1220, 4096),
	RANGED("udp-max-payload-ipv4", SIZE, 1220, 4096),
	RANGED("udp-max-payload-ipv6", SIZE, 1220, 4096),
	LATER("key-file"),
	LATER("cert-file"),
	LATER("edns-client-subnet"),
	ITEM("answer-rotation", BOOL),
	LATER("automatic-acl"),
	LATER("proxy-allowlist"),
	LATER("dbus-event"),
	LATER("dbus-init-delay"),
	FLAGGED("listen", ADDR, CONF_MULTI),
	LATER("listen-quic"),
	LATER("listen-tls"),
	END,
};

static const struct conf_item control_items[] = {
	ITEM("comment", STR),
	ITEM("listen", STR),
	RANGED("backlog", INT, 0, 65535),
	RANGED("timeout", TIME, 0, 86400),
	END,
};

static const struct conf_item log_items[] = {
	ITEM("comment", STR),
	CHOICE("server", severities),
	CHOICE("control", severities),
	CHOICE("zone", severities),
	LATER("quic"),
	CHOICE("any", severities),
	END,
};

static const struct conf_item database_items[] = {
	ITEM("comment", STR),         ITEM("storage", STR),
	LATER("journal-db"),          LATER("journal-db-mode"),
	LATER("journal-db-max-size"), LATER("kasp-db"),
	LATER("kasp-db-max-size"),    LATER("timer-db"),
	LATER("timer-db-max-size"),   LATER("catalog-db"),
	LATER("catalog-db-max-size"), END,
};

static const struct conf_item key_items[] = {
	ITEM("comment", STR),
	CHOICE("algorithm", tsig_algorithms),
	FLAGGED("secret", B64, CONF_REQUIRED),
	END,
};

static const struct conf_item acl_items[] = {
	ITEM("comment", STR),
	FLAGGED("address", NET, CONF_MULTI),
	REFER("key", CONF_MULTI, "key"),
	LATER("remote"),
	CHOICES("action", actions),
	CHOICES("protocol", protocols),
	ITEM("deny", BOOL),
	LATER("update-type"),
	LATER("update-owner"),
	LATER("update-owner-match"),
	LATER("update-owner-name"),
	LATER("cert-key"),
	END,
};

static const struct conf_item template_items[] = {
	ZONE_ITEMS LATER("global-module"),
	END,
};

static const struct conf_item zone_items[] = {
	ZONE_ITEMS REFER("template", 0, "template"),
	END,
};

static const struct conf_item no_items[] = {END};

#define SECTION(n, list)                                                                           \
	{                                                                                          \
		.name = (n), .items = (list)                                                       \
	}
#define BLOCKS(n, id_, t, list)                                                                    \
	{                                                                                          \
		.name = (n), .id = (id_), .id_type = CONF_##t, .items = (list)                     \
	}
#define LATER_SECTION(n)                                                                           \
	{                                                                                          \
		.name = (n), .items = no_items, .later = true                                      \
	}

static const struct conf_section sections[] = {
	LATER_SECTION("module"),
	SECTION("server", server_items),
	LATER_SECTION("xdp"),
	SECTION("control", control_items),
	BLOCKS("log", "target", STR, log_items),
	LATER_SECTION("statistics"),
	SECTION("database", database_items),
	LATER_SECTION("keystore"),
	BLOCKS("key", "id", NAME, key_items),
	LATER_SECTION("remote"),
	LATER_SECTION("remotes"),
	BLOCKS("acl", "id", STR, acl_items),
	LATER_SECTION("submission"),
	LATER_SECTION("dnskey-sync"),
	LATER_SECTION("policy"),
	LATER_SECTION("mod-authsignal"),
	LATER_SECTION("mod-cookies"),
	LATER_SECTION("mod-dnsproxy"),
	LATER_SECTION("mod-dnstap"),
	LATER_SECTION("mod-geoip"),
	LATER_SECTION("mod-noudp"),
	LATER_SECTION("mod-onlinesign"),
	LATER_SECTION("mod-probe"),
	LATER_SECTION("mod-queryacl"),
	LATER_SECTION("mod-rrl"),
	LATER_SECTION("mod-stats"),
	LATER_SECTION("mod-synthrecord"),
	LATER_SECTION("mod-whoami"),
	BLOCKS("template", "id", STR, template_items),
	BLOCKS("zone", "domain", NAME, zone_items),
	{.name = NULL},
};

/* Absolute and lower case (RFC 4343), as the text that identifies a zone or key everywhere. */
static enum err normalise(struct span text, char *out, size_t cap)
{
	struct name name;
	struct text t;
	TRY(name_parse(&name, text, name_root));
	name_lower(name.wire, name.len);
	text_init_fixed(&t, out, cap);
	name_print(&t, name.wire);
	return t.full ? E_SPACE : OK;
}

const struct conf_schema knot_schema = {.sections = sections, .name_normalise = normalise};
