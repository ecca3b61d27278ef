/* SPDX-License-Identifier: BSD-2-Clause */
/* Aliases.  Invariant: names handed out are in lower case, as all names inside a request. */

#include "resolver/iterate/chain.h"

enum err chain_target(const uint8_t **out, const struct rrset *alias, struct arena *arena)
{
	struct span rdata = rrset_first(alias);
	void *copy;
	TRY(arena_try(arena, rdata.len, &copy));
	memcpy(copy, rdata.data, rdata.len);
	name_lower(copy, rdata.len);
	*out = copy;
	return OK;
}

enum err chain_synthesise(struct req_set *out, const uint8_t *name, const struct rrset *dname,
                          struct arena *arena)
{
	struct name target;
	void *memory;
	size_t owner_len = name_len(name);
	TRY(name_resuffix(&target, name, dname->owner, rrset_first(dname).data));
	TRY(arena_try(arena, owner_len + 2u + target.len, &memory));
	uint8_t *p = memory;
	memcpy(p, name, owner_len);
	wire_set_u16(p + owner_len, target.len);
	memcpy(p + owner_len + 2, target.wire, target.len);
	*out = (struct req_set){
		.data = {.owner = p,
	                 .type = RR_CNAME,
	                 .class_ = CLASS_IN,
	                 .ttl = dname->ttl, /* RFC 6672 section 3.1 */
	                 .count = 1,
	                 .size = 2u + target.len,
	                 .records = p + owner_len},
	};
	return OK;
}
