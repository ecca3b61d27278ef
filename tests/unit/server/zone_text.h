/* SPDX-License-Identifier: BSD-2-Clause */
/* Zones out of lines "OWNER TTL TYPE RDATA" and nodes back into them, for tests of the server. */
#pragma once

#include "../support.h"
#include "base/text.h"
#include "dns/rdata.h"
#include "dns/rrset.h"
#include "server/zone/builder.h"
#include "server/zone/expand.h"

#include <string.h>

static inline struct span word_cut(const char **at)
{
	const char *p = *at;
	while (*p == ' ')
		p++;
	const char *end = p;
	while (*end != ' ' && *end != '\0')
		end++;
	*at = end;
	return span_of(p, (size_t)(end - p));
}

/* Add one line; names are relative to the apex. */
static inline void zone_text_add(struct zone_builder *b, const char *apex, const char *line)
{
	static uint8_t octets[65536];
	struct name origin, owner;
	struct zone_record r = {0};
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	const char *at = line;
	assert_ok(name_parse_str(&origin, apex));
	assert_ok(name_parse(&owner, word_cut(&at), origin.wire));
	name_lower(owner.wire, owner.len);
	r.owner = owner.wire;
	r.ttl = (uint32_t)strtoul((const char *)word_cut(&at).data, NULL, 10);
	assert_ok(rrtype_parse(&r.type, word_cut(&at)));
	enum err e = rdata_parse_line(&w, r.type, span_str(at), origin.wire);
	if (e != OK)
		print_error("%s: %s\n", line, err_text(e));
	assert_ok(e);
	rdata_lower(r.type, octets, w.pos);
	r.rdata = wire_written(&w);
	zone_builder_add(b, &r);
}

static inline struct zone_builder *zone_text_builder(const char *apex, const char *const *lines)
{
	struct name origin;
	assert_ok(name_parse_str(&origin, apex));
	struct zone_builder *b = zone_builder_new(origin.wire);
	for (; *lines != NULL; lines++)
		zone_text_add(b, apex, *lines);
	return b;
}

static inline struct zone_version *zone_from_text(const char *apex, const char *const *lines)
{
	struct zone_version *v = NULL;
	struct zone_builder *b = zone_text_builder(apex, lines);
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	return v;
}

/* A set that must be there. */
static inline const struct zone_set *set_of(const struct zone_node *n, uint16_t type)
{
	const struct zone_set *set = n != NULL ? zone_node_find(n, type) : NULL;
	if (set == NULL)
		abort();
	return set;
}

static inline void rrset_to_text(struct text *t, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	while (set->count > 0 && rrset_next(&it, &rdata)) {
		name_print(t, set->owner);
		text_printf(t, " %u ", set->ttl);
		rrtype_print(t, set->type);
		text_put(t, " ");
		rdata_print(t, set->type, rdata, NULL);
		text_put(t, "\n");
	}
}

/* All records of a version, in its order. */
static inline void zone_to_text(struct text *t, const struct zone_version *v)
{
	struct zone_iter it;
	const struct zone_node *n;
	zone_iter_init(&it, v);
	while ((n = zone_next(&it)) != NULL) {
		struct zone_sets sets;
		zone_sets_init(&sets, v, n);
		while (zone_sets_next(&sets)) {
			rrset_to_text(t, &sets.data);
			rrset_to_text(t, &sets.sigs);
		}
		zone_sets_deinit(&sets);
	}
}
