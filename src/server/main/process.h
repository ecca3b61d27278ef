/* SPDX-License-Identifier: BSD-2-Clause */
/* The process as the system sees it: daemon, PID file, directories, privileges. */
#pragma once

#include "base/err.h"
#include "server/conf/conf.h"

/*
 * Go to the background: the parent waits for the child's word and exits with it.  Before any
 * thread.
 *
 * *ready_fd  write one octet 0 to it when started, or let it close on failure
 */
void process_daemonize(int *ready_fd);
/* Tell the waiting parent, detach from the terminal's streams, change directory. */
void process_daemon_ready(int ready_fd, const char *dir);

/*
 * Write our PID to a file, mode 0640; a stale one is replaced, and *stale set.
 *
 * E_EXISTS  the process it names is alive;  others of err_from_errno
 */
MUST_USE enum err process_pid_write(const char *path, bool *stale);

/* Make a directory and its parents when missing; what is made belongs to `user` unless NULL. */
MUST_USE enum err process_make_dir(const char *path, const char *user);

/*
 * Become a user: "user[:group]".  Gives up what root could do but what binding and priorities need
 * no longer; log files go to the user.
 *
 * E_NOTFOUND  no such user or group;  E_PERM  not allowed to
 */
MUST_USE enum err process_drop(const char *user);

/*
 * Threads that the caller starts from now on keep to the processors c with c modulo count = index
 * (of those it may use; to all of them if there are none such).  count 1: no longer.
 */
void process_share_processors(unsigned index, unsigned count);

/* Facts for defaults of the configuration; strings are static. */
struct conf_machine process_machine(void);
