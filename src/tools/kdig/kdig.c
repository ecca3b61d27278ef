/* SPDX-License-Identifier: BSD-2-Clause */
/* kdig: ask DNS servers and print what they say. */

#include "tools/cli/lookup_run.h"
#include "tools/kdig/params.h"
#include "tools/kdig/run.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv)
{
	struct kdig_params params;
	struct lookup_net net;
	bool good = true;
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	if (kdig_params_parse(&params, argc, argv) != OK || params.stop) {
		good = params.stop;
		kdig_params_deinit(&params);
		return good ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	lookup_net_init(&net);
	for (size_t i = 0; i < params.queries.count; i++) {
		struct kdig_query *q = &params.queries.items[i];
		/* Answers are set apart by a blank line; JSON and bare data are not. */
		if (i > 0 && !q->json && !q->short_)
			putchar('\n');
		good = kdig_run(&net, q, &params) && good;
	}
	lookup_net_deinit(&net);
	kdig_params_deinit(&params);
	return fflush(stdout) == 0 && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
