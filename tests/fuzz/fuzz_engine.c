/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The resolver's engine against servers that answer anything: the input says, ask by ask, whether
 * there is a reply and what is in it.  Whatever they say, the request ends with a well-formed
 * answer, within its budget and in a bounded number of steps.
 */

#include "base/rand.h"
#include "resolver/engine/engine.h"

#include <stdlib.h>

enum { STEPS_MAX = 20000, NAMES = 12 };

static const char *const words[NAMES] = {
	".",
	"net.",
	"example.net.",
	"ns.example.net.",
	"w.example.net.",
	"a.b.example.net.",
	"org.",
	"example.org.",
	"ns.example.org.",
	"*.example.net.",
	"x.d.example.net.",
	"d.example.net.",
};

struct input {
	const uint8_t *at;
	size_t left;
};

static unsigned take(struct input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static void take_name(struct input *in, struct name *out)
{
	if (name_parse_str(out, words[take(in) % NAMES]) != OK)
		abort();
}

static void put_record(struct input *in, struct msg_writer *w, enum msg_section section)
{
	static const uint16_t types[] = {RR_A,     RR_NS,   RR_CNAME, RR_SOA,   RR_AAAA,
	                                 RR_DNAME, RR_NSEC, RR_DS,    RR_RRSIG, RR_TXT};
	uint8_t rdata[600] = {0};
	struct wire_writer r = wire_writer_of(rdata, sizeof(rdata));
	struct name owner, name;
	take_name(in, &owner);
	uint16_t type = types[take(in) % ARRAY_LEN(types)];
	take_name(in, &name);
	if (type == RR_A || type == RR_AAAA) {
		wire_write_u32(&r, UINT32_C(0xc0000200) | take(in));
		for (int i = 0; type == RR_AAAA && i < 3; i++)
			wire_write_u32(&r, take(in));
	} else if (type == RR_SOA) {
		wire_write_octets(&r, name.wire, name.len);
		wire_write_octets(&r, name.wire, name.len);
		for (int i = 0; i < 5; i++)
			wire_write_u32(&r, take(in));
	} else if (type == RR_RRSIG) {
		wire_write_u16(&r, RR_A);
		for (int i = 0; i < 16; i++)
			wire_write_u8(&r, (uint8_t)take(in));
		wire_write_octets(&r, name.wire, name.len);
		wire_write_u8(&r, 1);
	} else if (type == RR_DS || type == RR_TXT) {
		wire_write_u32(&r, take(in));
	} else {
		wire_write_octets(&r, name.wire, name.len);
	}
	enum err ignored = msg_put_rr(w, section, owner.wire, type, CLASS_IN, take(in) * 10,
	                              wire_written(&r));
	(void)ignored;
}

/* A reply to the ask; false: none. */
static bool make_reply(struct input *in, const struct engine_ask *ask, uint8_t *buf, size_t *len)
{
	struct msg query;
	struct msg_writer w;
	unsigned kind = take(in);
	if (msg_parse(&query, ask->message) != OK)
		abort();
	if (kind % 8 == 0)
		return false;
	static const uint16_t flags[] = {MSG_QR,     MSG_QR | MSG_AA,     MSG_QR | MSG_TC,
	                                 MSG_QR | 2, MSG_QR | MSG_AA | 3, MSG_QR | 1,
	                                 MSG_QR | 5, MSG_QR | 6};
	msg_writer_init(&w, buf, 4096, 0, flags[kind / 8 % 8]);
	if (msg_put_question(&w, query.qname.wire, query.qtype, query.qclass) != OK)
		abort();
	unsigned counts = take(in);
	for (unsigned i = 0; i < counts % 6; i++)
		put_record(in, &w, SECTION_ANSWER);
	for (unsigned i = 0; i < counts / 6 % 6; i++)
		put_record(in, &w, SECTION_AUTHORITY);
	for (unsigned i = 0; i < counts / 36; i++)
		put_record(in, &w, SECTION_ADDITIONAL);
	*len = msg_finish(&w);
	if (kind % 8 == 1) { /* damaged */
		for (int i = 0; i < 4; i++)
			buf[2 + take(in) * 256u % (*len - 2)] = (uint8_t)take(in);
	}
	return true;
}

/* ---- modules that ask, forwarders, expired data ---- */

static unsigned left_to_push;

static enum hook_result push(struct request *r)
{
	if (left_to_push == 0 || hook_push(r, r->client.qname.wire, RR_TXT) == NULL)
		return HOOK_NEXT;
	left_to_push--;
	return HOOK_YIELD;
}

static enum hook_result push_in_find(void *ctx, struct request *r, struct query *q)
{
	(void)ctx;
	return q->purpose == QUERY_CLIENT ? push(r) : HOOK_NEXT;
}

/* Octets of replies that a module changes: where, and into what; 0: none. */
static unsigned change_at, change_to;

static void change(struct request *r, const struct msg **reply)
{
	struct span wire = (*reply)->wire;
	void *octets, *m;
	if (change_at == 0 || arena_try(&r->arena, wire.len, &octets) != OK ||
	    arena_try(&r->arena, sizeof(struct msg), &m) != OK)
		return;
	memcpy(octets, wire.data, wire.len);
	((uint8_t *)octets)[change_at % wire.len] ^= (uint8_t)change_to;
	if (msg_parse(m, span_of(octets, wire.len)) == OK)
		*reply = m;
}

static enum hook_result push_in_consume(void *ctx, struct request *r, struct query *q,
                                        const struct msg **reply)
{
	(void)ctx;
	change(r, reply);
	return q->purpose == QUERY_CLIENT ? push(r) : HOOK_NEXT;
}

/* What was found is another name's, or nothing. */
static enum hook_result change_found(void *ctx, struct request *r, struct query *q)
{
	(void)ctx;
	if (change_to % 3 == 1)
		(void)!query_restart(q, r->client.qname.wire, r->options.limits.cname_steps);
	else if (change_to % 3 == 2)
		q->result = QUERY_NODATA;
	return HOOK_NEXT;
}

static enum hook_result push_in_finish(void *ctx, struct request *r)
{
	(void)ctx;
	return push(r);
}

static const struct engine_hook pusher = {.name = "pusher",
                                          .find = push_in_find,
                                          .consume = push_in_consume,
                                          .found = change_found,
                                          .finish = push_in_finish};

static void choose_options(struct req_options *o, struct req_forward *f, unsigned more)
{
	static const uint8_t octets[4] = {10, 0, 0, 1};
	*f = (struct req_forward){.stub = more & 2, .count = (uint8_t)(1 + more / 4 % 4)};
	for (unsigned i = 0; i < f->count; i++)
		f->to[i] = addr_from_octets(span_of(octets, 4), (uint16_t)(53 + i));
	o->forward = more & 1 ? f : NULL;
	o->stale_after_ms = more & 16 ? 300 : 0;
	o->nonauth = more & 32;
	left_to_push = more / 64;
}

/* Whether and how replies are changed: by the end of the input, so that the rest of it means the
 * same with and without. */
static void choose_changes(const struct input *in, struct engine_hook *h)
{
	change_at = change_to = 0;
	if (in->left < 3 || in->at[in->left - 1] < 0xc0)
		return;
	change_at = in->at[in->left - 2];
	change_to = in->at[in->left - 3];
	h->order = change_to & 1 ? ENGINE_HOOK_FIRST : ENGINE_HOOK_CACHE;
}

/* late  seconds between requests: what was cached has expired */
static void drive(const struct engine_env *env, struct request *r, struct input *in, int64_t late)
{
	static uint8_t buf[MSG_MAX_LEN];
	struct engine_event event = {.type = ENGINE_BEGIN};
	struct engine_actions actions;
	unsigned sends = 0;
	size_t len;
	struct mono now = {NS_PER_S};
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		event.now = now;
		event.wall = (struct wall){now.ns / NS_PER_S + late};
		engine_step(env, r, &event, &actions);
		event = (struct engine_event){.type = ENGINE_WAKE};
		for (unsigned k = 0; k < actions.count; k++) {
			const struct engine_action *a = &actions.list[k];
			if (a->type == ENGINE_ANSWER) {
				struct msg m;
				len = req_answer_write(&r->answer, &r->client, 1232, buf,
				                       sizeof(buf));
				if (msg_parse(&m, span_of(buf, len)) != OK)
					abort();
				return;
			}
			if (a->type != ENGINE_ASK)
				continue;
			if (++sends > r->options.limits.sends_total || a->ask.timeout_ms == 0)
				abort();
			event = (struct engine_event){
				.type = ENGINE_FAILED, .err = E_TIMEOUT, .ask = a->ask.number};
			if (!make_reply(in, &a->ask, buf, &len)) {
				now = mono_add_ms(now, a->ask.timeout_ms);
				continue;
			}
			event.type = ENGINE_REPLY;
			event.reply = span_of(buf, len);
			now = mono_add_ms(now, 3);
		}
	}
	abort(); /* no end */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct request r;
	static struct engine_hints hints;
	static struct engine_hooks hooks;
	struct req_forward forward;
	struct input in = {data, size};
	struct req_client client;
	struct req_options options;
	struct cache_options cache;
	struct name qname;
	rand_replay(1);
	hints_init(&hints);
	cache_options_init(&cache);
	cache.max_bytes = 20000;
	engine_hooks_init(&hooks);
	struct engine_hook hook = pusher;
	choose_changes(&in, &hook);
	if (engine_hooks_add(&hooks, &hook) != OK)
		abort();
	struct engine_env env = {
		.cache = cache_new(&cache),
		.upstream = up_new(8),
		.hints = &hints,
		.hooks = &hooks,
	};
	req_options_init(&options);
	req_init(&r);
	for (unsigned i = 0; i < 2; i++) {
		static const uint16_t types[] = {RR_A, RR_AAAA, RR_DS, RR_CNAME, RR_NS, RR_MX};
		unsigned how = take(&in);
		take_name(&in, &qname);
		options.minimise = how & 1;
		options.mode = (enum req_mode)(how / 2 % 3);
		req_client_internal(&client, qname.wire, types[how / 8 % 6], how & 128);
		choose_options(&options, &forward, take(&in));
		req_reset(&r, i + 1, &client, &options);
		drive(&env, &r, &in, i * INT64_C(2000));
	}
	req_deinit(&r);
	cache_free(env.cache);
	up_free(env.upstream);
	rand_replay(0);
	return 0;
}
