/* SPDX-License-Identifier: BSD-2-Clause */
/* See databases.h. */

#include "server/main/databases.h"

#include "report/log.h"

/* What is missing while a database is not open, and what to do. */
static const char journal_hint[] =
	"changes by control and dynamic update are refused where the journal would keep them";
static const char timers_hint[] = "refresh and expire times are not kept over a restart";

static void log_failure(const char *what, const char *path, const char *hint, enum err e,
                        const struct text *error)
{
	bool is_spoilt = e == E_CORRUPT || e == E_FORMAT_FOREIGN || e == E_FORMAT_NEWER;
	struct text line;
	text_init(&line);
	text_printf(&line, "failed to open %s database, ", what);
	if (error->len > 0)
		text_put(&line, error->buf);
	else
		text_printf(&line, "'%s' (%s)", path, err_text(e));
	log_line(SEV_ERROR, LOG_SERVER, NULL, "%s; until it is %s and the server restarted, %s",
	         line.buf, is_spoilt ? "restored or moved away" : "accessible", hint);
	text_deinit(&line);
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
		log_failure("journal", journal.path, journal_hint, e, &error);
	text_reset(&error);
	e = timers_open(&d->timers, &timers, &error);
	if (e != OK)
		log_failure("timer", timers.path, timers_hint, e, &error);
	text_deinit(&error);
}

void databases_close(struct databases *d)
{
	journal_close(d->journal);
	timers_close(d->timers);
	*d = (struct databases){.journal = NULL};
}
