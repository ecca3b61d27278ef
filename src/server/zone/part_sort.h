/* SPDX-License-Identifier: BSD-2-Clause */
/* Sorting the names of a zone while it is built. */
#pragma once

#include "server/zone/node.h"

/* A packed run of records of one name; several of one name are united later. */
struct zone_part {
	uint64_t word; /* name_key_word at the place that was looked at last */
	struct zone_node *node;
};

/*
 * Sort parts by name in canonical order; parts of one name keep their order.
 *
 * skip   symbols at the start that all names share; every word was taken at this place
 * spare  room for count parts; touched only when they come out of order
 */
void zone_parts_sort(struct zone_part *parts, size_t count, size_t skip, struct zone_part *spare);
