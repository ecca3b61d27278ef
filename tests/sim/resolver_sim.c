/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The resolver's engine in networks that lose, delay, repeat and forge, over trees of zones with
 * servers that are silent, refuse, fail, cut or lie, under a wall clock that jumps, with a process
 * that ends and begins anew on what the cache has kept.  Half of the trees are signed, and have
 * servers that forge what their own zones say.  Some clients are forwarded, to resolvers that may
 * lie, too.  Virtual time; a run follows from its seed.
 *
 *   resolver_sim [-v] [-w] [FIRST [COUNT]]      seeds FIRST ... (default 1, 300)
 *   -w  something is broken on purpose: succeed when a seed goes wrong, and end there
 *
 * Whatever happens: every request is answered once, by its deadline, within its budget of messages;
 * what is answered is true; what a liar says of others' names is never seen, and what a forwarder
 * lies about not by those who are not forwarded to it; what is called secure
 * is, and nothing of signed zones is answered that is not; no set in the cache is called secure
 * that is not true.  Where nothing fails, everything is found.  Each seed is played twice and has
 * to do the same.
 */

#include "forwarder.h"

#include "base/heap.h"
#include "base/mem.h"
#include "base/hash.h"
#include "base/rand.h"
#include "dns/rdata.h"
#include "resolver/cache/collect.h"
#include "resolver/engine/engine.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

static const int64_t START_S = 1700000000;

enum {
	CLIENTS = 24,                         /* requests at a time */
	REQUESTS = 120,                       /* of a run */
	EVENTS = 4096,                        /* on their way */
	LIE = 6 << 24 | 6 << 16 | 6 << 8 | 6, /* 6.6.6.6 */
	FORWARDERS = 10 << 24 | 255 << 16,    /* 10.255.0.0 */
	GRACE_MS = 1,
	UDP_SIZE = 1232,
	TCP_SIZE = 4096,
	DAY_S = 86400,
};

/* The last one serves for signed trees only. */
enum mood { HONEST, SILENT, REFUSING, FAILING, CUTTING, LYING, CAREFREE, FORGING, MOODS };

struct sim;

struct client {
	struct request request;
	bool busy;
	bool cd; /* takes what does not validate */
	bool forwarded;
	uint32_t generation; /* of events that are meant for it */
	uint32_t open_ask;   /* awaited; 0: none */
	bool check_case;
	unsigned sends;
	struct mono began;
	struct name name;
	uint16_t type;
};

enum kind { DUE_ARRIVE, DUE_EVENT, DUE_JUMP, DUE_RESTART };

struct due {
	struct heap_item item;
	enum kind kind;
	bool used;
	unsigned client;
	uint32_t generation;
	struct engine_event event;
	size_t len;
	uint8_t octets[TCP_SIZE];
};

struct sim {
	uint64_t state;
	struct tree tree;
	struct engine_env env;
	struct engine_hints hints;
	struct req_options options;
	struct req_forward forward; /* of clients that are forwarded */
	uint8_t forward_mood[REQ_FORWARD_MAX];
	uint8_t mood[TREE_ZONES_MAX][TREE_SERVERS_MAX];
	bool calm;      /* nothing fails in this run */
	bool is_signed; /* the tree */
	struct anchors *anchors;
	unsigned loss;    /* of 100 messages */
	unsigned repeats; /* likewise */
	unsigned forged;  /* likewise */
	struct mono now;
	int64_t wall_offset;
	struct heap timers;
	struct client client[CLIENTS];
	struct due *due; /* EVENTS */
	unsigned started, ended, failed, secure;
	uint64_t trail; /* what happened, as a number */
	const char *wrong;
};

static void blame(struct sim *s, const char *what)
{
	if (s->wrong == NULL)
		s->wrong = what;
}

static void note(struct sim *s, uint64_t what)
{
	uint64_t x = s->trail ^ what;
	s->trail = sim_draw(&x);
}

