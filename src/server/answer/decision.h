/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files that decide an answer pass to each other. */
#pragma once

#include "server/answer/plan.h"
#include "server/zone/expand.h"

/* One decision: its inputs, and the plan that comes of it. */
struct decision {
	const struct zone_version *version;
	const struct query *query;
	struct plan *plan;
	struct zone_expander *expander;
	bool proves; /* DO, and the zone is signed */
};
