/* SPDX-License-Identifier: BSD-2-Clause */
/* The version line; the only file of the tools that changes with a release. */

#include "tools/cli/version.h"

#include <stdio.h>

#include "build_config.h"

void cli_print_version(const char *tool)
{
	printf("%s (Bowline), version %s\n", tool, BOWLINE_VERSION);
}
