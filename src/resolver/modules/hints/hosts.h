/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of hosts: names with addresses, and addresses with a name, as of /etc/hosts.
 *
 * Owner: the caller.  One thread.
 */
#pragma once

#include "base/err.h"
#include "base/ip.h"
#include "base/text.h"
#include "dns/name.h"

struct host_addr {
	uint8_t len; /* 4 or 16 */
	uint8_t octets[16];
};

/* What is known of a name. */
struct host {
	struct host *next; /* in its bucket */
	struct host_addr *addrs;
	uint32_t addr_count;
	uint8_t *target; /* PTR; NULL: none */
	uint8_t name[];  /* in lower case */
};

struct hosts {
	struct host **buckets;
	size_t bucket_count; /* a power of two, or 0 */
	size_t count;
};

void hosts_init(struct hosts *h);
void hosts_deinit(struct hosts *h);

/* Lower-case name. NULL: nothing is known of it. */
const struct host *hosts_find(const struct hosts *h, const uint8_t *name);

/* Parse an address. E_ADDR */
MUST_USE enum err host_addr_parse(struct host_addr *out, struct span text);
void host_addr_print(struct text *t, const struct host_addr *a);

/*
 * Add an address to a name, once.
 *
 * name       in any case
 * canonical  the address leads back to this name from now on; else only if it leads nowhere
 */
void hosts_add(struct hosts *h, const struct name *name, const struct host_addr *addr,
               bool canonical);

/*
 * Remove an address of a name, or (addr NULL) all, and the ways back to it. false: there was none.
 */
bool hosts_remove(struct hosts *h, const struct name *name, const struct host_addr *addr);

/*
 * Add the lines of a hosts file: an address, then its names, the first of which it leads back to;
 * '#' begins a comment.
 *
 * line  the line that is wrong, from 1
 * E_MALFORMED  nothing was added
 */
MUST_USE enum err hosts_add_text(struct hosts *h, struct span text, size_t *line);
