/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the check of signed zones share. Private to check_sign*.c. */
#pragma once

#include "base/vec.h"
#include "sec/dnskey.h"
#include "server/zone/check_kind.h"
#include "server/zone/expand.h"

/* The nodes of a version as arrays. */
struct sign_nodes {
	VEC(const struct zone_node *) names; /* canonical order, the apex first */
	VEC(const struct zone_node *) nsec3; /* in order of hashes */
};

struct sign_run {
	const struct zone_version *version;
	struct sign_nodes nodes;
	struct dnskey_set keys;
	zone_check_fn found;
	void *arg;
};

/* Tell of a finding; false, for the caller to return. */
static inline bool sign_find(const struct sign_run *run, enum zone_check_kind kind,
                             const struct zone_node *node)
{
	const struct zone_check_finding finding = {.kind = kind, .owner = node->name};
	run->found(run->arg, &finding);
	return false;
}

/* Of a type whose records the zone signs at this node? At a cut that is DS and NSEC only. */
bool sign_is_authoritative(const struct zone_node *node, uint16_t type);

/*
 * The chain of denial: true when there is no finding. (check_sign_nsec.c, check_sign_nsec3.c)
 */
bool sign_check_nsec(const struct sign_run *run);
bool sign_check_nsec3(const struct sign_run *run);

/* Does a bitmap list exactly the types that the node has, and RRSIG if it has any? */
bool sign_bitmap_fits(const struct zone_node *node, struct span bitmap);
