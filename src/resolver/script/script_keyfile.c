/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of trust anchors that are kept up to date (RFC 5011): the keys of the name are fetched and
 * validated like any client's question, anchors/rfc5011.h says what that means, and the file is
 * replaced as a whole when it changed.
 *
 * Invariant: an anchor changes only by a DNSKEY set that it validated; a file only by an anchor
 * that has a trusted key.
 */

#include "resolver/script/inner.h"

#include "base/mem.h"
#include "base/replace.h"
#include "report/group_log.h"
#include "resolver/anchors/keyfile.h"
#include "zonefile/print.h"

#include <libgen.h>
#include <unistd.h>

enum { KEYFILE_MODE = 0644, MS_PER_HOUR = 3600 * 1000, PAUSED_MS = 1000 };

struct keyfile {
	struct list link; /* in script->keyfiles */
	struct script *s;
	struct name owner;
	char *path;
	uv_timer_t timer;
	bool asked;   /* an answer is awaited */
	bool closing; /* s is not to be touched any more */
	bool closed;
};

static void free_when_over(struct keyfile *f)
{
	if (!f->closed || f->asked)
		return;
	mem_free(f->path);
	mem_free(f);
}

static void on_closed(uv_handle_t *h)
{
	struct keyfile *f = h->data;
	f->closed = true;
	free_when_over(f);
}

static void give_up(struct keyfile *f)
{
	if (f->closing)
		return;
	list_remove(&f->link);
	f->closing = true;
	uv_close((uv_handle_t *)&f->timer, on_closed);
}

void script_keyfiles_close(struct script *s)
{
	LIST_EACH_SAFE (it, &s->keyfiles)
		give_up(LIST_ITEM(it, struct keyfile, link));
}

static void write_file(const struct keyfile *f, const struct anchor *a)
{
	struct text t;
	text_init(&t);
	keyfile_print(&t, a);
	enum err err = replace_whole(f->path, KEYFILE_MODE, t.buf, t.len);
	if (err != OK)
		group_log(SEV_ERROR, "ta", "keyfile '%s': %s", f->path, err_text(err));
	text_deinit(&t);
}

void script_keyfile_log(const struct anchor *a)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < a->keys.count; i++)
		zf_print_record(&t, a->owner.wire, a->keys.items[i].ttl, a->keys.items[i].type,
		                anchor_key_rdata(&a->keys.items[i]));
	group_log(SEV_NOTICE, "ta", "new state of trust anchors for a domain:\n%s", t.buf);
	text_deinit(&t);
	for (size_t i = 0; i < a->keys.count; i++)
		group_log(SEV_NOTICE, "ta", "key: %u state: %s", (unsigned)a->keys.items[i].tag,
		          anchor_state_name(a->keys.items[i].state));
}

static void on_timer(uv_timer_t *timer);

static void arm(struct keyfile *f, int64_t ms)
{
	struct text t;
	if (f->s->anchor_refresh_ms > 0)
		ms = f->s->anchor_refresh_ms;
	text_init(&t);
	name_print(&t, f->owner.wire);
	group_log(SEV_NOTICE, "ta", "next refresh for %s in %.14g hours", t.buf,
	          (double)ms / MS_PER_HOUR);
	text_deinit(&t);
	uv_timer_start(&f->timer, on_timer, (uint64_t)ms, 0);
}

/* Seconds that the good signature of a set lasts. */
static int64_t life_of(const struct req_set *set, struct wall now)
{
	struct rrsig sig;
	if (rrsig_read(&sig, rrset_first(&set->sigs)) != OK)
		return 0;
	return rrsig_time(sig.expiration, now).s - now.s;
}

/* Let a validated set act on the anchor; false: it is no such set. */
static bool observe(struct keyfile *f, struct anchor *a, const struct req_answer *answer,
                    int64_t *next_s)
{
	struct script *s = f->s;
	const struct req_set *keys = &answer->answer[0];
	struct wall now = clock_wall();
	if (!answer->secure || answer->answer_count != 1 || keys->data.type != RR_DNSKEY)
		return false;
	if (anchor_observe(a, &keys->data, &keys->sigs, now, &s->anchor_policy)) {
		script_keyfile_log(a);
		write_file(f, a);
		answer_cache_clear(s->env.answers);
	}
	*next_s = anchor_refresh_s(keys->data.ttl, life_of(keys, now), false);
	return true;
}

