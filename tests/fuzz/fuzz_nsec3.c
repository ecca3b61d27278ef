/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Proofs from strangers: the input is records (length octet, owner's first label of that many
 * octets, length octet, rdata) that are taken as NSEC3 and as NSEC, then claims about a name.
 * Rounds stay within their budget; a name that an NSEC3 record matches is never denied.
 */
#include "sec/denial.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BUDGET = 300, SETS_MAX = 12 };

static const uint8_t *const zone = (const uint8_t *)"\7example";

static void demand(bool holds)
{
	if (!holds)
		abort();
}

/* Storage of what the proof borrows. */
struct set {
	struct name owner;
	uint8_t run[2 + 255];
};

static void take(struct denial *d, struct set *s, struct span label, struct span rdata)
{
	if (name_prepend(&s->owner, label, zone) != OK)
		return;
	wire_set_u16(s->run, (uint16_t)rdata.len);
	if (rdata.len > 0)
		memcpy(s->run + 2, rdata.data, rdata.len);
	struct rrset set = {
		.owner = s->owner.wire,
		.type = RR_NSEC3,
		.class_ = CLASS_IN,
		.count = 1,
		.size = (uint32_t)rdata.len + 2,
		.records = s->run,
	};
	const struct rrsig sig = {.signer = zone, .labels = (uint8_t)rrsig_owner_labels(set.owner)};
	if (!denial_add(d, &set, &sig)) {
		set.type = RR_NSEC;
		(void)denial_add(d, &set, &sig);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct set sets[SETS_MAX];
	static const char *const names[] = {"example.", "a.example.", "a.b.c.example.", "other."};
	struct wire_reader r = wire_reader_of(span_of(data, size));
	struct denial d;
	denial_init(&d, zone, BUDGET);
	for (size_t i = 0; i < SETS_MAX && wire_left(&r) > 0; i++) {
		struct span label = wire_read_span(&r, wire_read_u8(&r));
		struct span rdata = wire_read_span(&r, wire_read_u8(&r));
		if (wire_done(&r) == OK)
			take(&d, &sets[i], label, rdata);
	}
	demand(d.nsec_count <= DENIAL_RECORDS_MAX && d.nsec3_count <= DENIAL_RECORDS_MAX);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		struct name n;
		demand(name_parse_str(&n, names[i]) == OK);
		d.rounds_left = BUDGET;
		enum proof absent = denial_name(&d, n.wire);
		demand(absent == PROOF_NONE || i + 1 < ARRAY_LEN(names));
		const enum proof proofs[] = {
			absent,
			denial_type(&d, n.wire, RR_A),
			denial_type(&d, n.wire, RR_DS),
			denial_expansion(&d, n.wire, 1),
			denial_wildcard_type(&d, n.wire, RR_A),
			denial_delegation(&d, n.wire),
		};
		for (size_t k = 0; k < ARRAY_LEN(proofs); k++)
			demand(proofs[k] <= PROOF_SECURE || d.nsec3_count > 0);
		demand(denial_opt_out(&d, n.wire) != PROOF_SECURE);
		demand(d.rounds_left <= BUDGET);
	}
	return 0;
}
