/* SPDX-License-Identifier: BSD-2-Clause */
/* The databases of the server, opened once after privileges were dropped. */
#pragma once

#include "server/conf/conf.h"
#include "server/journal/journal.h"
#include "server/schedule/timers.h"

struct databases {
	struct journal *journal; /* NULL: could not be opened */
	struct timers *timers;
};

/*
 * Open them.  One that cannot be opened is said so in the log, with the remedy, and left out: zones
 * are served as far as they can be without.
 */
void databases_open(struct databases *d, const struct database_conf *conf);
void databases_close(struct databases *d);