static struct due *due_new(struct sim *s, enum kind kind, int64_t at_ns)
{
	for (unsigned i = 0; i < EVENTS; i++) {
		struct due *d = &s->due[i];
		if (d->used)
			continue;
		d->used = true;
		d->kind = kind;
		d->len = 0;
		heap_put(&s->timers, &d->item, at_ns);
		return d;
	}
	abort(); /* EVENTS is more than all clients can have on their way */
}

static int64_t in_ms(const struct sim *s, unsigned ms)
{
	return s->now.ns + (int64_t)ms * NS_PER_MS;
}

/* ---- the network ---- */

/* Index of the forwarder at an address, of which no server of the tree is; -1: none. */
static int forwarder_at(uint32_t address)
{
	uint32_t index = address - FORWARDERS;
	return index < REQ_FORWARD_MAX ? (int)index : -1;
}

static enum mood mood_of(const struct sim *s, uint32_t address)
{
	if (forwarder_at(address) >= 0)
		return s->forward_mood[forwarder_at(address)];
	for (unsigned i = 0; i < s->tree.count; i++) {
		for (unsigned k = 0; k < s->tree.zone[i].server_count; k++) {
			if (s->tree.zone[i].address[k] == address)
				return s->mood[i][k];
		}
	}
	return SILENT;
}

/* Add what the server has no say in: addresses and servers of others. */
static size_t lie(struct sim *s, unsigned zone, const struct msg *query, uint8_t *buf, size_t len,
                  size_t cap)
{
	struct msg m;
	struct msg_rr rr;
	struct msg_writer w;
	uint8_t rdata[512], address[4];
	if (msg_parse(&m, span_of(buf, len)) != OK)
		return len;
	uint8_t *copy = mem_dup(buf, len);
	enum err e = msg_parse(&m, span_of(copy, len));
	assert(e == OK);
	msg_writer_init(&w, buf, cap, query->id, m.flags);
	(void)!msg_put_question(&w, query->qname.wire, query->qtype, query->qclass);
	wire_set_u32(address, LIE);
	const struct tree_zone *victim = &s->tree.zone[sim_below(&s->state, s->tree.count)];
	for (enum msg_section at = SECTION_ANSWER; at <= SECTION_ADDITIONAL; at++) {
		struct msg_iter it = msg_section_records(&m, at);
		struct name target = {.len = 0};
		while (msg_next(&it, &rr) && rr.section == at) {
			struct wire_writer r = wire_writer_of(rdata, sizeof(rdata));
			if (rdata_read(&r, rr.type, m.wire, rr.rdata_at, rr.rdata_len) == OK)
				(void)!msg_put_rr(&w, at, rr.owner.wire, rr.type, CLASS_IN, rr.ttl,
				                  wire_written(&r));
			if (rr.type == RR_CNAME)
				name_copy(&target, rdata);
		}
		/* Where an alias leads to; below its own zone anybody may say what he likes. */
		if (target.len > 0 && !name_is_under(target.wire, s->tree.zone[zone].name.wire))
			(void)!msg_put_rr(&w, at, target.wire, RR_A, CLASS_IN, 86400,
			                  span_of(address, 4));
		if (at == SECTION_AUTHORITY)
			(void)!msg_put_rr(&w, at, victim->name.wire, RR_NS, CLASS_IN, 86400,
			                  span_str("\4evil\0"));
		struct name host;
		if (name_prepend(&host, span_str("h0"), victim->name.wire) == OK)
			(void)!msg_put_rr(&w, at, host.wire, RR_A, CLASS_IN, 86400,
			                  span_of(address, 4));
	}
	mem_free(copy);
	return msg_finish(&w);
}

/* What a forger does to a reply of its own, signed zone. */
enum trick {
	OTHER_ADDRESS,
	NO_SIGNATURES,
	NO_DENIALS,
	NO_DS,
	OTHER_DS,
	BROKEN_SIGNATURES,
	DENY,        /* NXDOMAIN, and what there was besides the answer */
	DENY_BY_ODD, /* with the true denial of another name */
	TRICKS
};

