/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names that are never looked up: special-use names (RFC 6761 and its registry) and the zones that
 * every site serves for itself (RFC 6303 and its registry).  Pure.
 */
#pragma once

#include "dns/name.h"

enum special_kind {
	SPECIAL_NONE,
	SPECIAL_USE,       /* there are no such names */
	SPECIAL_LOCAL,     /* likewise, for the reason that they are a site's own */
	SPECIAL_LOCALHOST, /* every name in it is this host (RFC 6761 section 6.3) */
	SPECIAL_LOOPBACK4, /* 127.in-addr.arpa. */
	SPECIAL_LOOPBACK6, /* the reverse name of ::1 */
};

/*
 * What kind of name is it?
 *
 * zone  gets the labels of the zone that makes it one
 */
enum special_kind special_find(const uint8_t *name, size_t *zone_labels);
