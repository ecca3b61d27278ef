/* SPDX-License-Identifier: BSD-2-Clause */
/* Three questions to one address, and one update, so that the remote goes from good to good. */

#include "server/transfer/key_sync.h"

#include "base/mem.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "report/log.h"
#include "server/transfer/set_ask.h"

enum { UPDATE_MAX = 65535, ANSWER_MEMORY = 1 << 20 };

/* One remote's turn. */
struct turn {
	const struct key_sync *sync;
	struct question q;
	struct question_answer answer;
	struct arena arena; /* of the differences */
	struct key_difference differences[KEY_SYNC_SETS];
	bool is_sent; /* the update */
};

static enum err compare(struct turn *t)
{
	struct set_asked a = {.name = t->sync->conf->name.wire};
	enum err e = OK;
	arena_init(&a.arena, ANSWER_MEMORY);
	for (size_t i = 0; i < KEY_SYNC_SETS && e == OK; i++) {
		a.type = t->sync->sets[i].type;
		e = set_ask(&t->answer, &t->q, &a);
		if (e == OK && t->answer.rcode != RCODE_NOERROR)
			e = E_DENIED;
		else if (e == OK && !a.reply.authoritative)
			e = E_NOZONE;
		if (e == OK)
			e = key_difference(&t->differences[i], &t->arena, &t->sync->sets[i],
			                   &a.reply.set, &t->sync->scope);
	}
	arena_deinit(&a.arena);
	return e;
}

static bool is_empty(const struct turn *t)
{
	bool empty = true;
	for (size_t i = 0; i < KEY_SYNC_SETS; i++)
		empty &= key_difference_is_empty(&t->differences[i]);
	return empty;
}

static void log_difference(const struct turn *t)
{
	struct text line;
	text_init(&line);
	for (size_t i = 0; i < KEY_SYNC_SETS; i++) {
		text_put(&line, i > 0 ? ", " : "");
		key_difference_print(&line, &t->differences[i]);
	}
	log_line(SEV_INFO, LOG_ZONE, t->sync->conf->text, "DNSKEY sync, %s", line.buf);
	text_deinit(&line);
}

static enum err update(struct turn *t)
{
	struct key_update out = {.octets = mem_alloc(UPDATE_MAX), .cap = UPDATE_MAX};
	enum err e = key_update_sync(t->sync->conf->name.wire, t->differences, KEY_SYNC_SETS,
	                             rand_u16(), &out);
	t->is_sent = e == OK;
	if (e == OK)
		e = question_ask(&t->answer, &t->q, out.octets, out.len, out.cap, NULL, NULL);
	mem_free(out.octets);
	return e == OK && t->answer.rcode != RCODE_NOERROR ? E_DENIED : e;
}

static void log_outcome(const struct turn *t, enum err e)
{
	char peer[PEER_TEXT_MAX];
	const char *zone = t->sync->conf->text, *name = msg_rcode_name(t->answer.rcode);
	question_peer(peer, &t->q, &t->answer);
	if (e == OK)
		log_line(SEV_INFO, LOG_ZONE, zone, "DNSKEY sync, outgoing, remote %s, %s", peer,
		         t->is_sent ? "success" : "remote is up-to-date");
	else if (e == E_DENIED)
		log_line(SEV_WARNING, LOG_ZONE, zone,
		         "DNSKEY sync, outgoing, remote %s, server responded with error '%s'", peer,
		         name != NULL ? name : "unknown");
	else /* a signer that is about to update us answers us afterwards */
		log_line(e == E_TIMEOUT && t->is_sent ? SEV_NOTICE : SEV_WARNING, LOG_ZONE, zone,
		         "DNSKEY sync, outgoing, remote %s, failed (%s)", peer, err_text(e));
}

static enum err sync_with(struct turn *t)
{
	t->answer = (struct question_answer){0};
	t->is_sent = false;
	arena_reset(&t->arena);
	enum err e = compare(t);
	if (e == OK && !is_empty(t)) {
		log_difference(t);
		e = update(t);
	}
	log_outcome(t, e);
	return e;
}

enum err key_sync_run(const struct key_sync *s, bool *changed)
{
	struct turn t = {.sync = s, .q = {.remote = s->remote, .terms = s->terms}};
	enum err e = E_UNREACHABLE;
	arena_init(&t.arena, 0);
	for (; e != OK && t.q.address < s->remote->address_count; t.q.address++) {
		e = sync_with(&t);
		if (e == E_CANCELED || e == E_DENIED || e == E_NOZONE || t.is_sent)
			break; /* it was reached; the others would say the same */
	}
	*changed = e == OK && t.is_sent;
	arena_deinit(&t.arena);
	return e;
}
