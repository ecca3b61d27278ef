/* SPDX-License-Identifier: BSD-2-Clause */
/* Items of the sections about the server itself: server, xdp, control, log, statistics, database.
 */

#include "server/conf/schema.h"
#include "server/conf/schema_rows.h"

static const struct conf_option severities[] = {
	{"critical", 0}, {"error", 1}, {"warning", 2}, {"notice", 3},
	{"info", 4},     {"debug", 5}, {NULL, 0},
};

static const struct conf_option dbus_events[] = {
	{"none", DBUS_NONE},
	{"running", DBUS_RUNNING},
	{"zone-updated", DBUS_ZONE_UPDATED},
	{"keys-updated", DBUS_KEYS_UPDATED},
	{"ksk-submission", DBUS_KSK_SUBMISSION},
	{"dnssec-invalid", DBUS_DNSSEC_INVALID},
	{NULL, 0},
};

static const struct conf_option journal_modes[] = {
	{"robust", JOURNAL_ROBUST},
	{"asynchronous", JOURNAL_ASYNCHRONOUS},
	{NULL, 0},
};

const struct conf_item server_items[] = {
	FLAGGED("identity", STR, CONF_EMPTY_OK),
	FLAGGED("version", STR, CONF_EMPTY_OK),
	FLAGGED("nsid", HEX, CONF_EMPTY_OK),
	ITEM("rundir", STR),
	FORMED("user", 0, form_user),
	ITEM("pidfile", STR),
	RANGED("udp-workers", INT, 1, 256),
	RANGED("tcp-workers", INT, 1, 256),
	RANGED("background-workers", INT, 1, 512),
	ITEM("async-start", BOOL),
	RANGED("tcp-idle-timeout", TIME, 1, INT32_MAX),
	RANGED("tcp-io-timeout", INT, 0, INT32_MAX),
	RANGED("tcp-remote-io-timeout", INT, 0, INT32_MAX),
	RANGED("tcp-max-clients", INT, 0, INT32_MAX),
	ITEM("tcp-reuseport", BOOL),
	ITEM("tcp-fastopen", BOOL),
	RANGED("quic-max-clients", INT, 128, INT32_MAX),
	RANGED("quic-outbuf-max-size", SIZE, MIB, SIZE_UPPER),
	RANGED("quic-idle-close-timeout", TIME, 1, INT32_MAX),
	RANGED("remote-pool-limit", INT, 0, INT32_MAX),
	RANGED("remote-pool-timeout", TIME, 1, INT32_MAX),
	RANGED("remote-retry-delay", INT, 0, INT32_MAX),
	ITEM("socket-affinity", BOOL),
	RANGED("udp-max-payload", SIZE, 1220, 4096),
	RANGED("udp-max-payload-ipv4", SIZE, 1220, 4096),
	RANGED("udp-max-payload-ipv6", SIZE, 1220, 4096),
	ITEM("key-file", STR),
	ITEM("cert-file", STR),
	ITEM("edns-client-subnet", BOOL),
	ITEM("answer-rotation", BOOL),
	ITEM("automatic-acl", BOOL),
	FLAGGED("proxy-allowlist", NET, CONF_MULTI),
	CHOICES("dbus-event", dbus_events),
	RANGED("dbus-init-delay", TIME, 0, INT32_MAX),
	FLAGGED("listen", ADDR, CONF_MULTI),
	FLAGGED("listen-quic", ADDR, CONF_MULTI),
	FLAGGED("listen-tls", ADDR, CONF_MULTI),
	COMMENT,
	END,
};

const struct conf_item xdp_items[] = {
	FLAGGED("listen", ADDR, CONF_MULTI),
	ITEM("udp", BOOL),
	ITEM("tcp", BOOL),
	ITEM("quic", BOOL),
	RANGED("quic-port", INT, 1, 65535),
	RANGED("tcp-max-clients", INT, 1024, INT32_MAX),
	RANGED("tcp-inbuf-max-size", SIZE, MIB, SIZE_UPPER),
	RANGED("tcp-outbuf-max-size", SIZE, MIB, SIZE_UPPER),
	RANGED("tcp-idle-close-timeout", TIME, 1, INT32_MAX),
	RANGED("tcp-idle-reset-timeout", TIME, 1, INT32_MAX),
	RANGED("tcp-resend-timeout", TIME, 1, INT32_MAX),
	ITEM("route-check", BOOL),
	RANGED("ring-size", INT, 4, 32768),
	RANGED("busypoll-budget", INT, 0, 65535),
	RANGED("busypoll-timeout", INT, 1, 65535),
	COMMENT,
	END,
};

const struct conf_item control_items[] = {
	ITEM("listen", STR),
	RANGED("backlog", INT, 0, 65535),
	RANGED("timeout", TIME, 0, 86400),
	COMMENT,
	END,
};

const struct conf_item log_items[] = {
	CHOICE("server", severities),
	CHOICE("control", severities),
	CHOICE("zone", severities),
	CHOICE("quic", severities),
	CHOICE("any", severities),
	COMMENT,
	END,
};

const struct conf_item statistics_items[] = {
	RANGED("timer", TIME, 1, INT32_MAX),
	ITEM("file", STR),
	ITEM("append", BOOL),
	ITEM("metrics-listen", ADDR), /* ours */
	COMMENT,
	END,
};

const struct conf_item database_items[] = {
	ITEM("storage", STR),
	ITEM("journal-db", STR),
	CHOICE("journal-db-mode", journal_modes),
	RANGED("journal-db-max-size", SIZE, MIB, 100 * TIB),
	ITEM("kasp-db", STR),
	RANGED("kasp-db-max-size", SIZE, 5 * MIB, 100 * GIB),
	ITEM("timer-db", STR),
	RANGED("timer-db-max-size", SIZE, MIB, 100 * GIB),
	ITEM("catalog-db", STR),
	RANGED("catalog-db-max-size", SIZE, 5 * MIB, 100 * GIB),
	COMMENT,
	END,
};
