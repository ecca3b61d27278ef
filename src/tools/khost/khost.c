/* SPDX-License-Identifier: BSD-2-Clause */
/* khost: look names up and say what was found in sentences. */

#include "tools/kdig/run.h"
#include "tools/khost/khost_params.h"

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
	if (khost_params_parse(&params, argc, argv) != OK || params.stop) {
		good = params.stop;
		kdig_params_deinit(&params);
		return good ? EXIT_SUCCESS : EXIT_FAILURE;
	}
	lookup_net_init(&net);
	for (size_t i = 0; i < params.queries.count && good; i++) {
		if (i > 0 && params.defaults.print == NULL)
			putchar('\n');
		good = kdig_run(&net, &params.queries.items[i], &params);
	}
	lookup_net_deinit(&net);
	kdig_params_deinit(&params);
	return fflush(stdout) == 0 && good ? EXIT_SUCCESS : EXIT_FAILURE;
}
