/* SPDX-License-Identifier: BSD-2-Clause */
/* The builder's inside, shared by builder.c (records in) and finish.c (version out). */
#pragma once

#include "base/vec.h"
#include "dns/name_key.h"
#include "server/zone/pack.h"
#include "server/zone/part_sort.h"
#include "server/zone/record.h"
#include "server/zone/version.h"

struct zone_builder {
	struct name apex;
	size_t apex_symbols; /* of its key */
	size_t apex_labels;
	struct name_key key;   /* begins with that of the apex */
	struct region staging; /* nodes as they were packed */
	struct packer *packer;
	VEC(struct zone_part) names; /* packed, in order of arrival */
	VEC(struct zone_part) nsec3; /* owners of NSEC3 records */
	struct name open;            /* owner of `records`; len 0: none */
	VEC(struct pack_record) records;
	VEC(uint8_t) octets; /* their rdata */
	uint64_t wire_size;
	VEC(struct zone_finding) findings;
	size_t findings_total;
};

/* Add a record to the open name. */
void builder_put(struct zone_builder *b, uint16_t type, uint32_t ttl, struct span rdata);

/* Pack what is open, if anything. */
void builder_close_name(struct zone_builder *b);
