/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone version: the whole content of a zone at one serial, immutable.
 *
 * Owner: its slot once published, else who built it.  Lifetime: for queries, their RCU read-side
 * section; longer users (transfers, signing, control) hold a pin.  Thread: any.
 */
#pragma once

#include "base/clock.h"
#include "base/qp.h"
#include "base/serial.h"
#include "dns/name.h"
#include "dns/name_key.h"
#include "server/zone/memory.h"
#include "server/zone/node.h"

#include <stdatomic.h>

enum zone_denial {
	ZONE_UNSIGNED,
	ZONE_NSEC,
	ZONE_NSEC3,
};

/*
 * How names are hashed (RFC 5155 section 4.2), from the NSEC3PARAM record at the apex; and of the
 * chain what most denials ask for: the records of the apex and of "*" below it.
 */
struct zone_nsec3_param {
	const struct zone_node *apex;     /* matches the apex; NULL in a broken chain */
	const struct zone_node *wildcard; /* covers "*"; NULL: there is one, or no chain */
	uint16_t iterations;
	uint8_t salt_len;
	uint8_t salt[];
};

struct zone_version {
	struct zone_memory *memory; /* holds nodes and tries, shared with versions beside it */
	struct cow_blocks retired;  /* blocks of this one that its successor replaced */
	struct qp_twig names;       /* key of name -> node; leaf value: node flags */
	struct qp_twig nsec3;       /* key of hashed owner -> node of the NSEC3 chain */
	const struct zone_node *apex;
	uint16_t apex_key_len; /* symbols of the apex's key, which all keys begin with */
	uint16_t apex_labels;
	struct serial serial;
	struct serial sig_expiry;  /* of the RRSIG that expires first; with has_sigs */
	uint32_t sig_expiry_nodes; /* that have one of that moment */
	bool has_sigs;
	enum zone_denial denial;
	struct zone_nsec3_param *nsec3_param; /* with ZONE_NSEC3, else NULL; owned */
	uint64_t record_count;                /* RRSIG, NSEC and NSEC3 records included */
	uint64_t name_count;                  /* names with records */
	uint64_t wire_size;                   /* octets of all records, uncompressed */
	uint32_t expire_s, refresh_s, retry_s, minimum_s; /* of the SOA */
	/* From here on nothing is copied to the next version. */
	_Atomic uint32_t pins;
	_Atomic bool is_overdue; /* retired, and pinned too long: who pins it must let go */
	size_t retired_bytes;    /* of blocks in `retired`; zone_retire counts them */
	struct mono retired_at;  /* when zone_reclaim first saw it */
	struct zone_version *next_retired;
};

/* Return all memory; the version must be unpublished and unpinned. */
void zone_version_free(struct zone_version *v);

/* The zone's name, in lower case. */
static inline const uint8_t *zone_apex_name(const struct zone_version *v)
{
	return v->apex->name;
}

/* Octets of memory that the version and those that share blocks with it hold. */
size_t zone_version_bytes(const struct zone_version *v);

/* Node of a name of any case; NULL when the zone has none. Names without records have nodes too. */
const struct zone_node *zone_version_find(const struct zone_version *v, const uint8_t *name);

/* The same among the hashed owners of the NSEC3 chain. */
const struct zone_node *zone_version_find_nsec3(const struct zone_version *v, const uint8_t *name);

/* Keep a version beyond the read-side section it was taken in, and let go of it. */
void zone_version_pin(struct zone_version *v);
void zone_version_unpin(struct zone_version *v);

/*
 * Has a pinned version been retired for so long, or so much behind it, that its pin has to end?
 * For those whose pin lasts as long as a peer likes: they look at it now and then.
 */
static inline bool zone_version_is_overdue(const struct zone_version *v)
{
	return atomic_load_explicit(&v->is_overdue, memory_order_relaxed);
}

/*
 * Walk over all nodes: names in canonical order, then the NSEC3 chain in order of hashes.  Nodes
 * without sets (empty non-terminals) are included.  A hashed owner that also is a name of the zone
 * comes twice, with different sets.
 */
struct zone_iter {
	const struct zone_version *version;
	bool is_nsec3;
	struct qp_iter nodes;
};
void zone_iter_init(struct zone_iter *it, const struct zone_version *v);
/* NULL at the end. */
const struct zone_node *zone_next(struct zone_iter *it);
