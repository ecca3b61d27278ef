/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Log lines to standard streams, files, syslog and journald.  One logger per process: lines come
 * from every thread and targets are swapped as a whole.  Pure rooms never log; they return
 * findings, and whoever acts on them logs.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum log_severity { SEV_CRITICAL, SEV_ERROR, SEV_WARNING, SEV_NOTICE, SEV_INFO, SEV_DEBUG };
enum log_source { LOG_SERVER, LOG_CONTROL, LOG_ZONE, LOG_SOURCES };

enum { LOG_LINE_MAX = 512, LOG_TARGETS_MAX = 16 };

struct log_target {
	const char *name;       /* stdout, stderr, syslog, or a path to append to */
	int least[LOG_SOURCES]; /* least severe kind to write by source; -1 = nothing */
};

/*
 * Replace all targets; files are opened anew, which is how rotation is picked up.
 *
 * ident  program's name for syslog; a static string
 * A file that cannot be opened is left out and reported to the remaining targets.
 * E_LIMIT  more than LOG_TARGETS_MAX; nothing changed
 */
MUST_USE enum err log_configure(const char *ident, const struct log_target *targets, size_t count);

/* Before any log_configure, and with no targets given: see log_configure_default. */
void log_configure_default(const char *ident);

/* Give the open log files to a user, so that they can be opened again after dropping privileges. */
void log_files_chown(unsigned uid, unsigned gid);

/* Besides the targets, write everything down to SEV_DEBUG to standard output (-v). */
void log_set_verbose(bool on);

/*
 * Write one line. zone is its text with a final dot, or NULL for lines about no zone.  Nothing that
 * came in a packet may be passed unescaped (text_put_escaped).
 */
void log_line(enum log_severity severity, enum log_source source, const char *zone, const char *fmt,
              ...) PRINTF_LIKE(4, 5);

/*
 * Write the notice that a zone's key waits for its DS to be in the parent zone; journald gets the
 * key's tag as a field of its own, which scripts look for.
 */
void log_submission(const char *zone, uint16_t key_tag, const char *message);

/*
 * Is this severity written anywhere for the source? Lets callers skip making expensive texts.
 */
bool log_wants(enum log_severity severity, enum log_source source);

/* A bound for one log site that packets can trigger: 10 lines a minute, the rest counted. */
struct log_limit {
	_Atomic int64_t window; /* minute */
	_Atomic unsigned lines;
	_Atomic unsigned suppressed;
};

/*
 * May the site write now?  *suppressed gets how many lines were held back since the last one
 * written, to be told with it.
 */
bool log_limit_allows(struct log_limit *limit, unsigned *suppressed);
