/* SPDX-License-Identifier: BSD-2-Clause */
/* Built without libedit: lines as they come. */

#include "tools/cli/prompt.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void prompt_run(const struct prompt *p)
{
	char *text = NULL;
	size_t cap = 0;
	bool tty = isatty(STDIN_FILENO);
	for (;;) {
		if (tty)
			printf("%s> ", p->program);
		fflush(stdout);
		if (getline(&text, &cap, stdin) < 0 || !p->line(p->ctx, text))
			break;
	}
	free(text);
}
