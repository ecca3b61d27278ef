/* SPDX-License-Identifier: BSD-2-Clause */
/* The file is replaced as a whole: a crash leaves the old one or the new one. */

#include "server/jobs/write_file.h"

#include "base/replace.h"
#include "report/log.h"
#include "server/zone/dump.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>

enum { FILE_MODE = 0660, DIR_MODE = 0770 };

static enum err put(void *arg, struct span text)
{
	return fwrite(text.data, 1, text.len, arg) == text.len ? OK : err_from_errno(errno);
}

static enum err parents_make(char *path)
{
	for (char *p = path + 1; *p != '\0'; p++) {
		if (*p != '/')
			continue;
		*p = '\0';
		int rc = mkdir(path, DIR_MODE);
		int why = errno;
		*p = '/';
		if (rc != 0 && why != EEXIST)
			return err_from_errno(why);
	}
	return OK;
}

static enum err dump(const struct zone_version *v, FILE *f)
{
	char when[64] = "";
	time_t now = (time_t)clock_wall().s;
	struct tm tm;
	if (localtime_r(&now, &tm) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S %Z", &tm);
	return zone_dump(v, when, put, f);
}

enum err zone_file_dump(const struct zone_version *v, const char *path)
{
	struct replacement r;
	char *folders = mem_strdup(path);
	enum err e = parents_make(folders);
	mem_free(folders);
	TRY(e);
	TRY(replace_begin(&r, path, FILE_MODE));
	return replace_end(&r, dump(v, r.file));
}

/* What is in the file now is what we know: a reload need not read it. */
static void file_remember(struct unit *u, const char *path, struct serial serial)
{
	struct stat st;
	struct timespec mtime = {0};
	if (stat(path, &st) == 0)
		mtime = st.st_mtim;
	unit_file_remember(u, path, mtime, serial);
}

static enum err file_write(struct job *j, const struct zone_version *v)
{
	const struct unit_file *file = &j->unit->file;
	unit_file_lock(j->unit);
	enum err e = zone_file_dump(v, j->zone->file);
	if (e != OK)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text, "failed to update zone file (%s)",
		         err_text(e));
	else if (file->is_known)
		log_line(SEV_INFO, LOG_ZONE, j->zone->text, "zone file updated, serial %u -> %u",
		         file->serial.value, v->serial.value);
	else
		log_line(SEV_INFO, LOG_ZONE, j->zone->text, "zone file updated, serial %u",
		         v->serial.value);
	if (e == OK)
		file_remember(j->unit, j->zone->file, v->serial);
	unit_file_unlock(j->unit);
	return e;
}

enum err zone_file_write(struct job *j, const struct zone_version *v)
{
	struct unit *u = j->unit;
	TRY(file_write(j, v));
	u->timers.last_flush_s = clock_wall().s;
	unit_timers_save(u);
	if (j->env->journal == NULL)
		return OK;
	enum err e = journal_flushed(j->env->journal, u->slot->name.wire, v->serial);
	if (e != OK)
		log_line(SEV_WARNING, LOG_ZONE, j->zone->text,
		         "journal, failed to note the flushed serial (%s)", err_text(e));
	return OK;
}
