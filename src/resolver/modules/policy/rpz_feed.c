/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds.  Invariants: a feed has at most one job; its image changes only on the loop's thread,
 * between requests; the memory of a feed goes when no filter refers to it, no job runs and its
 * handles are closed.  While it follows its files, the folder of each file that the last loading
 * has opened, or tried to open, is watched.
 */

#include "resolver/modules/policy/rpz_feed.h"

#include "base/mem.h"
#include "report/group_log.h"
#include "resolver/modules/policy/rpz_file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <uv.h>

enum {
	SMALL = 256 << 10, /* octets of a zone file that is read at once */
	SETTLE_MS = 100,   /* between the first sign of a change and a look at it */
};

/* A folder that is watched. */
struct watch {
	struct list link; /* in feed->watches */
	struct rpz_feed *f;
	char *folder;
	uv_fs_event_t event;
};

struct rpz_feed {
	struct rules_zone zone;
	struct list link; /* in policy->feeds */
	struct policy *p;
	char *path;
	struct rpz_file file;
	struct rpz_sources sources; /* of the last loading, also of one that failed */
	/* the job */
	uv_work_t work;
	bool working;
	struct rpz_file fresh;
	struct rpz_sources fresh_sources;
	struct text messages;
	enum err result;
	/* following the files */
	struct list watches;
	uv_timer_t settle;
	unsigned handles; /* that are not closed */
	bool watching;
	bool closing;
};

static void free_if_idle(struct rpz_feed *f)
{
	if (f->zone.refs > 0 || f->working || f->handles > 0)
		return;
	list_remove(&f->link);
	rpz_file_unload(&f->file);
	rpz_sources_deinit(&f->sources);
	rpz_sources_deinit(&f->fresh_sources);
	text_deinit(&f->messages);
	mem_free(f->path);
	mem_free(f);
}

static void on_closed(uv_handle_t *h)
{
	struct rpz_feed *f = h->data;
	f->handles--;
	free_if_idle(f);
}

static void on_watch_closed(uv_handle_t *h)
{
	struct watch *w = CONTAINER_OF((uv_fs_event_t *)h, struct watch, event);
	struct rpz_feed *f = w->f;
	mem_free(w->folder);
	mem_free(w);
	f->handles--;
	free_if_idle(f);
}

static void unwatch(struct watch *w)
{
	list_remove(&w->link);
	uv_close((uv_handle_t *)&w->event, on_watch_closed);
}

static void close_handles(struct rpz_feed *f)
{
	if (f->closing || !f->watching)
		return;
	f->closing = true;
	LIST_EACH_SAFE (it, &f->watches)
		unwatch(LIST_ITEM(it, struct watch, link));
	uv_close((uv_handle_t *)&f->settle, on_closed);
}

static void release(struct rules_zone *z)
{
	struct rpz_feed *f = CONTAINER_OF(z, struct rpz_feed, zone);
	if (f->working)
		(void)uv_cancel((uv_req_t *)&f->work); /* if it has not begun */
	close_handles(f);
	free_if_idle(f);
}

/* ---- loading ---- */

static void log_lines(enum log_severity severity, struct text *t)
{
	char *line = t->buf;
	for (char *end; t->len > 0 && (end = strchr(line, '\n')) != NULL; line = end + 1)
		group_log(severity, "rpz", "%.*s", (int)(end - line), line);
	text_reset(t);
}

static void take_sources(struct rpz_feed *f, struct rpz_sources *fresh)
{
	rpz_sources_deinit(&f->sources);
	f->sources = *fresh;
	*fresh = (struct rpz_sources){.full = false};
}

static void take(struct rpz_feed *f, const struct rpz_file *fresh)
{
	rpz_file_unload(&f->file);
	f->file = *fresh;
	f->zone.image = fresh->image;
	f->zone.loaded = true;
}

static void start(struct rpz_feed *f);
static void watch_folders(struct rpz_feed *f);

static void on_work(uv_work_t *work)
{
	struct rpz_feed *f = work->data;
	f->result = rpz_file_load(&f->fresh, f->path, &f->fresh_sources, &f->messages);
}

/* What has been loaded is the zone from now on; or nothing changes. */
static void take_result(struct rpz_feed *f)
{
	log_lines(f->result == OK ? SEV_WARNING : SEV_ERROR, &f->messages);
	take_sources(f, &f->fresh_sources);
	if (f->result != OK) {
		group_log(SEV_ERROR, "rpz", "failed to parse \"%s\"%s", f->path,
		          f->zone.loaded ? ", the rules of before stay" : "");
		return;
	}
	take(f, &f->fresh);
	f->p->changed(f->p->changed_ctx);
	group_log(SEV_INFO, "rpz", "%s: %u rules", f->path, (unsigned)f->zone.image.count);
}

static void on_worked(uv_work_t *work, int status)
{
	struct rpz_feed *f = work->data;
	f->working = false;
	if (status == UV_ECANCELED || f->zone.refs == 0) {
		if (status == 0 && f->result == OK)
			rpz_file_unload(&f->fresh);
		free_if_idle(f);
		return;
	}
	take_result(f);
	if (!f->watching || f->closing)
		return;
	watch_folders(f);
	if (!rpz_sources_are_fresh(&f->sources)) /* changed since, before they were watched */
		start(f);
}

static void start(struct rpz_feed *f)
{
	if (f->working || f->closing)
		return;
	f->work.data = f;
	f->working = uv_queue_work(f->p->loop, &f->work, on_work, on_worked) == 0;
}

/* ---- watching ---- */

