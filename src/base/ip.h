/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPv4 and IPv6 addresses as octets and their text, without the system's resolver library: record
 * data is full of them.  Accepts and writes exactly what inet_pton and inet_ntop do.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

/* Parse "192.0.2.1": four decimal octets without leading zeros.  E_ADDR4 */
MUST_USE enum err ip4_parse(uint8_t out[4], struct span text);

/* Parse any text form of RFC 4291 section 2.2, an IPv4 tail included.  E_ADDR6 */
MUST_USE enum err ip6_parse(uint8_t out[16], struct span text);

void ip4_print(struct text *t, const uint8_t octets[4]);

/* Lower case, the longest run of zero groups as "::" (RFC 5952 section 4). */
void ip6_print(struct text *t, const uint8_t octets[16]);
