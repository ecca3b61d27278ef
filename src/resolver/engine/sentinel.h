/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root key trust anchor sentinel (RFC 8509): by asking for special names users find out whether
 * their resolver trusts a key of the root.  Pure.
 */
#pragma once

#include "resolver/anchors/anchors.h"
#include "resolver/request/request.h"

/*
 * Must this answer be replaced by SERVFAIL (RFC 8509 section 3.2)?
 *
 * r  answered: only secure answers for A and AAAA without CD are concerned
 */
bool sentinel_objects(const struct request *r, const struct anchors *anchors);
