/* SPDX-License-Identifier: BSD-2-Clause */
/* One zone, one configuration and a view of them, for tests of what serves. */
#pragma once

#include "conf_from_text.h"
#include "dns/msg_writer.h"
#include "net/socket.h"
#include "server/serve/view.h"
#include "zone_text.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <urcu-qsbr.h>

struct world {
	struct conf *conf;
	struct zone_slot *slot;
	struct zone_table *table;
	struct serve_view view;
	struct serve_env env;
	struct serve_counters counters;
};

/* conf: of the zone and whatever it refers to */
static inline void world_init_conf(struct world *w, const char *conf)
{
	static const char *const lines[] = {
		"@ 60 SOA ns host 7 1 1 1 60",
		"@ 60 NS ns",
		"ns 60 A 192.0.2.1",
		"www 60 A 192.0.2.2",
		"big 60 TXT "
		"\"0123456789012345678901234567890123456789012345678901234567890123456789\"",
		NULL};
	struct name apex;
	w->conf = conf_from_text(conf);
	assert_ok(name_parse_str(&apex, "example."));
	w->slot = slot_new(1, apex.wire);
	(void)!slot_publish(w->slot, zone_from_text("example.", lines));
	(void)!slot_publish_conf(w->slot, &w->conf->zones[0]);
	w->table = zone_table_new(&w->slot, 1);
	serve_view_init(&w->view, w->table, w->conf, NULL);
	w->counters = (struct serve_counters){0};
	w->env = (struct serve_env){.view = &w->view, .counters = &w->counters};
}

static inline void world_init(struct world *w)
{
	world_init_conf(w, "server:\n    tcp-io-timeout: 0\n"
	                   "key:\n  - id: k\n    secret: Zm9v\n"
	                   "acl:\n  - id: xfr\n    address: 127.0.0.1\n    action: [transfer, "
	                   "notify]\n"
	                   "  - id: keyed\n    key: k\n    action: [query, transfer, notify]\n"
	                   "zone:\n  - domain: example.\n    acl: [xfr, keyed]\n");
}

static inline void world_deinit(struct world *w)
{
	zone_table_free(w->table);
	slot_free(w->slot);
	conf_free(w->conf);
}

/* The same for changes since a serial (RFC 1995 section 3). */
static inline size_t world_ixfr_query(uint8_t *buf, size_t cap, const char *qname, uint32_t serial)
{
	struct msg_writer m;
	struct name name;
	uint8_t soa[22] = {0};
	assert_ok(name_parse_str(&name, qname));
	wire_set_u32(soa + 2, serial);
	msg_writer_init(&m, buf, cap, 4660, 0);
	assert_ok(msg_put_question(&m, name.wire, RR_IXFR, CLASS_IN));
	assert_ok(msg_put_rr(&m, SECTION_AUTHORITY, name.wire, RR_SOA, CLASS_IN, 0,
	                     span_of(soa, sizeof(soa))));
	return msg_finish(&m);
}

/* A query for a name of any type. */
static inline size_t world_query(uint8_t *buf, size_t cap, const char *qname, uint16_t qtype)
{
	struct msg_writer m;
	struct name name;
	assert_ok(name_parse_str(&name, qname));
	msg_writer_init(&m, buf, cap, 4660, 0);
	assert_ok(msg_put_question(&m, name.wire, qtype, CLASS_IN));
	return msg_finish(&m);
}
