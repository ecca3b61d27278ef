/* SPDX-License-Identifier: BSD-2-Clause */
/* Items of zones and of the templates that share them. */

#include "server/conf/schema.h"
#include "server/conf/schema_rows.h"

static const struct conf_option checks[] = {
	{"off", CHECKS_OFF}, {"false", CHECKS_OFF}, {"on", CHECKS_ON},
	{"true", CHECKS_ON}, {"soft", CHECKS_SOFT}, {NULL, 0},
};

static const struct conf_option zonefile_load[] = {
	{"none", ZONEFILE_LOAD_NONE},
	{"difference", ZONEFILE_LOAD_DIFFERENCE},
	{"difference-no-serial", ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL},
	{"whole", ZONEFILE_LOAD_WHOLE},
	{NULL, 0},
};

static const struct conf_option journal_content[] = {
	{"none", JOURNAL_NONE},
	{"changes", JOURNAL_CHANGES},
	{"all", JOURNAL_ALL},
	{NULL, 0},
};

static const struct conf_option serial_policies[] = {
	{"increment", SERIAL_INCREMENT},
	{"unixtime", SERIAL_UNIXTIME},
	{"dateserial", SERIAL_DATESERIAL},
	{NULL, 0},
};

static const struct conf_option zonemd[] = {
	{"none", GENERATE_ZONEMD_NONE},
	{"zonemd-sha384", GENERATE_ZONEMD_SHA384},
	{"zonemd-sha512", GENERATE_ZONEMD_SHA512},
	{"remove", GENERATE_ZONEMD_REMOVE},
	{NULL, 0},
};

static const struct conf_option catalog_roles[] = {
	{"none", CATALOG_NONE},
	{"interpret", CATALOG_INTERPRET},
	{"generate", CATALOG_GENERATE},
	{"member", CATALOG_MEMBER},
	{NULL, 0},
};

/* What a template and a zone have in common. */
#define ZONE_ITEMS                                                                                 \
	ITEM("storage", STR), ITEM("file", STR),                                                   \
		REFER("master", CONF_MULTI | CONF_EMPTY_OK, "remote", "remotes"),                  \
		REFER("ddns-master", CONF_EMPTY_OK, "remote"),                                     \
		REFER("notify", CONF_MULTI | CONF_EMPTY_OK, "remote", "remotes"),                  \
		RANGED("notify-delay", TIME, -1, INT32_MAX), REFER("acl", CONF_MULTI, "acl"),      \
		RANGED("master-pin-tolerance", TIME, 0, TIME_MAX), ITEM("provide-ixfr", BOOL),     \
		CHOICE("semantic-checks", checks), RANGED("default-ttl", TIME, 1, INT32_MAX),      \
		RANGED("zonefile-sync", TIME, -1, INT32_MAX),                                      \
		CHOICE("zonefile-load", zonefile_load),                                            \
		CHOICE("journal-content", journal_content),                                        \
		RANGED("journal-max-usage", SIZE, 40 * KIB, SIZE_UPPER),                           \
		RANGED("journal-max-depth", INT, 2, INT32_MAX), ITEM("ixfr-benevolent", BOOL),     \
		ITEM("ixfr-by-one", BOOL), ITEM("ixfr-from-axfr", BOOL),                           \
		RANGED("zone-max-size", SIZE, 0, SIZE_UPPER),                                      \
		RANGED("adjust-threads", INT, 1, 65535), ITEM("dnssec-signing", BOOL),             \
		ITEM("dnssec-validation", BOOL),                                                   \
		REFER("dnssec-policy", CONF_DEFAULT_OK, "policy"),                                 \
		REFER("ds-push", CONF_MULTI | CONF_EMPTY_OK, "remote", "remotes"),                 \
		FLAGGED("reverse-generate", NAME, CONF_MULTI),                                     \
		CHOICE("serial-policy", serial_policies),                                          \
		FORMED("serial-modulo", 0, form_serial_modulo), CHOICE("zonemd-generate", zonemd), \
		ITEM("zonemd-verify", BOOL), RANGED("refresh-min-interval", TIME, 2, TIME_MAX),    \
		RANGED("refresh-max-interval", TIME, 2, TIME_MAX),                                 \
		RANGED("retry-min-interval", TIME, 1, TIME_MAX),                                   \
		RANGED("retry-max-interval", TIME, 1, TIME_MAX),                                   \
		RANGED("expire-min-interval", TIME, 3, TIME_MAX),                                  \
		RANGED("expire-max-interval", TIME, 3, TIME_MAX),                                  \
		CHOICE("catalog-role", catalog_roles),                                             \
		REFER("catalog-template", CONF_MULTI, "template"), ITEM("catalog-zone", NAME),     \
		FORMED("catalog-group", 0, form_group), FLAGGED("module", BLOCK, CONF_MULTI),      \
		COMMENT

const struct conf_item template_items[] = {
	FLAGGED("global-module", BLOCK, CONF_MULTI),
	ZONE_ITEMS,
	END,
};

const struct conf_item zone_items[] = {
	REFER("template", 0, "template"),
	ZONE_ITEMS,
	END,
};
