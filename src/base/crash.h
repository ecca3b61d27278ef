/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One useful line on a fatal signal: version, signal, thread role, what it was working on, and raw
 * return addresses; then the signal is raised again for a core dump.
 */
#pragma once

#include "base/attr.h"

/*
 * Install handlers for SIGSEGV, SIGBUS, SIGFPE, SIGILL and SIGABRT.
 *
 * program, version  static strings
 * fd  a second descriptor that gets the line besides standard error; -1 for none
 */
void crash_install(const char *program, const char *version, int fd);

/* Name what this thread is for ("udp worker 3"). The string must stay. Any thread, for itself. */
void crash_set_role(const char *role);

/* Name what this thread is working on (a zone, a request); NULL clears. The string must stay. */
void crash_set_work(const char *work);