/* Copy a record by the trick; false: leave it out. */
static bool forge_record(enum trick trick, const struct msg_rr *rr, uint8_t *rdata)
{
	uint16_t covered = rr->type == RR_RRSIG ? wire_get_u16(rdata) : rr->type;
	bool denial = covered == RR_NSEC || covered == RR_NSEC3;
	if (trick == OTHER_ADDRESS && rr->type == RR_A && rr->section == SECTION_ANSWER)
		wire_set_u32(rdata, LIE);
	else if (trick == OTHER_DS && rr->type == RR_DS)
		rdata[10] ^= 1;
	else if (trick == BROKEN_SIGNATURES && rr->type == RR_RRSIG)
		rdata[rr->rdata_len - 1] ^= 1;
	return !(trick == NO_SIGNATURES && rr->type == RR_RRSIG) &&
	       !(trick == NO_DENIALS && denial) && !(trick == NO_DS && covered == RR_DS) &&
	       !(trick >= DENY && rr->section == SECTION_ANSWER);
}

static void copy_forged(struct msg_writer *w, const struct msg *m, enum trick trick)
{
	uint8_t rdata[512];
	struct msg_rr rr;
	for (enum msg_section at = SECTION_ANSWER; at <= SECTION_ADDITIONAL; at++) {
		struct msg_iter it = msg_section_records(m, at);
		while (msg_next(&it, &rr) && rr.section == at) {
			struct wire_writer r = wire_writer_of(rdata, sizeof(rdata));
			if (rdata_read(&r, rr.type, m->wire, rr.rdata_at, rr.rdata_len) == OK &&
			    forge_record(trick, &rr, rdata))
				(void)!msg_put_rr(w, at, rr.owner.wire, rr.type, CLASS_IN, rr.ttl,
				                  wire_written(&r));
		}
	}
}

static size_t forge(struct sim *s, unsigned zone, const struct msg *query, uint8_t *buf, size_t len,
                    size_t cap)
{
	static uint8_t octets[TCP_SIZE];
	struct msg m, odd = *query;
	struct msg_writer w;
	enum trick trick = (enum trick)sim_below(&s->state, TRICKS);
	memcpy(octets, buf, len);
	if (trick == DENY_BY_ODD) {
		enum err e = name_prepend(&odd.qname, span_str("x1"), s->tree.zone[zone].name.wire);
		assert(e == OK);
		(void)e;
		len = tree_answer(&s->tree, zone, &odd, octets, sizeof(octets));
	}
	if (msg_parse(&m, span_of(octets, len)) != OK)
		return len;
	uint16_t flags = trick >= DENY ? MSG_QR | MSG_AA | RCODE_NXDOMAIN : m.flags;
	msg_writer_init(&w, buf, cap, query->id, flags);
	(void)!msg_put_question(&w, query->qname.wire, query->qtype, query->qclass);
	copy_forged(&w, &m, trick);
	return msg_finish(&w);
}

