/* SPDX-License-Identifier: BSD-2-Clause */
/* Service parameters: their keys, and the form of each one's value.  Private to rdata_svcb*.c. */
#pragma once

#include "dns/rdata_field.h"

/* IANA "Service Parameter Keys (SvcParamKeys)" */
enum svcb_key {
	SVCB_MANDATORY = 0,
	SVCB_ALPN = 1,
	SVCB_NO_DEFAULT_ALPN = 2,
	SVCB_PORT = 3,
	SVCB_IPV4HINT = 4,
	SVCB_ECH = 5,
	SVCB_IPV6HINT = 6,
	SVCB_DOHPATH = 7,
	SVCB_OHTTP = 8,
	SVCB_TLS_SUPPORTED_GROUPS = 9,
	SVCB_DOCPATH = 10,
	SVCB_PVD = 11,
};

/*
 * Parse a key by its word, or keyNNNNN without leading zeros (RFC 9460 section 2.1).
 *
 * generic  out: it was written as keyNNNNN, so that its value is plain octets
 * E_SVCB_KEY  neither, or upper case
 */
MUST_USE enum err svcb_key_parse(uint16_t *key, bool *generic, struct span text);

/*
 * Append the wire form of a value.
 *
 * has_value  false: there was no "="
 * text       behind the "=", without quotes, escapes in place
 * E_SVCB_VALUE, E_SVCB_MANDATORY, E_ESCAPE, E_STRING_LONG, E_ADDR4, E_ADDR6, E_BASE64
 */
MUST_USE enum err svcb_value_parse(struct wire_writer *out, uint16_t key, bool has_value,
                                   struct span text);

/* The value as plain octets, whatever the key. */
MUST_USE enum err svcb_octets_parse(struct wire_writer *out, struct span text);

/* E_SVCB_VALUE, or E_SVCB_MANDATORY for a list that is empty, misordered or names itself. */
MUST_USE enum err svcb_value_check(uint16_t key, struct span value);

/* Append "key=value", or "key" when the value is empty. */
void svcb_param_print(struct text *t, uint16_t key, struct span value);
