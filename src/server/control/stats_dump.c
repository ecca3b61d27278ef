/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps are opened when their first entry comes, one space deeper each.  A failure is logged, and
 * the next dump tried in its time.
 */

#include "server/control/stats_dump.h"

#include "base/background.h"
#include "base/mem.h"
#include "base/replace.h"
#include "dns/name.h"
#include "report/log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <urcu-qsbr.h>

enum { MODE = S_IRUSR | S_IWUSR | S_IRGRP };

/* ---- the text ---- */

struct writing {
	struct text *out;
	const struct ctl_ops *ops;
	unsigned indent;
	char section[64], item[64]; /* of the maps that are open */
	const char *zone;           /* to be named before its first counter; NULL: it was */
	bool has_zones;
};

static void put_key(struct writing *w, unsigned indent, const char *key)
{
	text_printf(w->out, "%*s%s:", (int)(w->indent + indent), "", key);
}

static enum err put_counter(void *ctx, const struct ctl_counter *c)
{
	struct writing *w = ctx;
	if (w->zone != NULL) {
		if (!w->has_zones)
			text_put(w->out, "zone:\n");
		text_printf(w->out, " \"%s\":\n", w->zone);
		w->has_zones = true;
		w->zone = NULL;
	}
	if (strcmp(w->section, c->section) != 0) {
		snprintf(w->section, sizeof(w->section), "%s", c->section);
		w->item[0] = '\0';
		put_key(w, 0, c->section);
		text_put(w->out, "\n");
	}
	if (c->id == NULL) {
		put_key(w, 1, c->item);
		text_printf(w->out, " %llu\n", (unsigned long long)c->value);
		return OK;
	}
	if (c->value == 0)
		return OK;
	if (strcmp(w->item, c->item) != 0) {
		snprintf(w->item, sizeof(w->item), "%s", c->item);
		put_key(w, 1, c->item);
		text_put(w->out, "\n");
	}
	put_key(w, 2, c->id);
	text_printf(w->out, " %llu\n", (unsigned long long)c->value);
	return OK;
}

static enum err put_zone(void *ctx, const struct ctl_zone *z)
{
	struct writing *w = ctx;
	struct name name;
	if (name_parse_str(&name, z->name) != OK)
		return OK;
	name_lower(name.wire, name.len);
	w->zone = z->name;
	w->section[0] = w->item[0] = '\0';
	enum err e = w->ops->stats.tell(w->ops->stats.ctx, name.wire, put_counter, w);
	(void)e; /* a zone that went away has none */
	return OK;
}

void stats_dump_text(struct text *out, const struct ctl_ops *ops, const char *identity,
                     struct wall now)
{
	struct writing w = {.out = out, .ops = ops};
	time_t at = (time_t)now.s;
	struct tm tm;
	char when[32];
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%S%z", localtime_r(&at, &tm));
	text_printf(out, "---\ntime: %s\nidentity: %s\n", when, identity);
	if (ops->stats.tell == NULL)
		return;
	enum err e = ops->stats.tell(ops->stats.ctx, NULL, put_counter, &w);
	w.indent = 2;
	if (e == OK && ops->zones.describe != NULL)
		e = ops->zones.describe(ops->zones.ctx, NULL, put_zone, &w);
	(void)e; /* nothing here has one */
}

/* ---- the file ---- */

static enum err write_all(int fd, const struct text *t)
{
	for (size_t at = 0; at < t->len;) {
		ssize_t n = write(fd, t->buf + at, t->len - at);
		if (n < 0 && errno != EINTR)
			return err_from_errno(errno);
		at += n > 0 ? (size_t)n : 0;
	}
	return OK;
}

static enum err append_to(const char *path, const struct text *t)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, MODE);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = write_all(fd, t);
	close(fd);
	return e;
}

enum err stats_dump_write(const struct text *t, const char *path, bool append)
{
	return append ? append_to(path, t) : replace_whole(path, MODE, t->buf, t->len);
}

/* ---- the thread ---- */

struct stats_dump {
	const struct ctl_ops *ops;
	struct background thread;
	unsigned every_s;
	bool append;
	char *file, *identity;
	struct mono next;
};

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void dump(struct stats_dump *d)
{
	struct text t;
	char *file = mem_strdup(d->file), *identity = mem_strdup(d->identity);
	bool append = d->append;
	text_init(&t);
	pthread_mutex_unlock(&d->thread.lock);
	stats_dump_text(&t, d->ops, identity, clock_wall());
	enum err e = stats_dump_write(&t, file, append);
	if (e != OK)
		log_line(SEV_ERROR, LOG_SERVER, NULL, "stats, failed to append file '%s' (%s)",
		         file, err_text(e));
	text_deinit(&t);
	mem_free(file);
	mem_free(identity);
	pthread_mutex_lock(&d->thread.lock);
}

static void run(void *arg)
{
	struct stats_dump *d = arg;
	rcu_register_thread();
	rcu_thread_offline();
	pthread_mutex_lock(&d->thread.lock);
	while (!d->thread.ending) {
		if (d->every_s == 0) {
			background_wait(&d->thread);
			continue;
		}
		if (!mono_reached(clock_mono(), d->next)) {
			background_wait_until(&d->thread, d->next);
			continue;
		}
		d->next = mono_add_ms(clock_mono(), (int64_t)d->every_s * 1000);
		dump(d);
	}
	pthread_mutex_unlock(&d->thread.lock);
	rcu_unregister_thread();
}

struct stats_dump *stats_dump_new(const struct ctl_ops *ops)
{
	struct stats_dump *d = mem_zalloc(sizeof(*d));
	d->ops = ops;
	background_init(&d->thread);
	background_start(&d->thread, "statistics", run, d);
	return d;
}

void stats_dump_configure(struct stats_dump *d, const struct stats_dump_options *o)
{
	pthread_mutex_lock(&d->thread.lock);
	if (d->every_s != o->every_s || d->append != o->append || !same_text(d->file, o->file) ||
	    !same_text(d->identity, o->identity)) {
		mem_free(d->file);
		mem_free(d->identity);
		d->file = mem_strdup(o->file);
		d->identity = mem_strdup(o->identity);
		d->append = o->append;
		d->every_s = o->every_s;
		d->next = mono_add_ms(clock_mono(), (int64_t)o->every_s * 1000);
		background_wake(&d->thread);
	}
	pthread_mutex_unlock(&d->thread.lock);
}

void stats_dump_free(struct stats_dump *d)
{
	if (d == NULL)
		return;
	background_end(&d->thread);
	mem_free(d->file);
	mem_free(d->identity);
	mem_free(d);
}
