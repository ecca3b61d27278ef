/* SPDX-License-Identifier: BSD-2-Clause */
/* See databases.h. */

#include "server/main/databases.h"

#include "report/log.h"

#include <unistd.h>

/* What is missing while a database is not open, and what to do. */
static const char journal_hint[] =
	"changes by control and dynamic update are refused where the journal would keep them";
static const char keys_hint[] = "zones are not signed";
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

static bool any_signs(const struct conf *conf)
{
	for (size_t i = 0; i < conf->zone_count; i++) {
		if (conf->zones[i].dnssec_signing)
			return true;
	}
	return false;
}

static bool is_there(const char *folder)
{
	char *path = mem_printf("%s/data.mdb", folder);
	bool there = access(path, F_OK) == 0;
	mem_free(path);
	return there;
}

void databases_open_keys(struct databases *d, const struct conf *conf)
{
	const struct database_file *file = &conf->database.kasp;
	const struct kasp_options options = {.path = file->path, .max_size = file->max_size};
	bool needed = any_signs(conf);
	struct text error;
	if (d->kasp != NULL || !(needed || is_there(file->path)))
		return;
	text_init(&error);
	enum err e = kasp_open(&d->kasp, &options, &error);
	if (e == OK)
		e = kasp_sweep(d->kasp); /* a file too many does no harm */
	if (d->kasp == NULL && needed)
		log_failure("KASP", file->path, keys_hint, e, &error);
	text_deinit(&error);
}

void databases_close(struct databases *d)
{
	kasp_close(d->kasp);
	journal_close(d->journal);
	timers_close(d->timers);
	*d = (struct databases){.journal = NULL};
}
