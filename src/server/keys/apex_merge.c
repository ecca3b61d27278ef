/* SPDX-License-Identifier: BSD-2-Clause */
/* Our records are known octet for octet; all others are somebody else's. */

#include "server/keys/apex_merge.h"

#include "dns/rrtype.h"

static bool asks_for_deletion(const struct rrset *own)
{
	struct span first = rrset_first(own);
	return own->count > 0 && ((own->type == RR_CDS && cds_is_delete(first)) ||
	                          (own->type == RR_CDNSKEY && cdnskey_is_delete(first)));
}

enum err apex_merge(struct rrset *out, struct arena *arena, const struct rrset *have,
                    const struct rrset *own, const struct rrset *ever)
{
	struct rrset_iter it = rrset_iter_of(have);
	*out = *own;
	if (have->count == 0 || asks_for_deletion(own))
		return OK;
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (rrset_has(ever, rdata))
			continue;
		if (out->count >= DNSKEY_SET_MAX)
			return E_LIMIT;
		TRY(rrset_add(out, arena, rdata));
	}
	return OK;
}
