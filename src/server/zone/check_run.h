/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of checks share. Private to check*.c. */
#pragma once

#include "server/zone/check_kind.h"
#include "server/zone/expand.h"

struct check_run {
	const struct zone_version *version;
	const struct zone_node *node; /* being checked */
	unsigned classes;
	zone_check_fn found;
	void *arg;
	bool clean;
	struct zone_expander memory;
};

/* Tell of a finding at the node, if its class was asked for. */
void check_find(struct check_run *run, enum zone_check_kind kind, const char *detail);

static inline bool check_wants(const struct check_run *run, enum zone_check_class c)
{
	return (run->classes & c) != 0;
}

/* NS set of a delegation or the apex: do servers in the zone have addresses? (check_glue.c) */
void check_glue(struct check_run *run, const struct zone_set *ns);

/* CDS, CDNSKEY, NSEC3PARAM at the apex. (check_keys.c) */
void check_keys(struct check_run *run);
