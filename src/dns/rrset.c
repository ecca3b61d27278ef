/* SPDX-License-Identifier: BSD-2-Clause */
/* RRsets as plain records.  Invariant: no two records of a set are equal octet for octet. */

#include "dns/rrset.h"

struct span rrset_first(const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata = span_of(NULL, 0);
	if (set->count > 0)
		rrset_next(&it, &rdata);
	return rdata;
}

bool rrset_has(const struct rrset *set, struct span rdata)
{
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span have; rrset_next(&it, &have);) {
		if (span_equal(have, rdata))
			return true;
	}
	return false;
}

enum err rrset_add(struct rrset *set, struct arena *arena, struct span rdata)
{
	if (rrset_has(set, rdata))
		return OK;
	if (rdata.len > UINT16_MAX || set->count == UINT16_MAX)
		return E_SPACE;
	void *grown;
	TRY(arena_try(arena, set->size + 2 + rdata.len, &grown));
	uint8_t *p = grown;
	if (set->size > 0)
		memcpy(p, set->records, set->size);
	wire_set_u16(p + set->size, (uint16_t)rdata.len);
	if (rdata.len > 0)
		memcpy(p + set->size + 2, rdata.data, rdata.len);
	set->records = p;
	set->size += 2 + (uint32_t)rdata.len;
	set->count++;
	return OK;
}

enum err rrset_dup(struct rrset *out, struct arena *arena, const struct rrset *set)
{
	void *owner, *records;
	size_t owner_len = name_len(set->owner);
	TRY(arena_try(arena, owner_len, &owner));
	TRY(arena_try(arena, set->size, &records));
	memcpy(owner, set->owner, owner_len);
	if (set->size > 0)
		memcpy(records, set->records, set->size);
	*out = *set;
	out->owner = owner;
	out->records = records;
	return OK;
}