static size_t serve(struct sim *s, uint32_t address, const struct engine_ask *ask,
                    const struct msg *query, uint8_t *buf, size_t cap)
{
	int zone = tree_served_at(&s->tree, address);
	bool forwards = forwarder_at(address) >= 0;
	enum mood mood = zone < 0 && !forwards ? SILENT : mood_of(s, address);
	if (mood == SILENT)
		return 0;
	size_t len = !forwards ? tree_answer(&s->tree, (unsigned)zone, query, buf, cap)
	             : mood == LYING || mood == FORGING
	                     ? forwarder_lie(&s->tree, query, LIE, buf, cap)
	                     : forwarder_answer(&s->tree, query, buf, cap);
	uint16_t flags = wire_get_u16(buf + 2);
	if (mood == REFUSING || (mood == FAILING && sim_below(&s->state, 2) == 0)) {
		struct msg_writer w;
		msg_writer_init(&w, buf, cap, query->id,
		                MSG_QR | (mood == REFUSING ? RCODE_REFUSED : RCODE_SERVFAIL));
		(void)!msg_put_question(&w, query->qname.wire, query->qtype, query->qclass);
		return msg_finish(&w);
	}
	if (mood == CUTTING && !ask->tcp)
		wire_set_u16(buf + 2, flags | MSG_TC);
	if (forwards)
		return len;
	if (mood == LYING)
		len = lie(s, (unsigned)zone, query, buf, len, cap);
	/* Of unsigned zones whoever refers to them may say what he likes. */
	if (mood == FORGING && s->tree.zone[tree_zone_of(&s->tree, query->qname.wire)].is_signed)
		len = forge(s, (unsigned)zone, query, buf, len, cap);
	return len;
}

static struct due *event_new(struct sim *s, unsigned client, unsigned ms,
                             const struct engine_event *event)
{
	struct due *d = due_new(s, DUE_EVENT, in_ms(s, ms));
	d->client = client;
	d->generation = s->client[client].generation;
	d->event = *event;
	return d;
}

static void deliver(struct sim *s, unsigned client, const struct engine_ask *ask,
                    const uint8_t *octets, size_t len, unsigned ms, bool matches)
{
	const struct engine_event event = {.type = matches ? ENGINE_REPLY : ENGINE_MISMATCH,
	                                   .ask = ask->number};
	struct due *d = event_new(s, client, ms, &event);
	assert(len <= sizeof(d->octets));
	memcpy(d->octets, octets, len);
	d->len = len;
}

static void send_out(struct sim *s, unsigned client, const struct engine_ask *ask)
{
	static uint8_t buf[TCP_SIZE];
	struct msg query;
	struct client *c = &s->client[client];
	const struct engine_event silence = {
		.type = ENGINE_FAILED, .ask = ask->number, .err = E_TIMEOUT};
	c->open_ask = ask->number;
	c->check_case = ask->check_case;
	c->sends++;
	event_new(s, client, MAX_OF(ask->timeout_ms, 1u), &silence);
	if (ask->timeout_ms == 0 || ask->timeout_ms > 60000)
		blame(s, "an attempt without an end");
	if (msg_parse(&query, ask->message) != OK) {
		blame(s, "a malformed query");
		return;
	}
	uint32_t address = ntohl(ask->to.in4.sin_addr.s_addr);
	note(s, address ^ query.qtype);
	if (sim_below(&s->state, 100) < s->loss)
		return;
	size_t len = serve(s, address, ask, &query, buf, ask->tcp ? TCP_SIZE : UDP_SIZE);
	unsigned ms = 1 + sim_below(&s->state, s->calm ? 30 : 300);
	if (sim_below(&s->state, 100) < s->forged) /* a guess that fails: id or question is wrong */
		deliver(s, client, ask, buf, len, 1, false);
	if (len == 0 || sim_below(&s->state, 100) < s->loss)
		return;
	bool case_lost = ask->check_case && mood_of(s, address) == CAREFREE;
	deliver(s, client, ask, buf, len, ask->tcp ? 2 * ms : ms, !case_lost);
	if (sim_below(&s->state, 100) < s->repeats)
		deliver(s, client, ask, buf, len, ms + sim_below(&s->state, 50), !case_lost);
}

/* ---- requests ---- */

/* What a validating client is told of security is true of the tree. */
static void judge_trust(struct sim *s, const struct client *c, const struct tree_truth *truth)
{
	if (!s->is_signed)
		return;
	s->secure += c->request.answer.secure;
	if (c->request.answer.secure && !truth->secure)
		blame(s, "what is unsigned is called secure");
	if (!c->request.answer.secure && truth->secure)
		blame(s, "what is signed is answered unvalidated");
}

