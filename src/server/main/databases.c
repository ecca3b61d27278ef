/* SPDX-License-Identifier: BSD-2-Clause */
/* See databases.h. */

#include "server/main/databases.h"

#include "report/log.h"

static void log_failure(const char *what, const char *path, enum err e, const struct text *error)
{
	if (error->len > 0)
		log_line(SEV_ERROR, LOG_SERVER, NULL, "failed to open %s database, %s", what,
		         error->buf);
	else
		log_line(SEV_ERROR, LOG_SERVER, NULL, "failed to open %s database '%s' (%s)", what,
		         path, err_text(e));
}

void databases_open(struct databases *d, const struct database_conf *conf)
{
	const struct journal_options journal = {
		.path = conf->journal.path,
		.max_size = conf->journal.max_size,
		.robust = conf->journal_mode == JOURNAL_ROBUST,
	};
	const struct timers_options timers = {.path = conf->timers.path,
	                                      .max_size = conf->timers.max_size};
	struct text error;
	*d = (struct databases){.journal = NULL};
	text_init(&error);
	enum err e = journal_open(&d->journal, &journal, &error);
	if (e != OK)
		log_failure("journal", journal.path, e, &error);
	text_reset(&error);
	e = timers_open(&d->timers, &timers, &error);
	if (e != OK)
		log_failure("timer", timers.path, e, &error);
	text_deinit(&error);
}

void databases_close(struct databases *d)
{
	journal_close(d->journal);
	timers_close(d->timers);
	*d = (struct databases){.journal = NULL};
}
