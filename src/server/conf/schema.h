/* SPDX-License-Identifier: BSD-2-Clause */
/* The sections and items of knot.conf. */
#pragma once

#include "config/schema.h"

enum conf_zonefile_load {
	ZONEFILE_LOAD_NONE,
	ZONEFILE_LOAD_DIFFERENCE,
	ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL,
	ZONEFILE_LOAD_WHOLE
};
enum conf_journal_content { JOURNAL_NONE, JOURNAL_CHANGES, JOURNAL_ALL };
enum conf_semantic_checks { CHECKS_OFF, CHECKS_ON, CHECKS_SOFT };

/* Bits, so that an ACL's list of actions is a set. */
enum conf_action { ACTION_QUERY = 1, ACTION_NOTIFY = 2, ACTION_TRANSFER = 4, ACTION_UPDATE = 8 };
enum conf_protocol { PROTOCOL_UDP = 1, PROTOCOL_TCP = 2, PROTOCOL_TLS = 4, PROTOCOL_QUIC = 8 };

extern const struct conf_schema knot_schema;
