/* SPDX-License-Identifier: BSD-2-Clause */
/* Histories of the zone "example." for tests of journals. */
#pragma once

#include "../zone/change_text.h"
#include "server/journal/chain.h"
#include "store/store_memory.h"

static const uint8_t history_zone[] = "\7example";

/* A changeset from one serial to another that adds some octets at a name. */
static inline struct zone_changeset history_step(unsigned from, unsigned to, unsigned octets)
{
	char lines[3][128];
	struct zone_changeset c;
	snprintf(lines[0], sizeof(lines[0]), "-@ 60 SOA a b %u 7200 900 1209600 300", from);
	snprintf(lines[1], sizeof(lines[1]), "+@ 60 SOA a b %u 7200 900 1209600 300", to);
	snprintf(lines[2], sizeof(lines[2]), "+n%u 60 TXT x", to);
	c = changes_from_text((const char *[]){lines[0], lines[1], lines[2], NULL});
	static _Thread_local uint8_t rdata[UINT16_MAX];
	for (unsigned number = 0; octets > 0; number++) {
		uint8_t owner[] = "\4fill\7example";
		unsigned len = MIN_OF(octets, 250u);
		rdata[0] = (uint8_t)(len - 1);
		rdata[1] = (uint8_t)number; /* tells them apart */
		rdata[2] = (uint8_t)(number >> 8);
		rdata[3] = (uint8_t)to;
		const struct zone_record r = {
			.owner = owner, .type = RR_TXT, .ttl = 60, .rdata = span_of(rdata, len)};
		zone_records_add(&c.added, &r);
		octets -= MIN_OF(octets, len + 22);
	}
	return c;
}

static inline struct zone_records history_whole(unsigned serial)
{
	char soa[128];
	snprintf(soa, sizeof(soa), "+@ 60 SOA a b %u 7200 900 1209600 300", serial);
	struct zone_changeset c = changes_from_text(
		(const char *[]){soa, "+ns 60 A 192.0.2.1", NULL});
	return c.added;
}

/* Collects "FROM-TO" of what is read. */
static inline enum err history_tell(void *ctx, const struct zone_changeset *c, int64_t stored_s)
{
	struct text *t = ctx;
	struct serial from, to;
	(void)stored_s;
	assert_ok(zone_changeset_serials(c, &from, &to));
	text_printf(t, "%u-%u ", from.value, to.value);
	return OK;
}
