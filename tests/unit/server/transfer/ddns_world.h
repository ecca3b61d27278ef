/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests on a small zone: what they answer, and what they change. */
#pragma once

#include "../ddns_text.h"
#include "../zone/change_text.h"
#include "server/transfer/ddns_message.h"
#include "server/zone/edit.h"

static const char *const ddns_zone[] = {
	"@ 3600 SOA ns h 10 3600 900 604800 300",
	"@ 3600 NS ns",
	"@ 3600 NS ns2",
	"@ 3600 TXT apex",
	"ns 3600 A 192.0.2.1",
	"ns2 3600 A 192.0.2.2",
	"www 3600 A 192.0.2.80",
	"www 3600 A 192.0.2.81",
	"www 3600 TXT one",
	"alias 3600 CNAME www",
	"dname 3600 DNAME other.test.",
	"x.ent 3600 A 192.0.2.7",
	"sub 3600 NS ns.sub",
	"ns.sub 3600 A 192.0.2.9",
	"sig 3600 A 192.0.2.5",
	"sig 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB",
	NULL,
};

static inline void ddns_read(struct ddns_message *m, struct arena *arena, const char *const *lines)
{
	static uint8_t buf[65535];
	static struct msg msg;
	assert_ok(msg_parse(&msg, span_of(buf, ddns_from_text(buf, sizeof(buf), lines))));
	assert_int_equal(ddns_message_read(m, arena, &msg), RCODE_NOERROR);
}

/* Run a step on the zone with the request of the lines; its rcode, and the changes it made. */
typedef unsigned ddns_step_fn(const struct ddns_message *m, struct zone_edit *edit);
static inline unsigned ddns_run(ddns_step_fn *step, const char *const *zone,
                                const char *const *lines, const char *changes)
{
	struct ddns_message m;
	struct arena arena;
	struct zone_changeset c = {0};
	struct zone_version *v = zone_from_text("example.", zone);
	struct zone_edit *edit = zone_edit_new(v);
	arena_init(&arena, DDNS_MEMORY_MAX);
	ddns_read(&m, &arena, lines);
	unsigned rcode = step(&m, edit);
	assert_ok(zone_edit_settle(edit));
	zone_edit_changes(edit, &c);
	assert_changes(&c, changes);
	zone_changeset_deinit(&c);
	zone_edit_free(edit);
	zone_version_free(v);
	arena_deinit(&arena);
	return rcode;
}

#define DDNS_LINES(...) ((const char *const[]){__VA_ARGS__, NULL})
