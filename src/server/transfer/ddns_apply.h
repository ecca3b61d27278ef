/* SPDX-License-Identifier: BSD-2-Clause */
/* Doing what an UPDATE says (RFC 2136 section 3.4.2), on an edit of the zone. Pure. */
#pragma once

#include "server/transfer/ddns_message.h"
#include "server/zone/edit.h"

/*
 * Carry out one request: prerequisites, the look before, the changes.
 *
 * returns  RCODE_NOERROR, perhaps without a change; anything else: the edit is as it was.
 *          RCODE_FORMERR, RCODE_NOTZONE, codes of ddns_prereq_check;
 *          RCODE_REFUSED: NSEC3PARAM outside of the apex or beside another, DNAME above names,
 *          a set of more than 65535 records;
 *          RCODE_SERVFAIL: the zone has no SOA, and would have none
 */
unsigned ddns_apply(const struct ddns_message *m, struct zone_edit *edit);
