/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as lines of zone text. Pure; any thread. */
#pragma once

#include "base/text.h"
#include "dns/rrset.h"

/* One record: owner padded to 20 columns, TAB, TTL, TAB, type, TAB, data, newline. No class. */
void zf_print_record(struct text *t, const uint8_t *owner, uint32_t ttl, uint16_t type,
                     struct span rdata);

/* Every record of a set, a line each, the owner on each of them. */
void zf_print_rrset(struct text *t, const struct rrset *set);
