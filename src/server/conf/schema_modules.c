/* SPDX-License-Identifier: BSD-2-Clause */
/* Items of the sections of query modules; which modules there are to use says available.c. */

#include "server/conf/schema_modules.h"

#include "base/hex.h"

#include "server/conf/schema_rows.h"

static const struct conf_option synth_types[] = {{"forward", 0}, {"reverse", 1}, {NULL, 0}};
static const struct conf_option geo_modes[] = {
	{"subnet", 0},
	{"geodb", 1},
	{"weighted", 2},
	{NULL, 0},
};

static enum err form_secret(struct span text, struct text *out, int64_t *number)
{
	(void)number;
	/* 0x and sixteen octets (RFC 9018 section 4.1). */
	if (text.len != 34 || text.data[0] != '0' || (text.data[1] | 0x20) != 'x')
		return E_INVALID;
	for (size_t i = 2; i < text.len; i++) {
		if (hex_digit(text.data[i]) < 0)
			return E_HEX;
	}
	text_put_octets(out, text.data, text.len);
	return OK;
}

const struct conf_item authsignal_items[] = {COMMENT, END};

const struct conf_item cookies_items[] = {
	RANGED("secret-lifetime", TIME, 1, 36 * 86400),
	RANGED("badcookie-slip", INT, 1, INT32_MAX),
	FORMED("secret", CONF_MULTI, form_secret),
	COMMENT,
	END,
};

const struct conf_item dnsproxy_items[] = {
	REFER("remote", 0, "remote"),
	RANGED("timeout", INT, 0, INT32_MAX),
	FLAGGED("address", NET, CONF_MULTI),
	ITEM("fallback", BOOL),
	ITEM("tcp-fastopen", BOOL),
	ITEM("catch-nxdomain", BOOL),
	COMMENT,
	END,
};

const struct conf_item dnstap_items[] = {
	ITEM("sink", STR),
	FLAGGED("identity", STR, CONF_EMPTY_OK),
	FLAGGED("version", STR, CONF_EMPTY_OK),
	ITEM("log-queries", BOOL),
	ITEM("log-responses", BOOL),
	ITEM("responses-with-queries", BOOL),
	COMMENT,
	END,
};

const struct conf_item geoip_items[] = {
	ITEM("config-file", STR),
	RANGED("ttl", TIME, 0, INT32_MAX),
	CHOICE("mode", geo_modes),
	ITEM("dnssec", BOOL),
	REFER("policy", 0, "policy"),
	ITEM("geodb-file", STR),
	FLAGGED("geodb-key", STR, CONF_MULTI),
	COMMENT,
	END,
};

const struct conf_item noudp_items[] = {
	RANGED("udp-allow-rate", INT, 1, INT32_MAX),
	RANGED("udp-truncate-rate", INT, 1, INT32_MAX),
	COMMENT,
	END,
};

const struct conf_item onlinesign_items[] = {
	REFER("policy", 0, "policy"),
	FORMED("nsec-bitmap", CONF_MULTI, form_rr_type),
	COMMENT,
	END,
};

const struct conf_item probe_items[] = {
	ITEM("path", STR),
	RANGED("channels", INT, 1, 65535),
	RANGED("max-rate", INT, 0, INT32_MAX),
	COMMENT,
	END,
};

const struct conf_item queryacl_items[] = {
	FLAGGED("address", NET, CONF_MULTI),
	FLAGGED("interface", NET, CONF_MULTI),
	COMMENT,
	END,
};

const struct conf_item rrl_items[] = {
	RANGED("rate-limit", INT, 0, INT32_MAX),
	RANGED("instant-limit", INT, 1, 1 << 20),
	RANGED("slip", INT, 0, 100),
	RANGED("time-rate-limit", INT, 0, 1000000),
	RANGED("time-instant-limit", INT, 1, 1000000),
	RANGED("table-size", INT, 1, INT32_MAX),
	FLAGGED("whitelist", NET, CONF_MULTI),
	RANGED("log-period", INT, 0, INT32_MAX),
	ITEM("dry-run", BOOL),
	COMMENT,
	END,
};

const struct conf_item stats_items[] = {
	ITEM("request-protocol", BOOL),
	ITEM("server-operation", BOOL),
	ITEM("request-bytes", BOOL),
	ITEM("response-bytes", BOOL),
	ITEM("edns-presence", BOOL),
	ITEM("flag-presence", BOOL),
	ITEM("response-code", BOOL),
	ITEM("request-edns-option", BOOL),
	ITEM("response-edns-option", BOOL),
	ITEM("reply-nodata", BOOL),
	ITEM("query-type", BOOL),
	ITEM("query-size", BOOL),
	ITEM("reply-size", BOOL),
	COMMENT,
	END,
};

const struct conf_item synthrecord_items[] = {
	CHOICE("type", synth_types),
	FLAGGED("prefix", STR, CONF_EMPTY_OK),
	ITEM("origin", NAME),
	RANGED("ttl", TIME, 0, INT32_MAX),
	FLAGGED("network", NET, CONF_MULTI),
	ITEM("reverse-short", BOOL),
	COMMENT,
	END,
};

const struct conf_item whoami_items[] = {COMMENT, END};
