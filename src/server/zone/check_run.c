/* SPDX-License-Identifier: BSD-2-Clause */
/* Telling of a finding. */
#include "server/zone/check_run.h"

void check_find(struct check_run *run, enum zone_check_kind kind, const char *detail)
{
	if (!check_wants(run, zone_check_class_of(kind)))
		return;
	const struct zone_check_finding finding = {
		.kind = kind, .owner = run->node->name, .detail = detail};
	run->clean = false;
	run->found(run->arg, &finding);
}