/* What forwarders say is as good as they are, but for what is signed. */
static bool judge_forwarded(struct sim *s, const struct client *c, const struct tree_truth *truth)
{
	bool validates = s->is_signed && !s->forward.stub && !c->cd;
	if (c->request.answer.secure && (s->forward.stub || !truth->secure))
		blame(s, "what a forwarder said is called secure");
	return validates && truth->secure;
}

static void judge(struct sim *s, struct client *c)
{
	const struct req_answer *a = &c->request.answer;
	struct tree_truth truth = tree_truth(&s->tree, c->name.wire, c->type);
	int64_t took_ms = mono_ms_between(c->began, s->now);
	note(s, a->rcode * 1000u + a->answer_count);
	if (took_ms > (int64_t)s->options.limits.wall_ms + GRACE_MS)
		blame(s, "a request outlived its deadline");
	if (c->sends > s->options.limits.sends_total)
		blame(s, "a request spent more messages than it may");
	if (c->forwarded && !judge_forwarded(s, c, &truth) && !s->calm)
		return;
	for (unsigned i = 0; i < a->answer_count; i++) {
		struct rrset_iter it = rrset_iter_of(&a->answer[i].data);
		for (struct span rdata; rrset_next(&it, &rdata);) {
			if (a->answer[i].data.type == RR_A && wire_get_u32(rdata.data) == LIE &&
			    !(c->cd && s->is_signed))
				blame(s, "a lie was believed");
		}
	}
	if (a->rcode == RCODE_SERVFAIL) {
		s->failed++;
		if (s->calm && !truth.endless)
			blame(s, "nothing fails, and nothing was found");
		return;
	}
	if (c->cd) /* it asked for it */
		return;
	if (!c->forwarded || !s->forward.stub)
		judge_trust(s, c, &truth);
	if (truth.endless || a->rcode != truth.rcode)
		blame(s, "a wrong RCODE");
	bool has_data = a->answer_count > 0 && a->answer[a->answer_count - 1].data.type == c->type;
	if (a->rcode == RCODE_NOERROR && has_data != truth.has_data)
		blame(s, has_data ? "data where there is none" : "no data where there is some");
	if (has_data && c->type == RR_A) {
		struct span rdata = rrset_first(&a->answer[a->answer_count - 1].data);
		if (wire_get_u32(rdata.data) != truth.address)
			blame(s, "wrong data");
	}
}

static void step(struct sim *s, unsigned client, struct engine_event *event)
{
	struct engine_actions actions;
	struct client *c = &s->client[client];
	event->now = s->now;
	event->wall = (struct wall){.s = s->now.ns / NS_PER_S + s->wall_offset};
	engine_step(&s->env, &c->request, event, &actions);
	for (unsigned i = 0; i < actions.count && c->busy; i++) {
		const struct engine_action *a = &actions.list[i];
		const struct engine_event wake = {.type = ENGINE_WAKE};
		switch (a->type) {
		case ENGINE_ASK:
			send_out(s, client, &a->ask);
			break;
		case ENGINE_CANCEL:
			if (c->open_ask == a->cancel)
				c->open_ask = 0;
			break;
		case ENGINE_ANSWER:
			judge(s, c);
			c->busy = false;
			c->generation++;
			s->ended++;
			break;
		case ENGINE_WAIT:
			event_new(s, client,
			          (unsigned)MAX_OF(mono_ms_between(s->now, a->at), (int64_t)0),
			          &wake);
			break;
		case ENGINE_CONTINUE:
			event_new(s, client, 0, &wake);
			break;
		}
	}
	cache_turn_end(s->env.cache);
}

