/* SPDX-License-Identifier: BSD-2-Clause */
/* Forks, tied to the life of their leader by the kernel (PR_SET_PDEATHSIG). */

#include "resolver/main/group.h"

#include "base/mem.h"
#include "report/group_log.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void follow(pid_t leader)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != leader) /* it ended before the line above */
		_exit(0);
}

/* In fork number id: what the leader had opened for those before is not ours. */
static void become_fork(struct group *g, unsigned id, const int ends[2])
{
	for (unsigned i = 1; i < id; i++)
		close(g->down[i - 1]);
	mem_free(g->down);
	close(ends[0]);
	*g = (struct group){.id = id, .count = g->count, .up = ends[1]};
}

enum err group_fork(struct group *g, unsigned count)
{
	pid_t leader = getpid();
	*g = (struct group){.id = 0, .count = count, .up = -1};
	if (count > 1)
		g->down = mem_calloc(count - 1, sizeof(*g->down));
	for (unsigned i = 1; i < count; i++) {
		int ends[2];
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
			return err_from_errno(errno);
		pid_t pid = fork();
		if (pid < 0)
			return err_from_errno(errno); /* the leader ends, and so do the others */
		if (pid == 0) {
			follow(leader);
			become_fork(g, i, ends);
			return OK;
		}
		close(ends[1]);
		g->down[i - 1] = ends[0];
	}
	return OK;
}

void group_deinit(struct group *g)
{
	for (unsigned i = 1; g->down != NULL && i < g->count; i++) {
		if (g->down[i - 1] >= 0)
			close(g->down[i - 1]);
	}
	mem_free(g->down);
	g->down = NULL;
	if (g->up >= 0)
		close(g->up);
	g->up = -1;
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
