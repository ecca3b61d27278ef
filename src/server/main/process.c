/* SPDX-License-Identifier: BSD-2-Clause */
/* Process-wide system calls, kept out of everything that decides. */

#include "server/main/process.h"

#include "build_config.h"
#include "report/log.h"
#include "server/main/capabilities.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <netdb.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

void process_daemonize(int *ready_fd)
{
	int fds[2];
	if (pipe2(fds, O_CLOEXEC) != 0)
		exit(EXIT_FAILURE);
	pid_t pid = fork();
	if (pid < 0)
		exit(EXIT_FAILURE);
	if (pid > 0) {
		char done = 1;
		close(fds[1]);
		ssize_t n;
		do {
			n = read(fds[0], &done, 1);
		} while (n < 0 && errno == EINTR);
		_exit(n == 1 ? done : EXIT_FAILURE);
	}
	close(fds[0]);
	setsid();
	*ready_fd = fds[1];
}

void process_daemon_ready(int ready_fd, const char *dir)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		close(null);
	}
	if (chdir(dir) != 0 || write(ready_fd, "", 1) != 1)
		exit(EXIT_FAILURE); /* the parent says so by its exit status */
	close(ready_fd);
}

enum err process_pid_write(const char *path, bool *stale)
{
	char buf[32];
	*stale = false;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		ssize_t n = read(fd, buf, sizeof(buf) - 1);
		close(fd);
		buf[n > 0 ? n : 0] = '\0';
		long pid = strtol(buf, NULL, 10);
		if (pid > 0 && pid != getpid() && (kill((pid_t)pid, 0) == 0 || errno == EPERM))
			return E_EXISTS;
		*stale = unlink(path) == 0;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (fd < 0)
		return err_from_errno(errno);
	int len = snprintf(buf, sizeof(buf), "%d", (int)getpid());
	enum err e = write(fd, buf, (size_t)len) == len ? OK : E_IO;
	close(fd);
	return e;
}

static enum err find_ids(const char *user, uid_t *uid, gid_t *gid, bool *has_group)
{
	char *name = mem_strdup(user);
	char *group = strchr(name, ':');
	enum err e = OK;
	*has_group = group != NULL;
	*gid = getgid();
	if (group != NULL) {
		*group++ = '\0';
		const struct group *g = getgrnam(group);
		e = g != NULL ? OK : E_NOTFOUND;
		*gid = g != NULL ? g->gr_gid : 0;
	}
	const struct passwd *p = getpwnam(name);
	if (p == NULL)
		e = E_NOTFOUND;
	else
		*uid = p->pw_uid;
	mem_free(name);
	return e;
}

/* A directory that root makes for a user belongs to the user. */
static void give_away(const char *path, const char *user)
{
	uid_t uid = 0;
	gid_t gid = 0;
	bool has_group;
	if (user == NULL || find_ids(user, &uid, &gid, &has_group) != OK)
		return;
	int rc = chown(path, uid, gid);
	(void)rc; /* without the right to: what follows will say so */
}

enum err process_make_dir(const char *path, const char *user)
{
	char *copy = mem_strdup(path);
	enum err e = OK;
	for (char *at = copy + 1; e == OK; at++) {
		if (*at != '/' && *at != '\0')
			continue;
		char kept = *at;
		*at = '\0';
		if (mkdir(copy, 0770) == 0)
			give_away(copy, user);
		else if (errno != EEXIST)
			e = err_from_errno(errno);
		*at = kept;
		if (kept == '\0')
			break;
	}
	mem_free(copy);
	return e;
}

/* Further groups: none with a group named, else those of the user. */
static enum err take_groups(const char *user, gid_t gid, bool has_group)
{
	int rc = has_group ? setgroups(0, NULL) : initgroups(user, gid);
	return rc == 0 || errno == EPERM ? OK : err_from_errno(errno);
}

enum err process_drop(const char *user)
{
	uid_t uid = 0;
	gid_t gid = 0;
	bool has_group;
	TRY(find_ids(user, &uid, &gid, &has_group));
	if (uid == getuid() && gid == getgid())
		return OK;
	TRY(take_groups(user, gid, has_group));
	log_files_chown(uid, gid);
	if (setregid(gid, gid) != 0 || setreuid(uid, uid) != 0)
		return err_from_errno(errno);
	capabilities_clear();
	return OK;
}

static const char *hostname(void)
{
	static char name[256];
	char host[128];
	struct addrinfo hints = {.ai_flags = AI_CANONNAME, .ai_family = AF_UNSPEC}, *found = NULL;
	if (gethostname(host, sizeof(host)) != 0)
		return "localhost";
	host[sizeof(host) - 1] = '\0';
	if (strchr(host, '.') == NULL && getaddrinfo(host, NULL, &hints, &found) == 0 &&
	    found->ai_canonname != NULL)
		snprintf(name, sizeof(name), "%s", found->ai_canonname);
	else
		snprintf(name, sizeof(name), "%s", host);
	if (found != NULL)
		freeaddrinfo(found);
	return name;
}

struct conf_machine process_machine(void)
{
	static char cwd[4096];
	struct rlimit files = {.rlim_cur = 1024};
	getrlimit(RLIMIT_NOFILE, &files);
	if (getcwd(cwd, sizeof(cwd)) == NULL)
		snprintf(cwd, sizeof(cwd), "/");
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	return (struct conf_machine){
		.hostname = hostname(),
		.version = "Bowline " BOWLINE_VERSION,
		.cpus = cpus > 0 ? (unsigned)cpus : 1,
		.max_files = files.rlim_cur > 1 << 24 ? 1 << 24 : (unsigned)files.rlim_cur,
		.rundir = DEFAULT_RUNDIR,
		.storage = DEFAULT_STORAGE,
		.cwd = cwd,
	};
}

void process_share_processors(unsigned index, unsigned count)
{
	static cpu_set_t all;
	cpu_set_t own;
	if (CPU_COUNT(&all) == 0 && sched_getaffinity(0, sizeof(all), &all) != 0)
		return;
	CPU_ZERO(&own);
	for (unsigned c = index; c < CPU_SETSIZE; c += count) {
		if (CPU_ISSET(c, &all))
			CPU_SET(c, &own);
	}
	/* A wish: where it is refused, the scheduler decides as ever. */
	(void)sched_setaffinity(0, sizeof(own), CPU_COUNT(&own) > 0 ? &own : &all);
}
