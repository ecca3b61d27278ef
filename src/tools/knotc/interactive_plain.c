/* SPDX-License-Identifier: BSD-2-Clause */
/* Built without libedit: lines as they come. */

#include "tools/knotc/interactive.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void interactive_run(const struct settings *s)
{
	char *text = NULL;
	size_t cap = 0;
	bool tty = isatty(STDIN_FILENO);
	for (;;) {
		if (tty)
			printf("knotc> ");
		fflush(stdout);
		if (getline(&text, &cap, stdin) < 0 || !interactive_line(s, text))
			break;
	}
	free(text);
}
