/* SPDX-License-Identifier: BSD-2-Clause */
/* Snapshots of what zones refer to: keys, remotes, access rules. */
#pragma once

#include "base/addr.h"
#include "sec/tsig.h"
#include "server/conf/schema.h"

/* A key section: name and secret. */
struct conf_key {
	const char *id;
	struct tsig_key key;
};

/* A remote section. */
struct conf_remote {
	const char *id;
	const struct addr *addresses; /* tried in order until one is reached */
	size_t address_count;         /* at least 1 */
	const struct addr *via;       /* source addresses; port 0 = any (see remote_via) */
	size_t via_count;
	const struct conf_key *key; /* NULL = unsigned */
	bool block_notify_after_transfer;
	bool no_edns;
	bool automatic_acl;
};

/*
 * Source address for the n-th address of a remote: of the first n + 1 `via` the last one of the
 * address's family; NULL = let the system choose.
 */
const struct addr *remote_via(const struct conf_remote *remote, size_t n);

/* A name of update-owner-name; a relative one is completed with the zone's. */
struct conf_owner_name {
	struct name name; /* lower case */
	bool relative;
};

/* An acl section (see acl.h for the decision). */
struct conf_acl {
	const char *id;
	const struct addr_range *ranges;
	size_t range_count; /* 0 = any address */
	const struct conf_key *const *keys;
	size_t key_count; /* 0 = the request must be unsigned */
	/* Instead of ranges and keys: one of these, with its addresses and key; groups resolved. */
	const struct conf_remote *const *remotes;
	size_t remote_count;
	unsigned actions;   /* set of enum conf_action; 0 = the item is not set */
	unsigned protocols; /* set of enum conf_protocol; 0 = any */
	bool deny;
	bool needs_pin; /* cert-key is set: only connections with certificates can match */
	const uint16_t *update_types;
	size_t update_type_count; /* 0 = any */
	enum conf_update_owner update_owner;
	enum conf_owner_match update_owner_match;
	const struct conf_owner_name *update_owners;
	size_t update_owner_count; /* 0 = no restriction */
};
