/* SPDX-License-Identifier: BSD-2-Clause */
/* What happens in the handler is written down beforehand: it may call nothing but the kernel. */

#include "store/bus_error.h"

#include <limits.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static char guarded[PATH_MAX]; /* empty: nothing is to be deleted */

static void on_bus_error(int number)
{
	static const char message[] = "[system] SIGBUS: no space left for the cache file, which is "
				      "deleted; the process ends\n";
	(void)number;
	ssize_t n = write(STDERR_FILENO, message, sizeof(message) - 1);
	(void)n; /* nobody is left to be told */
	if (guarded[0] != '\0')
		unlink(guarded);
	_exit(BUS_ERROR_EXIT);
}

void bus_error_guard(const char *path)
{
	struct sigaction action = {.sa_handler = path != NULL ? on_bus_error : SIG_DFL};
	size_t len = path != NULL ? strlen(path) : 0;
	/* A signal may come at any time: the handler first sees no name, then the whole one. */
	guarded[0] = '\0';
	if (len > 0 && len < sizeof(guarded)) {
		memcpy(guarded + 1, path + 1, len);
		guarded[0] = path[0];
	}
	sigemptyset(&action.sa_mask);
	sigaction(SIGBUS, &action, NULL);
}
