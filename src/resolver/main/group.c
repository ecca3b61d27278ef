/* SPDX-License-Identifier: BSD-2-Clause */
/* Forks, tied to the life of their leader by the kernel (PR_SET_PDEATHSIG). */

#include "resolver/main/group.h"

#include "report/group_log.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void follow(pid_t leader)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != leader) /* it ended before the line above */
		_exit(0);
}

enum err group_fork(struct group *g, unsigned count)
{
	pid_t leader = getpid();
	*g = (struct group){.id = 0, .count = count};
	for (unsigned i = 1; i < count; i++) {
		pid_t pid = fork();
		if (pid < 0)
			return err_from_errno(errno); /* the leader ends, and so do the others */
		if (pid == 0) {
			follow(leader);
			g->id = i;
			return OK;
		}
	}
	return OK;
}

void group_reap(void)
{
	int status;
	pid_t pid;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (WIFSIGNALED(status))
			group_log(SEV_ERROR, "system", "process %d was ended by signal %d (%s)",
			          (int)pid, WTERMSIG(status), strsignal(WTERMSIG(status)));
		else
			group_log(SEV_ERROR, "system", "process %d ended with status %d", (int)pid,
			          WEXITSTATUS(status));
	}
}
