/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of what an answer names, as items of the additional section. */
#pragma once

#include "dns/rrtype.h"
#include "server/answer/decision.h"

/*
 * Glue of a referral (RFC 1034 section 4.2.1, RFC 9471).
 *
 * ns_item  the item of the NS set
 */
void additional_glue(const struct decision *d, const struct zone_node *cut,
                     const struct zone_set *ns, unsigned ns_item);

/* Does a type name hosts whose addresses are worth adding? */
static inline bool additional_has(uint16_t type)
{
	return type == RR_NS || type == RR_MX || type == RR_SRV || type == RR_SVCB ||
	       type == RR_HTTPS;
}

/*
 * Addresses of the hosts that a set names.
 *
 * set  of a type of additional_has
 */
void additional_data(const struct decision *d, const struct zone_node *node,
                     const struct zone_set *set, unsigned item);
