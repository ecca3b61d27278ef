/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of knotc, and the configuration they lead to. */
#pragma once

#include "tools/cli/conf_arg.h"
#include "tools/knotc/request.h"

enum { DEFAULT_TIMEOUT_S = 60, LONGEST_TIMEOUT_S = 86400 };

struct settings {
	struct conf_arg conf;
	const char *socket; /* NULL: from the configuration */
	long timeout_s;     /* -1: the default */
	struct request_options request;
};

/* The control socket's path; the caller frees it. NULL: an error was printed. */
char *settings_socket(const struct settings *s);
