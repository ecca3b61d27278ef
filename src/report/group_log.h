/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Log lines of kresd: "[group] message", without time and severity, on standard output, standard
 * error or syslog.  Warnings and worse go to standard error, the rest to standard output, unless a
 * target was chosen.
 *
 * One per process; any thread.  Nothing that came in a packet may be passed unescaped
 * (text_put_escaped).
 */
#pragma once

#include "report/log.h"

enum group_log_target { GROUP_LOG_STREAMS, GROUP_LOG_STDOUT, GROUP_LOG_STDERR, GROUP_LOG_SYSLOG };

void group_log_set_target(enum group_log_target target);

/* The least severe kind that is written; SEV_NOTICE at first. */
void group_log_set_level(enum log_severity least);
enum log_severity group_log_level(void);

/*
 * Groups all of whose lines are written, whatever the level; instead of those before.
 *
 * names  separated by blanks, copied; at most GROUP_LOG_GROUPS_MAX octets are kept
 */
void group_log_set_groups(const char *names);
enum { GROUP_LOG_GROUPS_MAX = 512 };

/* Write one line.  group: "system", "net" ...; NULL: the message alone. */
void group_log(enum log_severity severity, const char *group, const char *fmt, ...)
	PRINTF_LIKE(3, 4);
