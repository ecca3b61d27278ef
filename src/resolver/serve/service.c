/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The service as a whole, and what happens to a client's message.  A message is answered at once
 * when a rule refuses it or the answer cache has it; only the rest becomes a task.
 */

#include "resolver/serve/inner.h"

#include "base/hash.h"
#include "base/mem.h"
#include "resolver/serve/reply.h"

#include <unistd.h>

void serve_settings_init(struct serve_settings *s)
{
	*s = (struct serve_settings){.tcp_pipeline = 50,
	                             .tcp_idle_ms = 10000,
	                             .tls_handshake_ms = 6000,
	                             .tls_padding = 468 /* RFC 8467 section 4.1 */};
	req_options_init(&s->request);
	s->edns_size = s->request.edns_size;
}

struct serve *serve_new(const struct serve_env *env)
{
	static const struct exchanger_limits limits = {
		.max_udp = 4096,
		.keep_udp = 512,
		.max_tcp = 256,
		.max_pipeline = 64,
		.idle_ms = 2000,
	};
	struct serve *s = mem_zalloc(sizeof(*s));
	s->env = *env;
	s->filter = -1;
	serve_settings_init(&s->settings);
	s->exchanger = exchanger_new(env->loop, &limits);
	s->batch = udp_batch_new(ANSWER_MESSAGE_MAX, SERVE_REPLY_ROOM);
	s->crowd = crowd_new(hash_seed());
	list_init(&s->endpoints);
	tasks_init(s);
	return s;
}

struct serve_settings *serve_settings(struct serve *s)
{
	return &s->settings;
}

void serve_apply(struct serve *s)
{
	endpoints_apply(s);
}

void serve_part_closed(struct serve *s)
{
	if (--s->parts > 0)
		return;
	void (*done)(void *) = s->done;
	void *ctx = s->done_ctx;
	udp_batch_free(s->batch);
	tls_creds_unref(s->creds);
	crowd_free(s->crowd);
	VEC_FREE(&s->proxies);
	if (s->filter >= 0)
		close(s->filter);
	mem_wipe(s->ticket_secret, sizeof(s->ticket_secret));
	mem_free(s);
	if (done != NULL)
		done(ctx);
}

static void on_exchanger_closed(void *ctx)
{
	serve_part_closed(ctx);
}

void serve_close(struct serve *s, void (*done)(void *), void *done_ctx)
{
	s->closing = true;
	s->done = done;
	s->done_ctx = done_ctx;
	s->parts = 1; /* this function */
	tasks_close(s);
	endpoints_close(s);
	s->parts++;
	exchanger_close(s->exchanger, on_exchanger_closed, s);
	serve_part_closed(s);
}

void serve_get_numbers(const struct serve *s, struct serve_numbers *out)
{
	*out = s->numbers;
}

void serve_tell_front(const struct serve *s, const struct req_client *c, struct span message,
                      bool cached, bool stale, int64_t elapsed_ns)
{
	const struct front *f = s->env.front;
	const struct front_answer a = {
		.message = message,
		.edns = c->edns,
		.wants_dnssec = c->wants_dnssec,
		.cached = cached,
		.stale = stale,
		.stream = c->stream,
		.tls = c->tls,
		.ip6 = addr_family(&c->from) == AF_INET6,
		.elapsed_ns = elapsed_ns,
	};
	f->answered(f->answered_ctx, &a);
}

static bool is_stale(const struct answer_note *note)
{
	return note->ede == EDE_STALE || note->ede == EDE_STALE_NX;
}

/* Modules contract, predict: remaining TTL < 1 % of the original + 5 s. */
static void tell_expiring(const struct req_client *c, const struct answer_hit *hit)
{
	enum { LEAST_S = 5, PART = 100 };
	int64_t life = hit->life_ns / NS_PER_S, left = life - hit->age;
	if (PART * (left - LEAST_S) < life)
		c->front->expiring(c->front->expiring_ctx, &c->qname, c->qtype, (uint32_t)left);
}

static enum served refuse(const struct serve *s, const struct req_client *c, uint16_t rcode,
                          const struct answer_note *why, uint8_t *reply, size_t *len)
{
	*len = reply_with_rcode(c, rcode, why, s->settings.edns_size, reply, SERVE_REPLY_ROOM);
	if (s->env.front->answered != NULL)
		serve_tell_front(s, c, span_of(reply, *len), false, false, 0);
	return SERVED_REPLY;
}

/* Which clients this one is answered like. */
static uint16_t find_audience(const struct req_client *c, const struct source *source,
                              struct span message)
{
	struct addr from, at;
	source_addresses(source, &from, &at);
	struct front_client client = {.from = &from, .at = &at};
	struct name key;
	size_t pos = c->tsig_at;
	if (pos != 0 && name_read(&key, message, &pos) == OK) {
		name_lower(key.wire, key.len);
		client.key = key.wire;
	}
	return (uint16_t)c->front->audience(c->front->audience_ctx, &client);
}

enum served serve_message(struct serve *s, const struct source *source, struct span message,
                          bool stream, uint8_t *reply, size_t *len)
{
	struct req_client c;
	struct answer_key key;
	struct answer_hit hit;
	uint16_t our_size = s->settings.edns_size;
	s->numbers.queries++;
	if (req_client_read(&c, message, stream, our_size) == REQ_CLIENT_DROP) {
		s->numbers.dropped++;
		return SERVED_DROP;
	}
	req_client_take_front(&c, s->env.front);
	if (source->from->has_tls)
		c.pad_block = s->settings.tls_padding;
	if (c.wants_keepalive)
		c.idle_100ms = (uint16_t)MIN_OF(s->settings.tcp_idle_ms / 100,
		                                (uint32_t)UINT16_MAX);
	if (c.rcode != RCODE_NOERROR) {
		const struct answer_note why = {.ede = c.ede};
		s->numbers.refused++;
		return refuse(s, &c, c.rcode, &why, reply, len);
	}
	unsigned bits = (c.wants_dnssec ? ANSWER_KEY_DO : 0) |
	                (c.flags & MSG_CD ? ANSWER_KEY_CD : 0);
	if (UNLIKELY(c.front->audience != NULL))
		c.audience = find_audience(&c, source, message);
	answer_key_init(&key, &c.qname, c.qtype, bits, c.audience);
	if (!s->settings.request.no_cache &&
	    answer_cache_find(s->env.answers, &key, clock_wall_ns(), &hit)) {
		*len = reply_from_hit(&hit, &c, our_size, reply);
		if (UNLIKELY(c.front->answered != NULL))
			serve_tell_front(s, &c, span_of(reply, *len), true, is_stale(&hit.note), 0);
		if (UNLIKELY(c.front->expiring != NULL))
			tell_expiring(&c, &hit);
		if (UNLIKELY(hit.note.tally != 0))
			c.front->tallies[hit.note.tally]++;
		return SERVED_REPLY;
	}
	if (task_join(s, &key, &c, message, source))
		return SERVED_LATER;
	static const struct answer_note busy = {
		.ede = EDE_OTHER,
		.ede_text = "too many questions under way",
	};
	s->numbers.overload++;
	return refuse(s, &c, RCODE_SERVFAIL, &busy, reply, len);
}
