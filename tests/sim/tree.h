/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A made-up tree of zones for simulations: what is true in it, and what an honest server says.
 * Everything follows from a seed.
 *
 * Zones are numbered, 0 is the root; zone i has servers "ns0", "ns1" ... whose names may lie in
 * other zones, and hosts "h0" ... with addresses, aliases "c0" ... that lead to hosts of other
 * zones or to nothing, and a wildcard "*.w".  Zones of a signed tree are signed from the root down,
 * as far as the seed says, with NSEC or NSEC3.
 */
#pragma once

#include "base/addr.h"
#include "dns/msg.h"
#include "dns/msg_writer.h"
#include "dns/rrtype.h"
#include "signed.h"

enum { TREE_ZONES_MAX = 40, TREE_SERVERS_MAX = 3, TREE_HOSTS = 4, TREE_ALIASES = 3 };

struct tree_zone {
	struct name name;
	int parent; /* -1: the root */
	bool is_signed, nsec3;
	unsigned server_count;
	struct name server[TREE_SERVERS_MAX];
	uint32_t address[TREE_SERVERS_MAX]; /* IPv4, host order; one per server, of no other */
	uint32_t host[TREE_HOSTS];
	struct name alias[TREE_ALIASES]; /* targets */
};

struct tree {
	unsigned count;
	struct wall around; /* signatures are valid SIGNED_DAYS to either side of it */
	struct tree_zone zone[TREE_ZONES_MAX];
};

/* A generator of its own: the engine draws from base/rand. */
uint64_t sim_draw(uint64_t *state);
unsigned sim_below(uint64_t *state, unsigned bound);

/* around.s 0: nothing is signed */
void tree_make(struct tree *t, uint64_t *state, struct wall around);

/* The deepest zone that has the name. */
unsigned tree_zone_of(const struct tree *t, const uint8_t *name);

/* Zone that a server at an address serves; -1: there is none. */
int tree_served_at(const struct tree *t, uint32_t address);

/* What is true of a question. */
struct tree_truth {
	unsigned rcode;   /* NOERROR or NXDOMAIN */
	bool has_data;    /* of the type, at the end of the chain */
	unsigned aliases; /* in the chain */
	bool endless;     /* the chain leads back into itself */
	bool secure;      /* all zones that have to do with it are signed */
	uint32_t address; /* the data, of type A */
};
struct tree_truth tree_truth(const struct tree *t, const uint8_t *name, uint16_t type);

/*
 * An honest answer of the servers of a zone to the query's question, with TC and nothing else when
 * that does not fit; its length.
 */
size_t tree_answer(const struct tree *t, unsigned zone, const struct msg *query, uint8_t *buf,
                   size_t cap);
