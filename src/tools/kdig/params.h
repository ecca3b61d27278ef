/* SPDX-License-Identifier: BSD-2-Clause */
/* kdig's command line: a list of queries, each with its settings. */
#pragma once

#include "tools/kdig/query.h"

struct kdig_params {
	struct kdig_query defaults;
	VEC(struct kdig_query) queries;
	bool stop; /* help or version was shown: nothing to do */
};

void kdig_params_deinit(struct kdig_params *p);

/*
 * Read the command line.  Failures are told to the user here.
 *
 * out  to be released by kdig_params_deinit in any case
 * E_INVALID  nothing can be asked
 */
MUST_USE enum err kdig_params_parse(struct kdig_params *out, int argc, char **argv);

/* Begin another query with the defaults' settings; borrowed until the next one. */
struct kdig_query *kdig_query_add(struct kdig_params *p);
