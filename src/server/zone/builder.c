/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records in.  The records of the open name are gathered and packed when another name comes; a
 * name that comes again later makes a second part, and finish.c unites the parts.  NSEC3 records
 * and their RRSIGs go to parts of their own, since they are looked up by hash.
 */

#include "server/zone/builder.h"

#include "dns/rrtype.h"
#include "server/zone/build.h"

#include <string.h>

static void finding_add(struct zone_builder *b, enum zone_finding_kind kind, const uint8_t *owner,
                        uint16_t type, uint32_t ttl)
{
	b->findings_total++;
	if (b->findings.count == ZONE_FINDINGS_MAX)
		return;
	struct zone_finding f = {.kind = kind, .type = type, .ttl = ttl};
	name_copy(&f.owner, owner);
	VEC_PUSH(&b->findings, f);
}

static void pack_finding(void *ctx, const uint8_t *name, uint16_t type, bool too_large,
                         uint32_t ttl)
{
	finding_add(ctx, too_large ? ZONE_FINDING_SET_SIZE : ZONE_FINDING_TTL, name, type, ttl);
}

struct zone_builder *zone_builder_new(const uint8_t *apex)
{
	struct zone_builder *b = mem_zalloc(sizeof(*b));
	name_copy(&b->apex, apex);
	name_lower(b->apex.wire, b->apex.len);
	name_key_make(&b->key, b->apex.wire);
	b->apex_symbols = b->key.len;
	b->apex_labels = b->key.labels;
	region_init(&b->staging, MEM_ZONE, 0);
	b->packer = packer_new(b->apex.wire, pack_finding, b);
	return b;
}

void zone_builder_free(struct zone_builder *b)
{
	if (b == NULL)
		return;
	region_deinit(&b->staging);
	packer_free(b->packer);
	VEC_FREE(&b->names);
	VEC_FREE(&b->nsec3);
	VEC_FREE(&b->records);
	VEC_FREE(&b->octets);
	VEC_FREE(&b->findings);
	mem_free(b);
}

void builder_put(struct zone_builder *b, uint16_t type, uint32_t ttl, struct span rdata)
{
	if (UNLIKELY(b->octets.count > UINT32_MAX - UINT16_MAX)) {
		finding_add(b, ZONE_FINDING_SET_SIZE, b->open.wire, type, ttl);
		return;
	}
	struct pack_record r = {
		.at = (uint32_t)b->octets.count,
		.ttl = ttl,
		.seq = (uint32_t)b->records.count,
		.len = (uint16_t)rdata.len,
		.type = type,
	};
	if (type == RR_RRSIG) {
		r.is_sig = true;
		r.type = wire_get_u16(rdata.data); /* type covered, RFC 4034 section 3.1.1 */
	}
	VEC_PUSH(&b->records, r);
	VEC_RESERVE(&b->octets, b->octets.count + rdata.len);
	if (rdata.len > 0)
		memcpy(b->octets.items + b->octets.count, rdata.data, rdata.len);
	b->octets.count += rdata.len;
}

/* The first symbols of the open name's key behind those of the apex. */
static uint64_t open_word(struct zone_builder *b)
{
	const uint8_t *labels[NAME_MAX_LABELS];
	const uint8_t *p = b->open.wire, *apex = p + b->open.len - b->apex.len;
	size_t count = 0;
	for (; p < apex; p += p[0] + 1u)
		labels[count++] = p;
	size_t above = b->apex_labels;
	b->key.len = (uint16_t)b->apex_symbols;
	while (count > 0 && b->key.len < b->apex_symbols + NAME_KEY_WORD)
		name_key_descend(&b->key, above++, labels[--count]);
	return name_key_word(&b->key, b->apex_symbols);
}

static struct zone_part part_pack(struct zone_builder *b, struct pack_record *records, size_t count)
{
	struct pack_input in = {
		.name = b->open.wire,
		.name_len = b->open.len,
		.base = b->octets.items,
		.records = records,
		.count = count,
	};
	uint64_t wire_size;
	struct zone_part part;
	part.node = zone_pack(b->packer, &b->staging, &in, &wire_size);
	b->wire_size += wire_size;
	part.word = open_word(b);
	return part;
}

/* Move the records of the NSEC3 chain behind the others; returns how many others there are. */
static size_t records_split(struct zone_builder *b)
{
	struct pack_record *r = b->records.items;
	size_t plain = 0;
	for (size_t i = 0; i < b->records.count; i++) {
		if (r[i].type == RR_NSEC3)
			continue;
		if (i != plain) {
			struct pack_record swap = r[i];
			r[i] = r[plain];
			r[plain] = swap;
		}
		plain++;
	}
	return plain;
}

void builder_close_name(struct zone_builder *b)
{
	if (b->open.len == 0)
		return;
	size_t plain = records_split(b);
	if (plain > 0) {
		struct zone_part part = part_pack(b, b->records.items, plain);
		VEC_PUSH(&b->names, part);
	}
	if (plain < b->records.count) {
		struct zone_part part = part_pack(b, b->records.items + plain,
		                                  b->records.count - plain);
		part.node->flags = NODE_NSEC3;
		VEC_PUSH(&b->nsec3, part);
	}
	b->open.len = 0;
	b->records.count = b->octets.count = 0;
}

/* Is a name of len octets, in lower case, at or below the apex? */
static bool is_in_zone(const struct zone_builder *b, const uint8_t *name, size_t len)
{
	if (len < b->apex.len)
		return false;
	const uint8_t *suffix = name + len - b->apex.len;
	while (name < suffix)
		name += name[0] + 1u;
	return name == suffix && memcmp(name, b->apex.wire, b->apex.len) == 0;
}

/* Make the record's owner the open name; false when it is not in the zone. */
static bool name_open(struct zone_builder *b, const struct zone_record *record)
{
	size_t len = name_len(record->owner);
	if (len == b->open.len && memcmp(record->owner, b->open.wire, len) == 0)
		return true;
	builder_close_name(b);
	if (!is_in_zone(b, record->owner, len)) {
		finding_add(b, ZONE_FINDING_OUT_OF_ZONE, record->owner, record->type, record->ttl);
		return false;
	}
	b->open.len = (uint8_t)len;
	memcpy(b->open.wire, record->owner, len);
	return true;
}

void zone_builder_add(struct zone_builder *b, const struct zone_record *record)
{
	/* Nothing is open behind a record that was left out. */
	if (!(record->same_owner && b->open.len > 0) && !name_open(b, record))
		return;
	builder_put(b, record->type, record->ttl, record->rdata);
}

void zone_builder_add_batch(struct zone_builder *b, const struct zone_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		zone_builder_add(b, records + i);
}

const struct zone_finding *zone_builder_findings(const struct zone_builder *b, size_t *kept,
                                                 size_t *total)
{
	*kept = b->findings.count;
	*total = b->findings_total;
	return b->findings.items;
}