static void question_make(struct sim *s, struct client *c)
{
	static const uint16_t types[] = {RR_A, RR_A, RR_A, RR_TXT, RR_AAAA, RR_CNAME};
	static const char letters[] = "hhhhcccxw";
	const uint8_t *zone = s->tree.zone[sim_below(&s->state, s->tree.count)].name.wire;
	char label[16], letter = letters[sim_below(&s->state, sizeof(letters) - 1)];
	snprintf(label, sizeof(label), letter == 'w' ? "w" : "%c%u", letter,
	         sim_below(&s->state, 4));
	enum err e = name_prepend(&c->name, span_str(label), zone);
	if (e == OK && letter == 'w') {
		struct name below;
		e = name_prepend(&below, span_str("any"), c->name.wire);
		name_copy(&c->name, below.wire);
	}
	assert(e == OK);
	c->type = types[sim_below(&s->state, ARRAY_LEN(types))];
}

static void arrive(struct sim *s)
{
	struct req_client asked;
	struct engine_event begin = {.type = ENGINE_BEGIN};
	unsigned i = 0;
	while (i < CLIENTS && s->client[i].busy)
		i++;
	if (s->started < REQUESTS)
		due_new(s, DUE_ARRIVE, in_ms(s, sim_below(&s->state, 120)));
	if (i == CLIENTS || s->started == REQUESTS)
		return;
	struct client *c = &s->client[i];
	question_make(s, c);
	req_client_internal(&asked, c->name.wire, c->type, s->is_signed);
	c->cd = s->is_signed && sim_below(&s->state, 10) == 0;
	if (c->cd)
		asked.flags |= MSG_CD;
	req_reset(&c->request, ++s->started, &asked, &s->options);
	c->forwarded = s->forward.count > 0 && sim_below(&s->state, 3) == 0;
	if (c->forwarded)
		c->request.options.forward = &s->forward;
	c->busy = true;
	c->sends = 0;
	c->open_ask = 0;
	c->began = s->now;
	/* Whoever owns requests watches their deadlines. */
	const struct engine_event wake = {.type = ENGINE_WAKE};
	event_new(s, i, s->options.limits.wall_ms, &wake);
	step(s, i, &begin);
}

static void happen(struct sim *s, struct due *d)
{
	struct client *c = &s->client[d->client];
	struct engine_event event = d->event;
	uint8_t octets[sizeof(d->octets)];
	if (!c->busy || c->generation != d->generation)
		return;
	bool of_ask = event.type == ENGINE_REPLY || event.type == ENGINE_MISMATCH ||
	              event.type == ENGINE_FAILED;
	if (of_ask && c->open_ask != event.ask)
		return; /* the exchange is over */
	if (event.type == ENGINE_REPLY || event.type == ENGINE_FAILED)
		c->open_ask = 0;
	event.case_only = event.type == ENGINE_MISMATCH && c->check_case && d->len > 0;
	memcpy(octets, d->octets, d->len);
	event.reply = span_of(octets, d->len);
	step(s, d->client, &event);
}

/* The process ends, its clients are gone, and another one begins with the same cache. */
static void restart(struct sim *s)
{
	for (unsigned i = 0; i < CLIENTS; i++) {
		if (s->client[i].busy)
			s->ended++;
		s->client[i].busy = false;
		s->client[i].generation++;
	}
	up_clear(s->env.upstream);
}

/* ---- a run ---- */

static void moods_make(struct sim *s)
{
	for (unsigned i = 0; i < s->tree.count; i++) {
		for (unsigned k = 0; k < s->tree.zone[i].server_count; k++)
			s->mood[i][k] = s->calm || sim_below(&s->state, 2) == 0
			                        ? HONEST
			                        : (uint8_t)sim_below(&s->state, s->is_signed
			                                                                ? MOODS
			                                                                : FORGING);
		if (i == 0) /* a root that says nothing leaves nothing to simulate */
			s->mood[0][0] = HONEST;
	}
}

