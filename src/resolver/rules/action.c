/* SPDX-License-Identifier: BSD-2-Clause */
/* Actions as memory. */

#include "resolver/rules/action.h"

#include "base/mem.h"
#include "dns/edns.h"

enum { RECORDS_MAX = 4096 };

struct action *action_new(enum action_kind kind)
{
	struct action *a = mem_zalloc(sizeof(*a));
	a->kind = kind;
	a->refs = 1;
	a->ede = EDE_NONE;
	return a;
}

struct action *action_ref(struct action *a)
{
	a->refs++;
	return a;
}

void action_unref(struct action *a)
{
	if (a == NULL || --a->refs > 0)
		return;
	for (unsigned i = 0; a->sets != NULL && i < a->count; i++)
		mem_free(a->sets[i].records);
	if (a->free_own != NULL)
		a->free_own(a->own);
	mem_free(a->sets);
	mem_free(a->flags);
	mem_free(a->message);
	mem_free(a);
}

void action_add_flag(struct action *a, const struct req_flag *flag, bool on)
{
	a->flags = mem_realloc(a->flags, (a->count + 1u) * sizeof(*a->flags));
	a->flags[a->count++] = (struct action_flag){flag, on};
}

static struct action_set *set_of(struct action *a, uint16_t type)
{
	for (unsigned i = 0; i < a->count; i++) {
		if (a->sets[i].type == type)
			return &a->sets[i];
	}
	a->sets = mem_realloc(a->sets, (a->count + 1u) * sizeof(*a->sets));
	a->sets[a->count] = (struct action_set){.type = type, .ttl = UINT32_MAX};
	return &a->sets[a->count++];
}

enum err action_add_record(struct action *a, uint16_t type, uint32_t ttl, struct span rdata)
{
	struct action_set *set = set_of(a, type);
	if (set->count == RECORDS_MAX || rdata.len > UINT16_MAX)
		return E_LIMIT;
	set->records = mem_realloc(set->records, set->size + 2 + rdata.len);
	wire_set_u16(set->records + set->size, (uint16_t)rdata.len);
	if (rdata.len > 0)
		memcpy(set->records + set->size + 2, rdata.data, rdata.len);
	set->size += 2 + (uint32_t)rdata.len;
	set->ttl = MIN_OF(set->ttl, ttl);
	set->count++;
	return OK;
}
