/* SPDX-License-Identifier: BSD-2-Clause */
/* The sections and items of knot.conf. */
#pragma once

#include "config/schema.h"

enum { SCHEMA_NUMBER = 1 /* of the items and their meaning; kept in configuration databases */ };

enum conf_zonefile_load {
	ZONEFILE_LOAD_NONE,
	ZONEFILE_LOAD_DIFFERENCE,
	ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL,
	ZONEFILE_LOAD_WHOLE
};
enum conf_journal_content { JOURNAL_NONE, JOURNAL_CHANGES, JOURNAL_ALL };
enum conf_semantic_checks { CHECKS_OFF, CHECKS_ON, CHECKS_SOFT };
enum conf_serial_policy { SERIAL_INCREMENT, SERIAL_UNIXTIME, SERIAL_DATESERIAL };
enum conf_zonemd {
	GENERATE_ZONEMD_NONE,
	GENERATE_ZONEMD_REMOVE,
	GENERATE_ZONEMD_SHA384,
	GENERATE_ZONEMD_SHA512
};
enum conf_catalog_role { CATALOG_NONE, CATALOG_INTERPRET, CATALOG_GENERATE, CATALOG_MEMBER };
enum conf_journal_mode { JOURNAL_ROBUST, JOURNAL_ASYNCHRONOUS };

/* Bits, so that an ACL's list of actions is a set. */
enum conf_action { ACTION_QUERY = 1, ACTION_NOTIFY = 2, ACTION_TRANSFER = 4, ACTION_UPDATE = 8 };
enum conf_protocol { PROTOCOL_UDP = 1, PROTOCOL_TCP = 2, PROTOCOL_TLS = 4, PROTOCOL_QUIC = 8 };

enum conf_update_owner { OWNER_ANY, OWNER_KEY, OWNER_ZONE, OWNER_NAME };
enum conf_owner_match { MATCH_SUB_OR_EQUAL, MATCH_EQUAL, MATCH_SUB, MATCH_PATTERN };

/* The bus events that dbus-event chooses, as bits. */
enum conf_dbus_event {
	DBUS_NONE = 0,
	DBUS_RUNNING = 1,
	DBUS_ZONE_UPDATED = 2,
	DBUS_KEYS_UPDATED = 4,
	DBUS_KSK_SUBMISSION = 8,
	DBUS_DNSSEC_INVALID = 16,
};

extern const struct conf_schema knot_schema;
