/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The event `refresh`: a secondary asks its primaries, in order, takes over what is new, and plans
 * when to ask again and when its copy expires.
 */
#pragma once

#include "server/jobs/unit.h"

/* Named after what it runs (refresh_run), beside it: E_NOTFOUND  no primary could be used. */
MUST_USE enum err job_refresh(struct job *j);

/* A primary said that the zone has changed: prefer it in the next refresh. Any thread. */
void refresh_prefer(struct unit *u, const struct addr *from);