static void on_settled(uv_timer_t *t)
{
	struct rpz_feed *f = t->data;
	if (!rpz_sources_are_fresh(&f->sources))
		start(f);
}

/* Something has happened in a folder. */
static void on_event(uv_fs_event_t *e, const char *name, int events UNUSED, int status UNUSED)
{
	struct rpz_feed *f = CONTAINER_OF(e, struct watch, event)->f;
	if (name != NULL && !rpz_sources_have(&f->sources, name))
		return;
	if (!uv_is_active((uv_handle_t *)&f->settle))
		uv_timer_start(&f->settle, on_settled, SETTLE_MS, 0);
}

static bool is_folder_of(const struct watch *w, const char *path)
{
	struct span folder = rpz_source_folder(path);
	return strlen(w->folder) == folder.len && memcmp(w->folder, folder.data, folder.len) == 0;
}

static bool is_watched(const struct rpz_feed *f, const char *path)
{
	LIST_EACH (it, &f->watches) {
		if (is_folder_of(LIST_ITEM(it, struct watch, link), path))
			return true;
	}
	return false;
}

static void watch_folder(struct rpz_feed *f, struct span folder)
{
	struct watch *w = mem_zalloc(sizeof(*w));
	w->f = f;
	w->folder = mem_printf("%.*s", (int)folder.len, (const char *)folder.data);
	list_append(&f->watches, &w->link);
	f->handles++;
	uv_fs_event_init(f->p->loop, &w->event);
	int err = uv_fs_event_start(&w->event, on_event, w->folder, 0);
	if (err != 0)
		group_log(SEV_WARNING, "rpz", "%s: changes in '%s' will not be noticed: %s",
		          f->path, w->folder, uv_strerror(err));
	uv_unref((uv_handle_t *)&w->event); /* no reason to go on */
}

/* Those of the files, and no others. */
static void watch_folders(struct rpz_feed *f)
{
	const struct rpz_source *list = f->sources.list.items;
	size_t count = f->sources.list.count;
	LIST_EACH_SAFE (it, &f->watches) {
		struct watch *w = LIST_ITEM(it, struct watch, link);
		bool used = false;
		for (size_t i = 0; i < count && !used; i++)
			used = is_folder_of(w, list[i].path);
		if (!used)
			unwatch(w);
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_watched(f, list[i].path))
			watch_folder(f, rpz_source_folder(list[i].path));
	}
}

static void watch(struct rpz_feed *f)
{
	if (f->watching)
		return;
	f->watching = true;
	uv_timer_init(f->p->loop, &f->settle);
	uv_unref((uv_handle_t *)&f->settle); /* no reason to go on */
	f->settle.data = f;
	f->handles++;
	watch_folders(f);
}

/* ---- for filters ---- */

static struct rpz_feed *find(const struct policy *p, const char *path)
{
	LIST_EACH (it, &p->feeds) {
		struct rpz_feed *f = LIST_ITEM(it, struct rpz_feed, link);
		if (f->zone.refs > 0 && !f->closing && strcmp(f->path, path) == 0)
			return f;
	}
	return NULL;
}

/* May other files be part of it, of any size? */
static bool includes_others(FILE *file)
{
	static const char word[] = "$INCLUDE";
	char line[1024];
	while (fgets(line, sizeof(line), file) != NULL) {
		if (strncasecmp(line, word, sizeof(word) - 1) == 0)
			return true;
	}
	return false;
}

/* Can it be read, and is it worth a thread? */
static enum err look_at(const char *path, bool *small)
{
	struct stat st;
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return err_from_errno(errno);
	bool good = fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode);
	*small = good && st.st_size <= SMALL && !includes_others(file);
	fclose(file);
	return good ? OK : E_ISDIR;
}

enum err rpz_feed_get(struct rules_zone **out, struct policy *p, const char *path, bool watched,
                      bool now, struct text *error)
{
	bool small = false;
	struct rpz_file fresh;
	struct rpz_sources sources = {.full = false};
	struct rpz_feed *f = find(p, path);
	struct text messages;
	enum err err = f == NULL ? look_at(path, &small) : OK;
	text_init(&messages);
	if (f == NULL && err == OK && (small || now)) {
		err = rpz_file_load(&fresh, path, &sources, &messages);
		if (err == OK)
			log_lines(SEV_WARNING, &messages);
	}
	if (err != OK) {
		text_printf(error, "failed to parse \"%s\": %s", path,
		            messages.len > 0 ? messages.buf : err_text(err));
		if (error->len > 0 && error->buf[error->len - 1] == '\n')
			error->buf[--error->len] = '\0';
		text_deinit(&messages);
		rpz_sources_deinit(&sources);
		return err;
	}
	text_deinit(&messages);
	if (f == NULL) {
		f = mem_zalloc(sizeof(*f));
		f->p = p;
		f->path = mem_strdup(path);
		f->zone.release = release;
		text_init(&f->messages);
		list_init(&f->watches);
		list_append(&p->feeds, &f->link);
		if (small || now)
			take(f, &fresh);
		else
			rpz_sources_note(&sources, path);
		take_sources(f, &sources);
		if (!small && !now)
			start(f);
	}
	if (watched)
		watch(f);
	*out = &f->zone;
	return OK;
}

bool rpz_feed_is_busy(const struct policy *p)
{
	LIST_EACH (it, &p->feeds) {
		if (LIST_ITEM(it, struct rpz_feed, link)->working)
			return true;
	}
	return false;
}

void rpz_feeds_close(struct policy *p)
{
	LIST_EACH_SAFE (it, &p->feeds)
		close_handles(LIST_ITEM(it, struct rpz_feed, link));
}
