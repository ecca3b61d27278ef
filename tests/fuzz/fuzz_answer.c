/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any octets as a query: never a crash, and every reply is a message that parses, with the id
 * asked and whole records.  The zone is made once; the first octet chooses transport and options.
 */

#include "dns/msg.h"
#include "dns/rdata.h"
#include "server/answer/answer.h"
#include "server/modules/modules.h"
#include "server/zone/builder.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const lines[] = {
	"example. SOA ns.example. h.example. 7 7200 900 1209600 300",
	"example. NS ns.example.",
	"example. NS ns.sub.example.",
	"example. NSEC a.example. SOA",
	"a.example. A 192.0.2.1",
	"a.example. AAAA 2001:db8::1",
	"a.example. TXT \"text\"",
	"*.w.example. MX 1 a.example.",
	"*.w.example. NSEC example. MX",
	"c.example. CNAME a.example.",
	"*.c.example. CNAME c.c.c.example.",
	"d.example. DNAME w.example.",
	"sub.example. NS ns.sub.example.",
	"ns.sub.example. A 192.0.2.3",
	"e.n.t.example. SRV 1 2 3 a.example.",
	"svc.example. HTTPS 1 a.example. alpn=h2",
};

static struct zone_table *table;
static struct answer_scratch *scratch;
static struct modules *modules;

static const char configuration[] =
	"mod-rrl:\n  - id: r\n    table-size: 100\n    log-period: 0\n    instant-limit: 100\n"
	"mod-stats:\n  - id: all\n    request-edns-option: on\n    response-edns-option: on\n"
	"    query-type: on\n    query-size: on\n    reply-size: on\n    reply-nodata: on\n"
	"template:\n  - id: default\n    global-module: [mod-cookies, mod-rrl/r, mod-stats/all]\n"
	"zone:\n  - domain: example.\n    module: [mod-whoami, mod-stats/all]\n";

static void modules_make(void)
{
	const struct conf_machine machine = {
		.hostname = "h", .cpus = 1, .rundir = "/", .storage = "/", .cwd = "/"};
	static struct conf *conf; /* the modules borrow it */
	struct text error, warnings;
	text_init(&error);
	text_init(&warnings);
	if (conf_new_text(&conf, span_str(configuration), &machine, &error, &warnings) != OK)
		abort();
	text_deinit(&error);
	text_deinit(&warnings);
	modules = modules_new(conf);
}

static void world_make(void)
{
	struct name apex, owner;
	struct zone_version *v;
	if (name_parse_str(&apex, "example.") != OK)
		abort();
	struct zone_builder *b = zone_builder_new(apex.wire);
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		uint8_t octets[512];
		struct wire_writer w = wire_writer_of(octets, sizeof(octets));
		struct zone_record r = {.owner = owner.wire, .ttl = 60};
		size_t at = strcspn(lines[i], " "), type = at + 1 + strcspn(lines[i] + at + 1, " ");
		if (name_parse(&owner, span_of(lines[i], at), NULL) != OK ||
		    rrtype_parse(&r.type, span_of(lines[i] + at + 1, type - at - 1)) != OK ||
		    rdata_parse_line(&w, r.type, span_str(lines[i] + type + 1), NULL) != OK)
			abort();
		r.rdata = wire_written(&w);
		zone_builder_add(b, &r);
	}
	if (zone_builder_finish(b, &v) != OK)
		abort();
	zone_builder_free(b);
	struct zone_slot *slot = slot_new(1, apex.wire);
	if (slot_publish(slot, v) != NULL)
		abort();
	table = zone_table_new(&slot, 1);
	scratch = answer_scratch_new();
	modules_make();
}

static void reply_check(const struct answer_query *q)
{
	struct msg m;
	struct msg_rr rr;
	static uint8_t octets[65535];
	if (msg_parse(&m, span_of(q->reply, q->reply_len)) != OK || (m.flags & MSG_QR) == 0 ||
	    m.id != wire_get_u16(q->query.data))
		abort();
	struct msg_iter it = msg_records(&m);
	while (msg_next(&it, &rr)) {
		struct wire_writer w = wire_writer_of(octets, sizeof(octets));
		if (rr.type != RR_OPT &&
		    rdata_read(&w, rr.type, m.wire, rr.rdata_at, rr.rdata_len) != OK)
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t reply[65535];
	if (size == 0 || size > 4096)
		return 0;
	if (table == NULL)
		world_make();
	bool hooked = (data[0] & 32) != 0;
	struct addr peer = addr_from_octets(span_of("\300\0\2\1", 4), 53);
	struct answer_options options = {
		.protocol = (data[0] & 1) != 0 ? PROTOCOL_TCP : PROTOCOL_UDP,
		.client_subnet = (data[0] & 64) != 0,
		.hooks = hooked ? modules_global(modules) : NULL,
		.udp_max = 1232,
		.is_stream = (data[0] & 1) != 0,
		.rotate = (data[0] & 2) != 0,
		.identity = span_str("us"),
		.nsid = span_str("nsid"),
	};
	struct answer_query q = {
		.query = span_of(data + 1, size - 1),
		.peer = &peer,
		.reply = reply,
		.reply_cap = (data[0] & 4) != 0 ? 512 : sizeof(reply),
		.tsig_verified = (data[0] & 8) != 0,
		.reserve = (data[0] & 8) != 0 ? 100 : 0,
	};
	answer_scratch_set_general(scratch, (data[0] & 16) != 0);
	slot_publish_hooks(table->slots[0], hooked ? modules_zone(modules, 0) : NULL);
	answer_batch(scratch, table, &options, &q, 1);
	answer_sent(scratch, &options, &q, 5);
	if (q.kind == ANSWER_REPLY) {
		if (q.reply_len > q.reply_cap)
			abort();
		reply_check(&q);
	}
	return 0;
}
