/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of knsupdate. */
#pragma once

#include "base/vec.h"
#include "sec/tsig.h"

struct knsupdate_params {
	bool stop; /* help or version was all that was asked for */
	bool tcp;
	const char *port;   /* number or service name */
	unsigned retries;   /* over UDP */
	unsigned timeout_s; /* for all attempts together; 0 = for ever */
	bool has_key;
	struct tsig_key key;
	VEC(const char *) files; /* "-": standard input; none: that, or the prompt */
};

/*
 * Read the command line; complaints are printed.
 *
 * E_INVALID  it is wrong
 */
MUST_USE enum err knsupdate_params_parse(struct knsupdate_params *p, int argc, char **argv);
void knsupdate_params_deinit(struct knsupdate_params *p);
