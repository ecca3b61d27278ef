/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root hints: names and addresses of root servers to begin with (RFC 9609).  Compiled in, and
 * replaceable as a whole from records or a table.
 *
 * Owner: the caller.  Changed only between requests.
 */
#pragma once

#include "dns/rrtype.h"
#include "resolver/request/cut.h"

enum { HINTS_NAMES_MAX = CUT_NS_MAX };

struct engine_hints {
	uint8_t count;
	uint8_t addr_count;
	struct name names[HINTS_NAMES_MAX];
	struct {
		struct server_addr at;
		uint8_t name; /* index in names */
	} addrs[CUT_ADDR_MAX];
};

/* The root servers as IANA lists them. */
void hints_init(struct engine_hints *h);

/* Forget all. */
void hints_clear(struct engine_hints *h);

/*
 * Add an address (4 or 16 octets) of a root server.
 *
 * port  53 but in tests
 * E_LIMIT  too many names or addresses;  E_ADDR  neither 4 nor 16 octets
 */
MUST_USE enum err hints_add(struct engine_hints *h, const uint8_t *name, struct span octets,
                            uint16_t port);

/*
 * Take one record of a hints file ("named.root"): A and AAAA are added, NS of the root and others
 * say nothing more and are passed over.
 *
 * E_LIMIT, E_ADDR as hints_add
 */
MUST_USE enum err hints_add_record(struct engine_hints *h, const uint8_t *owner, uint16_t type,
                                   struct span rdata);

/* Fill a cut for the root. */
void hints_cut(const struct engine_hints *h, struct cut *cut);
