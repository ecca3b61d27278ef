/* SPDX-License-Identifier: BSD-2-Clause */
/* Command line of knotd. */
#pragma once

#include "base/attr.h"

#include <stdbool.h>

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

struct options {
	const char *config;     /* -c; NULL = not given */
	const char *database;   /* -C; NULL = not given */
	unsigned max_conf_mib;  /* -m */
	const char *socket;     /* -s; NULL = from the configuration */
	const char *daemon_dir; /* -d; NULL = stay in the foreground */
	bool verbose;           /* -v */
};

/* DONE: help or version was printed; WRONG: an error was. */
enum options_result options_parse(struct options *out, int argc, char **argv);
