/* SPDX-License-Identifier: BSD-2-Clause */
/* What an UPDATE demands of a zone before anything is changed (RFC 2136 section 3.2). Pure. */
#pragma once

#include "server/transfer/ddns_message.h"
#include "server/zone/edit.h"

/*
 * Does the zone, as the edit has it, meet the prerequisites?  The edit is not changed.
 *
 * returns  RCODE_NOERROR; RCODE_FORMERR, RCODE_NOTZONE; or what is not met: RCODE_NXDOMAIN,
 *          RCODE_YXDOMAIN, RCODE_NXRRSET, RCODE_YXRRSET
 */
unsigned ddns_prereq_check(const struct ddns_message *m, struct zone_edit *edit);
