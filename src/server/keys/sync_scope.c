/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * By its tag, and by who made it: keys that are older than keytag-modulo, or for which no tag of
 * the class was found, would be in nobody's care otherwise.
 */

#include "server/keys/sync_scope.h"

#include "base/mem.h"
#include "dns/rrtype.h"

static uint16_t tag_before_revocation(struct span rdata)
{
	if (rdata.len < DNSKEY_HEAD_LEN || (rdata.data[1] & DNSKEY_REVOKE) == 0)
		return dnskey_tag(rdata);
	uint8_t *copy = mem_dup(rdata.data, rdata.len);
	copy[1] = (uint8_t)(copy[1] & ~DNSKEY_REVOKE);
	uint16_t tag = dnskey_tag(span_of(copy, rdata.len));
	mem_free(copy);
	return tag;
}

bool sync_is_ours(const struct sync_scope *s, uint16_t type, struct span rdata)
{
	const struct rrset *ever = type == RR_DNSKEY    ? &s->ever->dnskey
	                           : type == RR_CDNSKEY ? &s->ever->cdnskey
	                                                : &s->ever->cds;
	uint16_t tag;
	if ((type == RR_CDS && cds_is_delete(rdata)) ||
	    (type == RR_CDNSKEY && cdnskey_is_delete(rdata)))
		return false;
	if (s->tags.modulus < 2 || rrset_has(ever, rdata))
		return true;
	if (type != RR_CDS)
		tag = tag_before_revocation(rdata);
	else if (rdata.len >= 2)
		tag = wire_get_u16(rdata.data);
	else
		return false;
	return tag % s->tags.modulus == s->tags.remainder;
}
