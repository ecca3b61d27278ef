/* SPDX-License-Identifier: BSD-2-Clause */
/* The databases of the server, opened once after privileges were dropped. */
#pragma once

#include "server/conf/conf.h"
#include "server/journal/journal.h"
#include "server/keys/kasp.h"
#include "server/schedule/timers.h"

struct databases {
	struct journal *journal; /* NULL: could not be opened */
	struct timers *timers;
	struct kasp *kasp; /* NULL: nobody needed it, or it could not be opened */
};

/*
 * Open them.  One that cannot be opened is said so in the log, with the remedy, and left out: zones
 * are served as far as they can be without.
 */
void databases_open(struct databases *d, const struct database_conf *conf);
/*
 * Open the database of keys too, unless it is open: when a zone is to be signed, or when it is
 * there.  To be called with each configuration.
 */
void databases_open_keys(struct databases *d, const struct conf *conf);
void databases_close(struct databases *d);