/* The answer to the question for the keys; NULL: there will be none. */
static void on_found(void *ctx, const struct request *r)
{
	struct keyfile *f = ctx;
	int64_t next_s = anchor_refresh_s(0, 0, true);
	f->asked = false;
	if (f->closing || r == NULL) {
		free_when_over(f);
		return;
	}
	struct anchor *a = anchors_get(f->s->env.anchors, f->owner.wire);
	if (a == NULL) { /* removed meanwhile */
		give_up(f);
		return;
	}
	if (!observe(f, a, &r->answer, &next_s))
		group_log(SEV_WARNING, "ta", "keyfile '%s': no validated keys to be had", f->path);
	arm(f, next_s * 1000);
}

static void on_timer(uv_timer_t *timer)
{
	struct keyfile *f = timer->data;
	if (!*f->s->env.follow_anchors) { /* it may be wanted again later */
		uv_timer_start(&f->timer, on_timer, PAUSED_MS, 0);
		return;
	}
	struct req_options options = serve_settings(f->s->env.serve)->request;
	options.for_itself = true;
	f->asked = true;
	if (serve_find(f->s->env.serve, f->owner.wire, RR_DNSKEY, &options, on_found, f))
		return;
	f->asked = false;
	arm(f, anchor_refresh_s(0, 0, true) * 1000);
}

static struct keyfile *find_file(const struct script *s, const uint8_t *owner)
{
	LIST_EACH (it, &s->keyfiles) {
		struct keyfile *f = LIST_ITEM(it, struct keyfile, link);
		if (name_equal(f->owner.wire, owner))
			return f;
	}
	return NULL;
}

bool script_keyfile_is_kept(const struct script *s, const char *path)
{
	LIST_EACH (it, &s->keyfiles) {
		if (strcmp(LIST_ITEM(it, struct keyfile, link)->path, path) == 0)
			return true;
	}
	return false;
}

const char *script_keyfile_of(const struct script *s, const uint8_t *owner)
{
	const struct keyfile *f = find_file(s, owner);
	return f != NULL ? f->path : NULL;
}

void script_keyfile_forget(const struct script *s, const uint8_t *owner)
{
	struct keyfile *f = find_file(s, owner);
	if (f != NULL)
		give_up(f);
}

void script_keyfile_keep(struct script *s, const char *path, const uint8_t *owner)
{
	struct keyfile *f = find_file(s, owner);
	if (f != NULL) {
		group_log(SEV_WARNING, "ta", "keyfile '%s' takes the place of '%s'", path, f->path);
		give_up(f);
	}
	f = mem_zalloc(sizeof(*f));
	f->s = s;
	f->path = mem_strdup(path);
	name_copy(&f->owner, owner);
	uv_timer_init(s->env.loop, &f->timer);
	f->timer.data = f;
	uv_unref((uv_handle_t *)&f->timer); /* no reason to go on */
	list_append(&s->keyfiles, &f->link);
	uv_timer_start(&f->timer, on_timer, 0, 0);
}

enum err script_keyfile_check(const char *path)
{
	char *copy = mem_strdup(path);
	bool can = access(dirname(copy), W_OK | X_OK) == 0;
	mem_free(copy);
	return can ? OK : E_PERM;
}

/* The root's keys that are built in, as a file to begin with. */
enum err script_keyfile_bootstrap(const char *path)
{
	struct text t;
	struct anchors *built_in = anchors_new();
	text_init(&t);
	anchors_add_root(built_in);
	keyfile_print(&t, anchors_at(built_in, 0));
	enum err err = replace_whole(path, KEYFILE_MODE, t.buf, t.len);
	text_deinit(&t);
	anchors_free(built_in);
	if (err == OK)
		group_log(
			SEV_NOTICE, "ta",
			"keyfile '%s': doesn't exist, begun with the root's keys that are built in",
			path);
	return err;
}
