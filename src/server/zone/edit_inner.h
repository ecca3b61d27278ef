/* SPDX-License-Identifier: BSD-2-Clause */
/* An edit's inside, shared by edit.c (records in and out) and edit_link.c (settling). */
#pragma once

#include "base/arena.h"
#include "base/qp_edit.h"
#include "dns/name_key.h"
#include "server/zone/changeset.h"
#include "server/zone/edit_index.h"
#include "server/zone/glue.h"
#include "server/zone/pack.h"
#include "server/zone/version.h"

/* A name that was touched; names of the NSEC3 chain are apart from those of the zone. */
struct edit_name {
	const uint8_t *name; /* in the arena */
	bool is_chain;
};

/* The name whose records are being changed, taken out of its node. */
struct edit_open {
	struct name name; /* len 0: none */
	bool is_chain;
	bool changed;
	uint32_t seq; /* of the next record */
	uint64_t wire_size;
	VEC(struct pack_record) records;
	VEC(uint8_t) octets;
	struct edit_index index;
};

struct zone_edit {
	struct zone_version *base;
	struct zone_version *draft;
	struct cow memory;
	struct qp_edit names, nsec3;
	struct packer *packer;
	struct glue *glue;
	uint8_t *soa_body;
	struct edit_open open;
	struct arena arena;
	VEC(struct edit_name) touched;
	size_t settled;    /* entries of `touched` that are linked */
	bool sigs_unknown; /* the RRSIG that expired first is gone */
	VEC(const uint8_t *) sorted;
};

/* Make a name the open one, with the records its node has. */
void edit_open(struct zone_edit *e, const uint8_t *name, bool is_chain);

/* Pack the open name, if any, and put its node in place of the one before. */
void edit_close(struct zone_edit *e);

/* Node of a name in one of the draft's tries; NULL when absent. */
const struct zone_node *edit_find(const struct qp_edit *trie, const uint8_t *name);

/* Put a node in place of what its name has, or in. flags: value of the leaf. */
void edit_put(struct qp_edit *trie, const struct zone_node *node);

/* Has a name of the zone names below it? */
bool edit_has_children(const struct qp_edit *trie, const struct name_key *key);

/* Note that a name is to be linked. */
void edit_touch(struct zone_edit *e, const uint8_t *name, bool is_chain);
