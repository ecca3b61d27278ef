/* SPDX-License-Identifier: BSD-2-Clause */
/* khost's command line, as queries of kdig. */
#pragma once

#include "tools/kdig/params.h"

/*
 * Read the command line.  Failures are told to the user here.
 *
 * out  to be released by kdig_params_deinit in any case
 * E_INVALID  nothing can be asked
 */
MUST_USE enum err khost_params_parse(struct kdig_params *out, int argc, char **argv);
