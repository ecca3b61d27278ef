/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of kresd.  A line is put together first and written by one write(2), so that processes that
 * share a terminal do not mix theirs.
 */

#include "report/group_log.h"

#include "base/text.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

static _Atomic int level = SEV_NOTICE;
static _Atomic int chosen = GROUP_LOG_STREAMS;

void group_log_set_target(enum group_log_target target)
{
	atomic_store(&chosen, (int)target);
}

void group_log_set_level(enum log_severity least)
{
	atomic_store(&level, (int)least);
}

enum log_severity group_log_level(void)
{
	return (enum log_severity)atomic_load(&level);
}

static pthread_mutex_t groups_lock = PTHREAD_MUTEX_INITIALIZER;
static char groups[GROUP_LOG_GROUPS_MAX + 1];
static _Atomic bool has_groups;

void group_log_set_groups(const char *names)
{
	pthread_mutex_lock(&groups_lock);
	snprintf(groups, sizeof(groups), "%s", names);
	atomic_store(&has_groups, groups[0] != '\0');
	pthread_mutex_unlock(&groups_lock);
}

static bool is_chosen(const char *group)
{
	if (group == NULL || !atomic_load(&has_groups))
		return false;
	size_t len = strlen(group);
	pthread_mutex_lock(&groups_lock);
	const char *at = groups;
	while (*at != '\0') {
		size_t word = strcspn(at, " ");
		if (word == len && memcmp(at, group, len) == 0)
			break;
		at += word + strspn(at + word, " ");
	}
	pthread_mutex_unlock(&groups_lock);
	return *at != '\0';
}

static void write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, data, len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return; /* a closed pipe must not stop the resolver */
		data += n;
		len -= (size_t)n;
	}
}

static int fd_of(enum group_log_target target, enum log_severity severity)
{
	if (target == GROUP_LOG_STREAMS)
		return severity <= SEV_WARNING ? STDERR_FILENO : STDOUT_FILENO;
	return target == GROUP_LOG_STDOUT ? STDOUT_FILENO : STDERR_FILENO;
}

void group_log(enum log_severity severity, const char *group, const char *fmt, ...)
{
	static const int syslog_levels[] = {LOG_CRIT,   LOG_ERR,  LOG_WARNING,
	                                    LOG_NOTICE, LOG_INFO, LOG_DEBUG};
	enum group_log_target target = (enum group_log_target)atomic_load(&chosen);
	struct text line;
	va_list ap;
	if (severity > group_log_level() && !is_chosen(group))
		return;
	text_init(&line);
	/* The documents show "[ ta ]": their names of groups are four letters wide. */
	if (group != NULL)
		text_printf(&line, strlen(group) == 2 ? "[ %s ] " : "[%s] ", group);
	va_start(ap, fmt);
	text_vprintf(&line, fmt, ap);
	va_end(ap);
	if (target == GROUP_LOG_SYSLOG) {
		syslog(syslog_levels[severity], "%s", line.buf);
	} else {
		text_put_char(&line, '\n');
		write_all(fd_of(target, severity), line.buf, line.len);
	}
	text_deinit(&line);
}
