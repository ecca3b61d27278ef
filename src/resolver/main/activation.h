/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sockets that a service manager made and hands over (systemd's protocol: LISTEN_PID, LISTEN_FDS,
 * LISTEN_FDNAMES).
 */
#pragma once

#include "base/err.h"
#include "resolver/main/options.h"

/*
 * Take what the environment announces into o->passed: the name "control" is a control socket, "tls"
 * is DNS over TLS, everything else DNS.  The variables are removed, so that nobody else takes them.
 *
 * wrong   gets the name that was not taken, of the environment or static
 * returns how many there are; -1: one has a name whose service is not in this version, or what is
 *         announced is no number
 */
int activation_take(struct options *o, char *wrong, size_t cap);
