/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of kresd. */
#pragma once

#include "base/addr.h"
#include "base/vec.h"

/* Where to listen, over UDP and TCP or over TLS. */
struct option_listen {
	struct addr at;
	bool tls;
};

enum option_passed_kind { OPTION_PASSED_DNS, OPTION_PASSED_TLS, OPTION_PASSED_CONTROL };

/* A socket that was made by another process and inherited. */
struct option_passed {
	int fd;
	enum option_passed_kind kind;
};

struct options {
	VEC(struct option_listen) listen;
	VEC(struct option_passed) passed;
	const char *config;        /* NULL: "config" if there is one */
	const char *rundir;        /* NULL: stay */
	const char *module_folder; /* of Lua modules; NULL: the default */
	const char *keyfile;       /* trust anchors; NULL: none given */
	bool keyfile_readonly;
	unsigned forks; /* processes, at least 1 */
	bool forked;    /* -f was given: no console */
	bool noninteractive;
	bool quiet;
	bool verbose;
};

enum options_result { OPTIONS_RUN, OPTIONS_DONE, OPTIONS_WRONG };

/* Parse; OPTIONS_DONE and OPTIONS_WRONG have printed what there is to say. Free with deinit. */
enum options_result options_parse(struct options *out, int argc, char **argv);
void options_deinit(struct options *o);
