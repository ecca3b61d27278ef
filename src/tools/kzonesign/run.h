/* SPDX-License-Identifier: BSD-2-Clause */
/* What kzonesign does with one zone. */
#pragma once

#include "tools/cli/conf_arg.h"

struct kzonesign_options {
	struct conf_arg conf;
	const char *outdir; /* NULL: the zone file is replaced */
	const char *zone;
	int64_t now;
	bool rollover; /* keys may roll over, the salt may change */
	bool verify;   /* only say whether the zone is signed well */
};

/* false: what is wrong was said. */
bool kzonesign_run(const struct kzonesign_options *o);
