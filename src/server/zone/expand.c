/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fragments back to plain records.  Each octet outside the places of relocations is rdata as it
 * was; each relocation stands for the rest of a name.  Fragments were made by pack.c, so lengths
 * are believed; a name's pointers lead strictly backwards, which bounds the walk.
 */

#include "server/zone/expand.h"

#include "base/mem.h"
#include "dns/rrtype.h"

#include <assert.h>
#include <string.h>

void zone_expander_deinit(struct zone_expander *x)
{
	mem_free(x->buf);
	*x = (struct zone_expander){0};
}

struct source {
	const uint8_t *apex;
	size_t apex_len;
	const struct zone_node *node;
	const uint8_t *data;
	const struct zone_reloc *relocs;
	size_t reloc_count;
};

static uint8_t *reserve(struct zone_expander *x, size_t used, size_t more)
{
	if (x->cap < used + more) {
		x->cap = MAX_OF(x->cap * 2, used + more);
		x->buf = mem_realloc(x->buf, x->cap);
	}
	return x->buf + used;
}

/* The relocation at a place: they are sorted by place. */
static uint16_t target_at(const struct source *s, size_t place)
{
	size_t low = 0, high = s->reloc_count;
	while (low < high) {
		size_t middle = (low + high) / 2;
		if (s->relocs[middle].place < place)
			low = middle + 1;
		else
			high = middle;
	}
	assert(low < s->reloc_count && s->relocs[low].place == place);
	return s->relocs[low].target;
}

/* Append the name that a target means; returns its octets. out has room for 255. */
static size_t name_expand(const struct source *s, uint16_t target, uint8_t *out)
{
	size_t len = 0;
	for (;;) {
		unsigned value = target & ~TARGET_KIND;
		if ((target & TARGET_KIND) == TARGET_OWNER) {
			memcpy(out + len, s->node->name, s->node->name_len);
			return len + s->node->name_len;
		}
		if ((target & TARGET_KIND) == TARGET_APEX) {
			size_t suffix = 256 - value;
			memcpy(out + len, s->apex + s->apex_len - suffix, suffix);
			return len + suffix;
		}
		size_t at = value;
		for (; s->data[at] != 0 && s->data[at] < 0xc0; at += s->data[at] + 1u) {
			memcpy(out + len, s->data + at, s->data[at] + 1u);
			len += s->data[at] + 1u;
		}
		if (s->data[at] == 0) {
			out[len] = 0;
			return len + 1;
		}
		target = target_at(s, at);
	}
}

static void rrset_of(struct rrset *out, const struct zone_node *node, uint16_t type, uint32_t ttl,
                     uint16_t count)
{
	*out = (struct rrset){
		.owner = node->name,
		.type = type,
		.class_ = CLASS_IN,
		.ttl = ttl,
		.count = count,
	};
}

static void expand_long(const struct zone_node *node, const struct zone_set *set, bool sigs,
                        struct rrset *out)
{
	const struct zone_long *l = zone_set_long(node, set);
	const uint8_t *records = (const uint8_t *)(l + 1);
	out->ttl = sigs ? l->sig_ttl : l->ttl;
	out->size = sigs ? l->sig_size : l->data_size;
	out->records = sigs ? records + l->data_size : records;
}

void zone_expand_data(struct zone_expander *x, const uint8_t *apex, const struct zone_node *node,
                      const struct zone_set *set, struct rrset *out)
{
	rrset_of(out, node, set->type, 0, set->count);
	if (set->count == 0)
		return;
	if (zone_set_is_long(set)) {
		expand_long(node, set, false, out);
		return;
	}
	struct source s = {
		.apex = apex,
		.apex_len = name_len(apex),
		.node = node,
		.data = zone_set_data(node, set),
		.relocs = zone_set_relocs(node, set),
		.reloc_count = set->reloc_count,
	};
	size_t used = 0, reloc = 0;
	const uint8_t *at = s.data;
	out->ttl = wire_get_u32(at + 6);
	for (unsigned i = 0; i < set->count; i++) {
		const uint8_t *rdata = at + 12, *end = rdata + wire_get_u16(at + 10);
		size_t head = used;
		used += 2;
		(void)reserve(x, head, 2);
		while (reloc < s.reloc_count && s.data + s.relocs[reloc].place < end) {
			const uint8_t *pointer = s.data + s.relocs[reloc].place;
			size_t plain = (size_t)(pointer - rdata);
			uint8_t *to = reserve(x, used, plain + NAME_MAX_LEN);
			memcpy(to, rdata, plain);
			used += plain + name_expand(&s, s.relocs[reloc].target, to + plain);
			rdata = pointer + 2;
			reloc++;
		}
		size_t rest = (size_t)(end - rdata);
		memcpy(reserve(x, used, rest), rdata, rest);
		used += rest;
		wire_set_u16(x->buf + head, (uint16_t)(used - head - 2));
		at = end;
	}
	out->records = x->buf;
	out->size = (uint32_t)used;
}

size_t zone_expand_name(const struct zone_version *v, const struct zone_node *node,
                        const struct zone_set *set, size_t at, uint8_t *out)
{
	struct source s = {
		.apex = v->apex->name,
		.apex_len = v->apex->name_len,
		.node = node,
		.data = zone_set_data(node, set),
		.relocs = zone_set_relocs(node, set),
		.reloc_count = set->reloc_count,
	};
	return name_expand(&s, (uint16_t)(TARGET_FRAGMENT | at), out);
}

void zone_expand_sigs(struct zone_expander *x, const uint8_t *apex UNUSED,
                      const struct zone_node *node, const struct zone_set *set, struct rrset *out)
{
	rrset_of(out, node, RR_RRSIG, 0, set->sig_count);
	if (set->sig_count == 0)
		return;
	if (zone_set_is_long(set)) {
		expand_long(node, set, true, out);
		return;
	}
	const uint8_t *at = zone_set_data(node, set) + set->data_len;
	out->ttl = wire_get_u32(at + 6);
	out->size = set->sig_len - set->sig_count * 10u;
	uint8_t *to = reserve(x, 0, out->size);
	out->records = to;
	for (unsigned i = 0; i < set->sig_count; i++) {
		size_t len = 2u + wire_get_u16(at + 10);
		memcpy(to, at + 10, len);
		to += len;
		at += 10 + len;
	}
}

void zone_sets_init(struct zone_sets *it, const struct zone_version *v,
                    const struct zone_node *node)
{
	*it = (struct zone_sets){.apex = zone_apex_name(v), .node = node};
}

bool zone_sets_next(struct zone_sets *it)
{
	if (it->next == it->node->set_count)
		return false;
	const struct zone_set *set = zone_node_sets(it->node) + it->next++;
	zone_expand_data(&it->data_memory, it->apex, it->node, set, &it->data);
	zone_expand_sigs(&it->sigs_memory, it->apex, it->node, set, &it->sigs);
	return true;
}

void zone_sets_deinit(struct zone_sets *it)
{
	zone_expander_deinit(&it->data_memory);
	zone_expander_deinit(&it->sigs_memory);
}

bool zone_expand_type(struct zone_expander *x, const struct zone_version *v,
                      const struct zone_node *node, uint16_t type, struct rrset *out)
{
	const struct zone_set *set = zone_node_find(node, type);
	if (set == NULL)
		return false;
	zone_expand_data(x, zone_apex_name(v), node, set, out);
	return true;
}
