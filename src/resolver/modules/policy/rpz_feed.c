/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds.  Invariants: a feed has at most one job; its image changes only on the loop's thread,
 * between requests; the memory of a feed goes when no filter refers to it, no job runs and its
 * handles are closed.
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

struct rpz_feed {
	struct rules_zone zone;
	struct list link; /* in policy->feeds */
	struct policy *p;
	char *path;
	struct rpz_file file;
	/* the job */
	uv_work_t work;
	bool working;
	struct rpz_file fresh;
	struct text messages;
	enum err result;
	/* the watch */
	uv_fs_event_t event;
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

static void close_handles(struct rpz_feed *f)
{
	if (f->closing || f->handles == 0)
		return;
	f->closing = true;
	uv_close((uv_handle_t *)&f->event, on_closed);
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

static void take(struct rpz_feed *f, const struct rpz_file *fresh)
{
	rpz_file_unload(&f->file);
	f->file = *fresh;
	f->zone.image = fresh->image;
	f->zone.loaded = true;
}

static void start(struct rpz_feed *f);

static void on_work(uv_work_t *work)
{
	struct rpz_feed *f = work->data;
	f->result = rpz_file_load(&f->fresh, f->path, &f->messages);
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
	log_lines(f->result == OK ? SEV_WARNING : SEV_ERROR, &f->messages);
	if (f->result != OK) {
		group_log(SEV_ERROR, "rpz", "failed to parse \"%s\"%s", f->path,
		          f->zone.loaded ? ", the rules of before stay" : "");
		return;
	}
	take(f, &f->fresh);
	f->p->changed(f->p->changed_ctx);
	group_log(SEV_INFO, "rpz", "%s: %u rules", f->path, (unsigned)f->zone.image.count);
	if (f->watching && !f->closing && !rpz_file_is_fresh(&f->file, f->path))
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
	if (!rpz_file_is_fresh(&f->file, f->path))
		start(f);
}

/* Something has happened in the file's folder. */
static void on_event(uv_fs_event_t *e, const char *name, int events UNUSED, int status UNUSED)
{
	struct rpz_feed *f = e->data;
	const char *slash = strrchr(f->path, '/');
	if (name != NULL && strcmp(name, slash != NULL ? slash + 1 : f->path) != 0)
		return;
	if (!uv_is_active((uv_handle_t *)&f->settle))
		uv_timer_start(&f->settle, on_settled, SETTLE_MS, 0);
}

static void watch(struct rpz_feed *f)
{
	const char *slash = strrchr(f->path, '/');
	size_t len = slash != NULL ? (size_t)(slash - f->path) : 0;
	AUTO_FREE char *folder = mem_printf("%.*s", (int)len, f->path);
	if (f->watching)
		return;
	uv_fs_event_init(f->p->loop, &f->event);
	uv_timer_init(f->p->loop, &f->settle);
	f->event.data = f->settle.data = f;
	f->handles = 2;
	int err = uv_fs_event_start(&f->event, on_event,
	                            slash == NULL ? "."
	                            : len > 0     ? folder
	                                          : "/",
	                            0);
	if (err != 0)
		group_log(SEV_WARNING, "rpz", "%s: changes will not be noticed: %s", f->path,
		          uv_strerror(err));
	uv_unref((uv_handle_t *)&f->event); /* no reason to go on */
	uv_unref((uv_handle_t *)&f->settle);
	f->watching = true;
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

/* Can it be read, and is it worth a thread? */
static enum err look_at(const char *path, bool *small)
{
	struct stat st;
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return err_from_errno(errno);
	bool good = fstat(fileno(file), &st) == 0 && S_ISREG(st.st_mode);
	fclose(file);
	*small = st.st_size <= SMALL;
	return good ? OK : E_ISDIR;
}

enum err rpz_feed_get(struct rules_zone **out, struct policy *p, const char *path, bool watched,
                      bool now, struct text *error)
{
	bool small = false;
	struct rpz_file fresh;
	struct rpz_feed *f = find(p, path);
	struct text messages;
	enum err err = f == NULL ? look_at(path, &small) : OK;
	text_init(&messages);
	if (f == NULL && err == OK && (small || now)) {
		err = rpz_file_load(&fresh, path, &messages);
		if (err == OK)
			log_lines(SEV_WARNING, &messages);
	}
	if (err != OK) {
		text_printf(error, "failed to parse \"%s\": %s", path,
		            messages.len > 0 ? messages.buf : err_text(err));
		if (error->len > 0 && error->buf[error->len - 1] == '\n')
			error->buf[--error->len] = '\0';
		text_deinit(&messages);
		return err;
	}
	text_deinit(&messages);
	if (f == NULL) {
		f = mem_zalloc(sizeof(*f));
		f->p = p;
		f->path = mem_strdup(path);
		f->zone.release = release;
		text_init(&f->messages);
		list_append(&p->feeds, &f->link);
		if (small || now)
			take(f, &fresh);
		else
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