/* In every other run some clients are forwarded. */
static void forwarders_make(struct sim *s)
{
	if (sim_below(&s->state, 2) == 0)
		return;
	s->forward.stub = sim_below(&s->state, 3) == 0;
	s->forward.count = (uint8_t)(1 + sim_below(&s->state, REQ_FORWARD_MAX));
	for (unsigned i = 0; i < s->forward.count; i++) {
		uint8_t octets[4];
		wire_set_u32(octets, FORWARDERS + i);
		s->forward.to[i] = addr_from_octets(span_of(octets, 4), 53);
		s->forward_mood[i] = s->calm || sim_below(&s->state, 2) == 0
		                             ? HONEST
		                             : (uint8_t)sim_below(&s->state, MOODS);
	}
}

static void hints_make(struct sim *s)
{
	const struct tree_zone *root = &s->tree.zone[0];
	hints_clear(&s->hints);
	for (unsigned k = 0; k < root->server_count; k++) {
		uint8_t octets[4];
		wire_set_u32(octets, root->address[k]);
		enum err e = hints_add(&s->hints, root->server[k].wire, span_of(octets, 4), 53);
		assert(e == OK);
		(void)e;
	}
}

/* Begin with the root's key, or a digest of it. */
static void trust_root(struct sim *s)
{
	struct anchor *root;
	uint8_t ds[64];
	s->anchors = anchors_new();
	enum err e = anchors_make(s->anchors, name_root, &root);
	size_t len = signed_ds(0, name_root, ds, sizeof(ds));
	if (e == OK && sim_below(&s->state, 2) == 0)
		e = anchor_add(root, RR_DNSKEY, 600, signed_dnskey(0));
	else if (e == OK)
		e = anchor_add(root, RR_DS, 600, span_of(ds, len));
	assert(e == OK);
	(void)e;
	s->env.anchors = s->anchors;
	s->env.validator = validator_new();
}

static void begin(struct sim *s, uint64_t seed)
{
	struct cache_options cache;
	struct due *due = s->due;
	memset(s, 0, sizeof(*s));
	s->due = due;
	for (unsigned i = 0; i < EVENTS; i++)
		s->due[i].used = false;
	s->state = seed;
	rand_replay(seed | 1);
	s->calm = seed % 4 == 0;
	s->is_signed = seed / 4 % 2 != 0;
	tree_make(&s->tree, &s->state, (struct wall){s->is_signed ? START_S : 0});
	s->loss = s->calm ? 0 : sim_below(&s->state, 30);
	s->repeats = s->calm ? 0 : sim_below(&s->state, 30);
	s->forged = s->calm ? 0 : sim_below(&s->state, 10);
	moods_make(s);
	forwarders_make(s);
	hints_make(s);
	cache_options_init(&cache);
	s->env = (struct engine_env){
		.cache = cache_new(&cache), .upstream = up_new(200), .hints = &s->hints};
	if (s->is_signed)
		trust_root(s);
	req_options_init(&s->options);
	s->options.ip6 = false;
	s->options.no_special = true;
	s->options.minimise = sim_below(&s->state, 3) != 0;
	if (!s->calm)
		s->options.limits.sends_total = (uint16_t)(10 + sim_below(&s->state, 190));
	s->now = (struct mono){1000 * NS_PER_S};
	s->wall_offset = START_S - s->now.ns / NS_PER_S;
	heap_init(&s->timers);
	for (unsigned i = 0; i < CLIENTS; i++)
		req_init(&s->client[i].request);
	due_new(s, DUE_ARRIVE, s->now.ns);
	if (!s->calm) {
		due_new(s, DUE_JUMP, in_ms(s, sim_below(&s->state, 8000)));
		due_new(s, DUE_RESTART, in_ms(s, sim_below(&s->state, 8000)));
	}
}

