/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Responses to transfer requests.  Input: an octet of options, then messages behind their two-octet
 * lengths.  A zone that comes out can be sent and received again; changes join.
 */

#include "base/mem.h"
#include "server/transfer/axfr_out.h"
#include "server/transfer/xfr_in.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t zone[] = "\7example";

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static void check_steps(const struct xfr_in *x)
{
	size_t count;
	const struct zone_changeset *c = xfr_in_changes(x, &count);
	struct serial at = {1}, from, to;
	demand(count > 0);
	for (size_t i = 0; i < count; i++) {
		demand(zone_changeset_serials(&c[i], &from, &to) == OK);
		demand(from.value == at.value && serial_is_newer(to, from));
		at = to;
	}
	demand(xfr_in_facts(x)->more || at.value == xfr_in_facts(x)->serial.value);
}

static void check_zone(struct xfr_in *x)
{
	static uint8_t buf[MSG_MAX_LEN];
	const struct xfr_in_options options = {.zone = zone, .max_size = UINT64_MAX};
	struct xfr_head head = {.qtype = RR_AXFR};
	struct zone_version *v, *again;
	bool done = false;
	size_t len;
	demand(xfr_in_take_zone(x, &v) == OK);
	name_copy(&head.qname, zone);
	struct axfr_out *out = axfr_out_new(v, &head);
	struct xfr_in *in = xfr_in_new(&options);
	while (!done) {
		demand(axfr_out_next(out, buf, sizeof(buf), &len) == OK && len > 0);
		demand(xfr_in_take(in, span_of(buf, len), (struct wall){0}, &done) == OK);
	}
	demand(xfr_in_take_zone(in, &again) == OK);
	demand(again->record_count == v->record_count && again->wire_size == v->wire_size);
	xfr_in_free(in);
	axfr_out_free(out);
	zone_version_free(v);
	zone_version_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const struct xfr_in_options options = {
		.zone = zone,
		.ixfr = (data[0] & 1) != 0,
		.have = {1},
		.by_one = (data[0] & 2) != 0,
		.max_size = (data[0] & 4) != 0 ? 200 : UINT64_MAX,
	};
	struct xfr_in *x = xfr_in_new(&options);
	bool done = false;
	size_t at = 1;
	while (!done && size - at >= 2) {
		size_t len = MIN_OF((size_t)wire_get_u16(data + at), size - at - 2);
		if (xfr_in_take(x, span_of(data + at + 2, len), (struct wall){0}, &done) != OK)
			break;
		at += 2 + len;
	}
	if (done && xfr_in_facts(x)->kind == XFR_IN_CHANGES)
		check_steps(x);
	if (done && xfr_in_facts(x)->kind == XFR_IN_ZONE)
		check_zone(x);
	xfr_in_free(x);
	return 0;
}
