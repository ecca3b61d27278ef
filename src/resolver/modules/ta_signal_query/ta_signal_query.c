/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module ta_signal_query: when the keys of a zone with a trust anchor are fetched, its servers are
 * told which keys are trusted here, by the name of a question (RFC 8145 section 5).  Nobody looks
 * at what they answer.
 */

#include "resolver/modules/builtin.h"

#include "base/mem.h"
#include "dns/rrtype.h"
#include "resolver/modules/errand.h"

#include <stdlib.h>

enum { WAITING_MAX = 16, LABEL_MAX = 63, TAG_TEXT = 5 };

struct signal {
	struct module_timer *timer;
	unsigned count;
	struct name waiting[WAITING_MAX]; /* zones whose keys have come */
};

static int compare_tags(const void *a, const void *b)
{
	return (int)*(const uint16_t *)a - (int)*(const uint16_t *)b;
}

/* "_ta-4a5c-4f66.ZONE" (RFC 8145 section 5.1); false: no key is trusted, or it has no room. */
static bool put_name(struct name *out, const struct anchor *a)
{
	uint16_t tags[ANCHOR_KEYS_MAX];
	size_t count = 0;
	char text[LABEL_MAX + TAG_TEXT + 1] = "_ta";
	for (size_t i = 0; i < a->keys.count; i++) {
		if (a->keys.items[i].state == ANCHOR_VALID)
			tags[count++] = a->keys.items[i].tag;
	}
	qsort(tags, count, sizeof(*tags), compare_tags);
	size_t len = strlen(text);
	for (size_t i = 0; i < count && len + TAG_TEXT <= LABEL_MAX; i++) {
		if (i == 0 || tags[i] != tags[i - 1]) /* a key and its digest have one tag */
			len += (size_t)snprintf(text + len, sizeof(text) - len, "-%04x", tags[i]);
	}
	if (count == 0 || 1 + len + a->owner.len > NAME_MAX_LEN)
		return false;
	out->wire[0] = (uint8_t)len;
	memcpy(out->wire + 1, text, len);
	memcpy(out->wire + 1 + len, a->owner.wire, a->owner.len);
	out->len = (uint8_t)(1 + len + a->owner.len);
	return true;
}

static void on_found(struct module *m, const struct request *r)
{
	(void)m;
	(void)r;
}

/* Not from within the resolving of something else. */
static void on_due(struct module *m)
{
	struct signal *s = m->state;
	struct req_options options = *m->env->options;
	options.for_itself = true;
	options.nonauth = true;
	options.no_validate = true;
	while (s->count > 0) {
		struct name name;
		const struct anchor *a = anchors_get(m->env->anchors, s->waiting[--s->count].wire);
		/* When too much is under way the next fetch of the keys signals again. */
		if (a != NULL && put_name(&name, a) &&
		    !errand_ask(m, name.wire, RR_NULL, &options, on_found))
			break;
	}
	s->count = 0;
}

static enum hook_result consume(void *ctx, struct request *r, struct query *q,
                                const struct msg **reply)
{
	struct module *m = ctx;
	struct signal *s = m->state;
	(void)r;
	(void)reply;
	if (q->type != RR_DNSKEY || q->attempt.minimised || m->env->anchors == NULL ||
	    s->count == WAITING_MAX || anchors_get(m->env->anchors, q->name) == NULL)
		return HOOK_NEXT;
	for (unsigned i = 0; i < s->count; i++) {
		if (name_equal(s->waiting[i].wire, q->name))
			return HOOK_NEXT;
	}
	name_copy(&s->waiting[s->count++], q->name);
	m->env->timer_set(s->timer, 0);
	return HOOK_NEXT;
}

static void init(struct module *m)
{
	struct signal *s = mem_zalloc(sizeof(*s));
	s->timer = m->env->timer_new(m->env->ctx, m, on_due);
	m->state = s;
}

static void deinit(struct module *m)
{
	struct signal *s = m->state;
	m->env->timer_free(s->timer);
	mem_free(s);
}

const struct module_api module_ta_signal_query = {
	.abi = MODULE_ABI,
	.name = "ta_signal_query",
	.init = init,
	.deinit = deinit,
	.layer = {.consume = consume},
};
