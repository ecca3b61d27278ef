/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The slot of a zone: what stays while versions and configuration come and go.  Everything else
 * refers to a zone by its slot, its id or its name.
 *
 * Owner: server/main.  Lifetime: until a grace period after the table without it is published.
 * Thread: pointers are read under RCU by any; published by one writer at a time.
 */
#pragma once

#include "dns/name.h"
#include "dns/name_key.h"
#include "server/zone/version.h"

#include <urcu/pointer.h>

struct zone_conf; /* server/conf */
struct hook_list; /* server/answer */

enum zone_slot_flag {
	SLOT_EXPIRED = 1,    /* secondary past its expire time: not served */
	SLOT_FROZEN = 2,     /* updates wait */
	SLOT_HOOKED = 4,     /* modules take part in its answers */
	SLOT_XFR_FROZEN = 8, /* transfers out are refused */
};

struct zone_slot {
	uint32_t id;
	_Atomic uint32_t flags;       /* enum zone_slot_flag */
	struct zone_version *version; /* RCU; NULL: not loaded */
	struct zone_conf *conf;       /* RCU; read only */
	struct hook_list *hooks;      /* RCU; read only; NULL: none */
	void *owner;                  /* whatever server/main keeps with it; lives as long */
	_Atomic int64_t expire_at_s;  /* secondary: when it expires, since 1970; 0: never */
	struct name_ref name;         /* in lower case; behind the key */
	uint16_t key_len;
	uint8_t key[]; /* of name, the end, and room to read whole words of it */
};

struct zone_slot *slot_new(uint32_t id, const uint8_t *name);
/* Free a slot that no reader can see, with its version if it has one. */
void slot_free(struct zone_slot *slot);

/* Version to answer from; NULL when none is loaded. In a read-side section. */
static inline struct zone_version *slot_version(const struct zone_slot *slot)
{
	return rcu_dereference(slot->version);
}

static inline const struct zone_conf *slot_conf(const struct zone_slot *slot)
{
	return rcu_dereference(slot->conf);
}

static inline const struct hook_list *slot_hooks(const struct zone_slot *slot)
{
	return rcu_dereference(slot->hooks);
}

/* The version, pinned, or NULL. In a read-side section; zone_version_unpin ends the pin. */
struct zone_version *slot_pin(const struct zone_slot *slot);

/*
 * Make a version (or NULL) the current one.
 *
 * returns the one before; hand it to zone_retire (retired.h)
 */
MUST_USE struct zone_version *slot_publish(struct zone_slot *slot, struct zone_version *v);
MUST_USE const struct zone_conf *slot_publish_conf(struct zone_slot *slot,
                                                   const struct zone_conf *conf);

/* Make a list of hooks (or NULL) the zone's; the one before is its owner's to free, later. */
void slot_publish_hooks(struct zone_slot *slot, const struct hook_list *hooks);
