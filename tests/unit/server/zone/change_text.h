/* SPDX-License-Identifier: BSD-2-Clause */
/* Changesets of the zone "example." out of lines "-OWNER TTL TYPE RDATA" and "+...", and back. */
#pragma once

#include "../zone_text.h"
#include "server/zone/changeset.h"

static inline void record_from_text(struct zone_record *r, struct name *owner, uint8_t *octets,
                                    size_t cap, const char *line)
{
	struct name origin;
	struct wire_writer w = wire_writer_of(octets, cap);
	const char *at = line;
	assert_ok(name_parse_str(&origin, "example."));
	assert_ok(name_parse(owner, word_cut(&at), origin.wire));
	name_lower(owner->wire, owner->len);
	*r = (struct zone_record){.owner = owner->wire};
	r->ttl = (uint32_t)strtoul((const char *)word_cut(&at).data, NULL, 10);
	assert_ok(rrtype_parse(&r->type, word_cut(&at)));
	assert_ok(rdata_parse_line(&w, r->type, span_str(at), origin.wire));
	rdata_lower(r->type, octets, w.pos);
	r->rdata = wire_written(&w);
}

static inline struct zone_changeset changes_from_text(const char *const *lines)
{
	static _Thread_local uint8_t octets[65536];
	struct zone_changeset c = {0};
	for (; *lines != NULL; lines++) {
		struct zone_record r;
		struct name owner;
		record_from_text(&r, &owner, octets, sizeof(octets), *lines + 1);
		zone_records_add((*lines)[0] == '-' ? &c.removed : &c.added, &r);
	}
	return c;
}

static inline void records_to_text(struct text *t, const struct zone_records *r, char sign)
{
	struct zone_records_iter it = zone_records_iter_of(r);
	struct zone_record record;
	while (zone_records_next(&it, &record)) {
		text_printf(t, "%c", sign);
		name_print(t, record.owner);
		text_printf(t, " %u ", record.ttl);
		rrtype_print(t, record.type);
		text_put(t, " ");
		rdata_print(t, record.type, record.rdata, NULL);
		text_put(t, "\n");
	}
}

static inline void assert_changes(const struct zone_changeset *c, const char *expected)
{
	struct text t;
	text_init(&t);
	records_to_text(&t, &c->removed, '-');
	records_to_text(&t, &c->added, '+');
	assert_string_equal(t.buf, expected);
	text_deinit(&t);
}
