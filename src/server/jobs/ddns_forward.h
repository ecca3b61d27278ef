/* SPDX-License-Identifier: BSD-2-Clause */
/* Updates that reached a secondary, handed to its primary (RFC 2136 section 6). */
#pragma once

#include "server/jobs/unit.h"

/*
 * Send requests to the zone's primary and relay what it says; all of them at once, each over at
 * most tcp-remote-io-timeout for each address of the primary.  The list is empty afterwards: who
 * got no answer from the primary is told SERVFAIL.
 */
void job_ddns_forward(struct job *j, struct list *requests);
