/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as lines of zone text: one line each, nothing left out, readable by the scanner. */
#include "zonefile/print.h"

#include "dns/rdata.h"

enum { OWNER_WIDTH = 20 };

void zf_print_record(struct text *t, const uint8_t *owner, uint32_t ttl, uint16_t type,
                     struct span rdata)
{
	size_t start = t->len;
	name_print(t, owner);
	text_pad_to(t, start, OWNER_WIDTH);
	text_put_char(t, '\t');
	text_put_u32(t, ttl);
	text_put_char(t, '\t');
	rrtype_print(t, type);
	text_put_char(t, '\t');
	rdata_print(t, type, rdata, NULL);
	text_put_char(t, '\n');
}

void zf_print_rrset(struct text *t, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	while (rrset_next(&it, &rdata))
		zf_print_record(t, set->owner, set->ttl, set->type, rdata);
}
