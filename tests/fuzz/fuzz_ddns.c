/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UPDATE requests on a small zone, two in one edit: whatever comes, a request that fails changes
 * nothing, the zone keeps its SOA and a name server, and the edit settles.
 */

#include "dns/rdata.h"
#include "server/transfer/ddns_apply.h"
#include "server/zone/builder.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t apex[] = "\7example";

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static void add_line(struct zone_builder *b, const char *owner, uint16_t type, const char *rdata)
{
	uint8_t octets[512];
	struct name name;
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	demand(name_parse(&name, span_str(owner), apex) == OK);
	demand(rdata_parse_line(&w, type, span_str(rdata), apex) == OK);
	struct zone_record r = {
		.owner = name.wire, .type = type, .ttl = 60, .rdata = wire_written(&w)};
	zone_builder_add(b, &r);
}

static struct zone_version *zone_make(void)
{
	struct zone_version *v = NULL;
	struct zone_builder *b = zone_builder_new(apex);
	add_line(b, "@", RR_SOA, "ns h 1 2 3 4 5");
	add_line(b, "@", RR_NS, "ns");
	add_line(b, "ns", RR_A, "192.0.2.1");
	add_line(b, "alias", RR_CNAME, "ns");
	add_line(b, "d", RR_DNAME, "other.test.");
	add_line(b, "x.y", RR_TXT, "text");
	demand(zone_builder_finish(b, &v) == OK);
	zone_builder_free(b);
	return v;
}

static void apply(struct zone_edit *edit, const struct msg *m)
{
	struct arena arena;
	struct ddns_message request;
	struct zone_changeset before = {0}, after = {0};
	arena_init(&arena, DDNS_MEMORY_MAX);
	if (ddns_message_read(&request, &arena, m) == RCODE_NOERROR &&
	    name_equal(request.zone.wire, apex)) {
		demand(zone_edit_settle(edit) == OK);
		zone_edit_changes(edit, &before);
		unsigned rcode = ddns_apply(&request, edit);
		demand(zone_edit_settle(edit) == OK);
		const struct zone_node *n = zone_edit_view(edit)->apex;
		demand(zone_node_find(n, RR_SOA) != NULL && zone_node_find(n, RR_NS) != NULL);
		zone_edit_changes(edit, &after);
		demand(rcode == RCODE_NOERROR || (before.added.count == after.added.count &&
		                                  before.removed.count == after.removed.count));
	}
	zone_changeset_deinit(&before);
	zone_changeset_deinit(&after);
	arena_deinit(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct msg m;
	if (msg_parse(&m, span_of(data, size)) != OK)
		return 0;
	struct zone_version *v = zone_make();
	struct zone_edit *edit = zone_edit_new(v);
	apply(edit, &m);
	apply(edit, &m);
	zone_edit_free(edit);
	zone_version_free(v);
	return 0;
}
