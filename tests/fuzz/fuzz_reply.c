/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whatever octets come in reply to one fixed question, each on what the ones before left behind:
 * header and question are right, so that they are taken for replies, and the rest is the input.
 * A key is trusted that signed nothing, so nothing may ever be secure.
 *
 * Input, per message to a server: two octets of length (0: no reply), two of flags, one of each
 * section's count, and so many octets behind the question.
 */

#include "base/rand.h"
#include "resolver/engine/engine.h"

#include <stdlib.h>

enum { STEPS_MAX = 20000, ROOM = 20000, HEADER = 12 };

static void need(bool holds)
{
	if (!holds)
		abort();
}

/* The reply to an ask; empty: none. */
static struct span make_reply(struct wire_reader *in, const struct engine_ask *ask)
{
	static uint8_t buf[ROOM];
	struct msg query;
	struct wire_writer w = wire_writer_of(buf, sizeof(buf));
	need(msg_parse(&query, ask->message) == OK);
	size_t len = wire_read_u16(in);
	uint16_t flags = wire_read_u16(in);
	uint8_t answer = wire_read_u8(in), authority = wire_read_u8(in),
		additional = wire_read_u8(in);
	if (in->err != OK || len == 0)
		return (struct span){0};
	len = MIN_OF(MIN_OF(len, wire_left(in)), (size_t)ROOM - 300);
	struct span body = wire_read_span(in, len);
	wire_write_u16(&w, 0);
	wire_write_u16(&w, flags | MSG_QR);
	wire_write_u16(&w, 1);
	wire_write_u16(&w, answer);
	wire_write_u16(&w, authority);
	wire_write_u16(&w, additional);
	wire_write_octets(&w, query.qname.wire, query.qname.len);
	wire_write_u16(&w, query.qtype);
	wire_write_u16(&w, CLASS_IN);
	wire_write_octets(&w, body.data, body.len);
	need(w.err == OK);
	return wire_written(&w);
}

static void judge(const struct request *r)
{
	static uint8_t buf[MSG_MAX_LEN];
	struct msg m;
	size_t len = req_answer_write(&r->answer, &r->client, 1232, buf, sizeof(buf));
	need(msg_parse(&m, span_of(buf, len)) == OK);
	need(!r->answer.secure);
	/* Unsigned data are no answer below a key. */
	need(r->answer.rcode == RCODE_SERVFAIL || (r->client.flags & MSG_CD));
}

static void drive(const struct engine_env *env, struct request *r, struct wire_reader *in)
{
	struct engine_event event = {.type = ENGINE_BEGIN};
	struct engine_actions actions;
	struct mono now = {NS_PER_S};
	unsigned sends = 0;
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		event.now = now;
		event.wall = (struct wall){1700000000 + now.ns / NS_PER_S};
		engine_step(env, r, &event, &actions);
		event = (struct engine_event){.type = ENGINE_WAKE};
		for (unsigned k = 0; k < actions.count; k++) {
			const struct engine_action *a = &actions.list[k];
			if (a->type == ENGINE_ANSWER) {
				judge(r);
				return;
			}
			if (a->type != ENGINE_ASK)
				continue;
			need(++sends <= r->options.limits.sends_total && a->ask.timeout_ms > 0);
			event.reply = make_reply(in, &a->ask);
			event.type = event.reply.len > 0 ? ENGINE_REPLY : ENGINE_FAILED;
			event.err = E_TIMEOUT;
			event.ask = a->ask.number;
			now = mono_add_ms(now, event.reply.len > 0 ? 3 : a->ask.timeout_ms);
		}
	}
	abort(); /* no end */
}

static struct anchors *trust_nobody(void)
{
	static const uint8_t ds[] = "\x12\x34\x0f\x02"
				    "0123456789abcdef0123456789abcdef";
	struct anchors *made = anchors_new();
	struct anchor *root;
	need(anchors_make(made, name_root, &root) == OK);
	need(anchor_add(root, RR_DS, 600, span_of(ds, sizeof(ds) - 1)) == OK);
	return made;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct request r;
	static struct engine_hints hints;
	static struct anchors *anchors;
	struct wire_reader in = wire_reader_of(span_of(data, size));
	struct req_client client;
	struct req_options options;
	struct cache_options cache;
	struct name qname;
	if (anchors == NULL)
		anchors = trust_nobody();
	rand_replay(1);
	hints_init(&hints);
	cache_options_init(&cache);
	cache.max_bytes = 50000;
	struct engine_env env = {.cache = cache_new(&cache),
	                         .upstream = up_new(8),
	                         .hints = &hints,
	                         .anchors = anchors,
	                         .validator = validator_new()};
	unsigned how = wire_read_u8(&in);
	req_options_init(&options);
	options.minimise = how & 1;
	req_init(&r);
	for (unsigned i = 0; i < 2; i++) { /* the second time on what the first left in the cache */
		need(name_parse_str(&qname, "www.example.net.") == OK);
		req_client_internal(&client, qname.wire, RR_A, true);
		if (how & 2)
			client.flags |= MSG_CD;
		req_reset(&r, i + 1, &client, &options);
		drive(&env, &r, &in);
	}
	req_deinit(&r);
	cache_free(env.cache);
	up_free(env.upstream);
	validator_free(env.validator);
	rand_replay(0);
	return 0;
}