/* A set that the cache holds for secure is what the zone says. */
static bool visit(void *ctx, const struct cache_item *item)
{
	struct sim *s = ctx;
	struct cache_entry entry;
	struct arena arena;
	const struct cache_key_parts *k = item->key;
	const struct cache_key *key = CACHE_KEY(k->kind, k->name.wire, k->type);
	struct wall stored = {item->head.stored};
	if (k->kind != CACHE_SET || k->type != RR_A || !(item->head.rank & CACHE_RANK_SECURE))
		return true;
	arena_init(&arena, 0);
	if (cache_value_read(&entry, key, item->value, stored, &arena) == OK) {
		struct tree_truth truth = tree_truth(&s->tree, k->name.wire, RR_A);
		struct span rdata = rrset_first(&entry.sets[0]);
		if (!truth.secure || !truth.has_data || truth.aliases > 0 ||
		    wire_get_u32(rdata.data) != truth.address)
			blame(s, "what is not true is cached as secure");
	}
	arena_deinit(&arena);
	return true;
}

static void end(struct sim *s)
{
	struct wall now = {s->now.ns / NS_PER_S + s->wall_offset};
	cache_each(s->env.cache, name_root, false, now, visit, s);
	for (unsigned i = 0; i < CLIENTS; i++)
		req_deinit(&s->client[i].request);
	heap_deinit(&s->timers);
	if (s->is_signed) {
		validator_free(s->env.validator);
		anchors_free(s->anchors);
	}
	cache_free(s->env.cache);
	up_free(s->env.upstream);
}

/* Seconds; now and then to where no signature is valid. */
static int64_t jump(struct sim *s)
{
	int64_t most = sim_below(&s->state, 4) == 0 ? 2 * SIGNED_DAYS * DAY_S : DAY_S;
	return (int64_t)(sim_draw(&s->state) % (uint64_t)(2 * most)) - most;
}

static void play(struct sim *s, uint64_t seed)
{
	begin(s, seed);
	for (struct heap_item *first; (first = heap_first(&s->timers)) != NULL;) {
		struct due *d = CONTAINER_OF(first, struct due, item);
		s->now.ns = MAX_OF(s->now.ns, first->key);
		heap_remove(&s->timers, first);
		d->used = false;
		switch (d->kind) {
		case DUE_ARRIVE:
			arrive(s);
			break;
		case DUE_EVENT:
			happen(s, d);
			break;
		case DUE_JUMP:
			s->wall_offset += jump(s);
			break;
		case DUE_RESTART:
			restart(s);
			break;
		}
	}
	if (s->ended != s->started)
		blame(s, "a request was never answered");
	end(s);
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	argv += verbose;
	argc -= verbose;
	bool broken = argc > 1 && strcmp(argv[1], "-w") == 0;
	argv += broken;
	argc -= broken;
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 10) : argc > 1 ? 1 : 300;
	static struct sim s;
	unsigned bad = 0, failed = 0, asked = 0, secure = 0;
	s.due = mem_calloc(EVENTS, sizeof(*s.due));
	signed_init();
	(void)hash_seed(); /* drawn once per process: not in the first run alone */
	for (uint64_t seed = first; seed < first + count && !(broken && bad > 0); seed++) {
		play(&s, seed);
		uint64_t trail = s.trail;
		const char *wrong = s.wrong;
		failed += s.failed;
		asked += s.started;
		secure += s.secure;
		if (verbose)
			printf("seed %llu: %u zones, loss %u %%, %u of %u failed, %u secure\n",
			       (unsigned long long)seed, s.tree.count, s.loss, s.failed, s.started,
			       s.secure);
		play(&s, seed);
		if (wrong == NULL && s.trail != trail)
			wrong = "the same seed went another way";
		if (wrong != NULL)
			printf("seed %llu: %s\n", (unsigned long long)seed, wrong);
		bad += wrong != NULL;
	}
	printf("%llu seeds, %u requests, %u not resolved, %u secure, %u seeds wrong\n",
	       (unsigned long long)count, asked, failed, secure, bad);
	mem_free(s.due);
	signed_deinit();
	return (bad > 0) != broken;
}
