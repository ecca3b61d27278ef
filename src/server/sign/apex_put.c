/* SPDX-License-Identifier: BSD-2-Clause */
/* Alone, a signer says what the sets are; with others, what of them is its own. */

#include "server/sign/apex_put.h"

#include "server/keys/apex_merge.h"
#include "server/sign/set_put.h"
#include "server/zone/expand.h"

static enum err merge_put(struct set_putter *p, const struct zone_version *v,
                          const struct rrset *own, const struct rrset *ever)
{
	struct zone_expander memory = {0};
	struct rrset have, want;
	struct arena arena;
	arena_init(&arena, 0);
	if (!zone_expand_type(&memory, v, v->apex, own->type, &have))
		have = (struct rrset){.count = 0};
	enum err e = apex_merge(&want, &arena, &have, own, ever);
	if (e == OK)
		set_put_data(p, v->apex, &want);
	arena_deinit(&arena);
	zone_expander_deinit(&memory);
	return e;
}

enum err apex_put(struct zone_changeset *c, const struct zone_version *v,
                  const struct apex_records *apex)
{
	const struct rrset *own[] = {&apex->dnskey, &apex->cdnskey, &apex->cds};
	const struct rrset *ever[] = {&apex->ever.dnskey, &apex->ever.cdnskey, &apex->ever.cds};
	struct set_putter *p = set_putter_new(v, c);
	enum err e = OK;
	for (size_t i = 0; i < ARRAY_LEN(own) && e == OK; i++) {
		if (apex->foreign_stay)
			e = merge_put(p, v, own[i], ever[i]);
		else
			set_put_data(p, v->apex, own[i]);
	}
	set_putter_free(p);
	return e;
}
