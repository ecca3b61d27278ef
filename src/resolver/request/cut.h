/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A zone cut: a zone, the names of its servers, and what is known of their addresses.  State only;
 * which server is asked is chosen in resolver/upstream.
 *
 * Owner: a query.  Names are borrowed from the request's arena.
 */
#pragma once

#include "base/addr.h"
#include "dns/name.h"

enum {
	CUT_NS_MAX = 20,   /* name servers kept of one delegation (NRDelegation) */
	CUT_ADDR_MAX = 64, /* addresses kept of one delegation */
	CUT_ADDR_PER_NS = 8,
};

/* An address in little space: struct addr has room for UNIX paths. */
struct server_addr {
	uint8_t len; /* 4 or 16 */
	uint8_t octets[16];
	uint16_t port;
};

enum cut_addr_flag {
	CUT_ADDR_BAD = 1,     /* not to be asked again for this query */
	CUT_ADDR_TCP = 2,     /* next over TCP */
	CUT_ADDR_NO_CASE = 4, /* next without 0x20 */
	CUT_ADDR_NO_EDNS = 8, /* next without EDNS */
	CUT_ADDR_NO_CD = 16,  /* a forwarder: next without CD */
	CUT_ADDR_COOKIE = 32, /* it wanted another cookie once */
};

struct cut_addr {
	struct server_addr at;
	uint8_t ns;       /* index of the name */
	uint8_t flags;    /* enum cut_addr_flag */
	uint8_t timeouts; /* in this query */
	uint8_t failures; /* other failures in this query */
};

enum cut_ns_flag {
	CUT_NS_USED = 1,      /* counted against the limit of names used */
	CUT_NS_A_DONE = 2,    /* IPv4 addresses need not be looked up (any more) */
	CUT_NS_AAAA_DONE = 4, /* likewise IPv6 */
	CUT_NS_HOPELESS = 8,  /* below the cut without glue, or lame: never asked */
};

struct cut_ns {
	const uint8_t *name;
	uint8_t flags; /* enum cut_ns_flag */
};

struct cut {
	const uint8_t *name;
	uint8_t ns_count;
	uint8_t ns_used;
	uint8_t addr_count;
	struct cut_ns ns[CUT_NS_MAX];
	struct cut_addr addr[CUT_ADDR_MAX];
};

/* Begin an empty cut; name borrowed. */
void cut_init(struct cut *c, const uint8_t *name);

/* Index of a server name, added if new (borrowed); -1 when the cut is full. */
int cut_add_ns(struct cut *c, const uint8_t *name);

/* Index of a server name, or -1. */
int cut_find_ns(const struct cut *c, const uint8_t *name);

/* Add an address (4 or 16 octets) unless it is there already or there are enough. */
void cut_add_addr(struct cut *c, int ns, struct span octets, uint16_t port);

/* Has the name any address? */
bool cut_ns_has_addr(const struct cut *c, int ns) PURE;

/* May a name server have this address (resolution contract 2.1)? Refuses 0/8, 127/8, ::, ::1. */
bool server_addr_is_public(struct span octets) PURE;

static inline bool server_addr_equal(const struct server_addr *a, const struct server_addr *b)
{
	return a->len == b->len && a->port == b->port && memcmp(a->octets, b->octets, a->len) == 0;
}

static inline struct addr server_addr_get(const struct server_addr *a)
{
	return addr_from_octets(span_of(a->octets, a->len), a->port);
}
