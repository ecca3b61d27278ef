/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The states of servers by address: a fixed array in a chained hash table, on one list in order of
 * use.  Invariant: `count` <= `max`.  Shared by the files of this folder; for nobody else.
 */
#pragma once

#include "base/list.h"
#include "resolver/request/cut.h"
#include "resolver/upstream/inner.h"

enum {
	SERVER_COOKIE_MAX = 40,
	BROKEN_NETS = 6, /* silent /48 nets without a reply between: IPv6 is broken */
};

struct server {
	struct server *next; /* in the bucket */
	struct list use;
	struct server_addr at;
	bool known;       /* a reply has been timed */
	bool slow;        /* one of the timeouts in a row was long */
	uint8_t timeouts; /* in a row */
	double srtt_ms;
	double var_ms;
	struct mono dead_until;
	struct mono no_edns_until;
	struct mono cookie_until; /* when our part is drawn anew; 0: there is none */
	uint8_t cookie_len;       /* octets; those of our part alone: the server has given none */
	uint8_t cookie[SERVER_COOKIE_MAX];
};

struct upstream {
	struct server *servers;
	struct server **buckets;
	size_t bucket_count;
	size_t max;
	size_t count;
	uint32_t dead_for_ms;
	uint64_t seed;
	struct list use;                  /* most recently used first */
	struct mono unreachable_until[2]; /* by family: IPv4, IPv6 */
	unsigned unreachable_count[2];    /* in a row, without a reply between */
	uint8_t silent_nets[BROKEN_NETS][6];
	unsigned silent_net_count;
	struct inner_names inner;
};

/* The part of it that is the table; the rest is 0.  max: servers, at least 1. */
void table_init(struct upstream *u, size_t max);
void table_deinit(struct upstream *u);
void table_clear(struct upstream *u);

/* NULL: nothing is known of it. */
struct server *table_find(struct upstream *u, const struct server_addr *at);

/* The state of a server, the last one used now; a new one takes the place of the oldest. */
struct server *table_obtain(struct upstream *u, const struct server_addr *at);
