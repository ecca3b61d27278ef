/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replies to a validating resolver: true ones of a small signed internet, mixed, cut and damaged as
 * the input says.  Whatever comes, an answer that is called secure is the truth, nothing bogus
 * reaches a client without CD, and the request ends within its budget.
 */

#include "base/rand.h"
#include "dns/rdata.h"
#include "resolver/engine/engine.h"
#include "sec/ds.h"
#include "sec/rrsig.h"

#include <stdlib.h>

enum { STEPS_MAX = 20000, NOW = 1700000000 };

/* What there is: a root that delegates example., and one name below with a wildcard beside it. */
struct fact {
	const char *zone, *owner;
	uint16_t type;
	const char *rdata; /* presentation; "@": key or DS of the owner */
};

static const struct fact facts[] = {
	{".", ".", 6, "ns. h. 1 2 3 4 300"},
	{".", ".", 48, "@"},
	{".", ".", 47, "example. NS SOA RRSIG NSEC DNSKEY"},
	{".", "example.", 43, "@"},
	{".", "example.", 47, "u. NS DS RRSIG NSEC"},
	{".", "u.", 47, ". NS RRSIG NSEC"},
	{"example.", "example.", 6, "ns. h. 1 2 3 4 300"},
	{"example.", "example.", 48, "@"},
	{"example.", "example.", 47, "w.example. NS SOA RRSIG NSEC DNSKEY"},
	{"example.", "w.example.", 1, "192.0.2.9"},
	{"example.", "w.example.", 47, "*.x.example. A RRSIG NSEC"},
	{"example.", "*.x.example.", 16, "wild"},
	{"example.", "*.x.example.", 47, "example. TXT RRSIG NSEC"},
};

struct signed_set {
	struct rrset set, sigs;
};

static struct signed_set sets[ARRAY_LEN(facts)];
static struct crypto_key *keys[2]; /* of the root, of example. */
static struct arena memory;
static struct anchors *anchors;

static void need(enum err err)
{
	if (err != OK)
		abort();
}

static const uint8_t *text_name(const char *text)
{
	struct name n;
	need(name_parse_str(&n, text));
	return arena_dup(&memory, n.wire, n.len);
}

static int key_of(const char *zone)
{
	return zone[0] == '.' ? 0 : 1;
}

static size_t put_key(uint8_t *buf, size_t cap, const char *zone)
{
	struct wire_writer w = wire_writer_of(buf, cap);
	dnskey_rdata_write(&w, 257, CRYPTO_ED25519, crypto_key_public(keys[key_of(zone)]));
	return w.pos;
}

static void put_rdata(struct wire_writer *w, const struct fact *f)
{
	uint8_t key[64];
	size_t len = put_key(key, sizeof(key), f->owner);
	if (f->rdata[0] != '@')
		need(rdata_parse_line(w, f->type, span_str(f->rdata), name_root));
	else if (f->type == RR_DS)
		need(ds_write(w, text_name(f->owner), span_of(key, len), DS_SHA256));
	else
		wire_write_octets(w, key, len);
}

static void sign(const struct fact *f, struct signed_set *s)
{
	uint8_t rdata[300], key[64];
	struct crypto_signer *signer;
	struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
	put_rdata(&w, f);
	s->set = (struct rrset){
		.owner = text_name(f->owner), .type = f->type, .class_ = CLASS_IN, .ttl = 600};
	s->sigs = s->set;
	s->sigs.type = RR_RRSIG;
	need(rrset_add(&s->set, &memory, wire_written(&w)));
	need(crypto_signer_new(&signer, keys[key_of(f->zone)], NULL));
	size_t len = put_key(key, sizeof(key), f->zone);
	struct rrsig_maker m = {.zone = text_name(f->zone),
	                        .tag = dnskey_tag(span_of(key, len)),
	                        .algorithm = CRYPTO_ED25519,
	                        .signature_len = crypto_key_signature_len(keys[0]),
	                        .signer = signer,
	                        .inception = {NOW - 1000},
	                        .expiration = {NOW + 1000000}};
	w = wire_writer_of(rdata, sizeof(rdata));
	need(rrsig_write(&w, &m, &s->set));
	need(rrset_add(&s->sigs, &memory, wire_written(&w)));
	canonical_deinit(&m.memory);
	crypto_signer_free(signer);
}

static void make_internet(void)
{
	uint8_t key[64];
	struct anchor *root;
	arena_init(&memory, 0);
	for (int i = 0; i < 2; i++) { /* the same keys in every run */
		uint8_t secret[32];
		memset(secret, i + 1, sizeof(secret));
		const struct crypto_private numbers = {.secret = span_of(secret, sizeof(secret))};
		need(crypto_key_from_private(&keys[i], CRYPTO_ED25519, &numbers));
	}
	for (size_t i = 0; i < ARRAY_LEN(facts); i++)
		sign(&facts[i], &sets[i]);
	anchors = anchors_new();
	need(anchors_make(anchors, name_root, &root));
	size_t len = put_key(key, sizeof(key), ".");
	need(anchor_add(root, RR_DNSKEY, 600, span_of(key, len)));
}

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

static void put(struct msg_writer *w, enum msg_section section, const struct signed_set *s,
                const uint8_t *owner, bool with_sigs)
{
	struct rrset set = s->set, sigs = s->sigs;
	set.owner = sigs.owner = owner;
	enum err ignored = msg_put_rrset(w, section, &set);
	if (with_sigs)
		ignored = msg_put_rrset(w, section, &sigs);
	(void)ignored;
}

/* The truth about a question, as its zone's server says it, and then what the input makes of it. */
static size_t make_reply(struct input *in, const struct msg *q, uint8_t *buf)
{
	struct msg_writer w;
	unsigned how = take(in), rcode = RCODE_NOERROR;
	bool found = false;
	msg_writer_init(&w, buf, 4096, 0, MSG_QR | MSG_AA);
	need(msg_put_question(&w, q->qname.wire, q->qtype, q->qclass));
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		if (sets[i].set.type != q->qtype || !name_equal(sets[i].set.owner, q->qname.wire))
			continue;
		found = true;
		put(&w, SECTION_ANSWER, &sets[i], sets[i].set.owner, !(how & 1));
	}
	if (how & 2) /* any set under the name that was asked for */
		put(&w, SECTION_ANSWER, &sets[take(in) % ARRAY_LEN(facts)], q->qname.wire,
		    !(how & 1));
	for (size_t i = 0; !found && i < ARRAY_LEN(facts); i++) {
		bool proof = sets[i].set.type == RR_NSEC || sets[i].set.type == RR_SOA;
		bool near = facts[i].zone[0] != '.' || name_labels(q->qname.wire) < 2;
		if (proof && near)
			put(&w, SECTION_AUTHORITY, &sets[i], sets[i].set.owner, !(how & 1));
	}
	for (unsigned more = how >> 5; more > 0; more--) {
		const struct signed_set *s = &sets[take(in) % ARRAY_LEN(facts)];
		put(&w, SECTION_AUTHORITY, s, s->set.owner, true);
	}
	if (how & 4)
		rcode = RCODE_NXDOMAIN;
	msg_set_flags(&w, (uint16_t)(MSG_QR | MSG_AA | rcode));
	size_t len = msg_finish(&w);
	if (how & 8) { /* damaged behind the header */
		for (unsigned i = take(in) % 4; i > 0; i--)
			buf[12 + (take(in) * 256u + take(in)) % (len - 12)] ^= (uint8_t)take(in);
	}
	return len;
}

/* Is this set among the facts, or made from the wildcard? */
static bool is_true(const struct rrset *set)
{
	static const uint8_t wild[] = "\1x\7example";
	for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
		const struct rrset *f = &sets[i].set;
		bool same = name_equal(f->owner, set->owner) ||
		            (name_is_wildcard(f->owner) && name_is_under(set->owner, wild));
		if (same && f->type == set->type && f->size == set->size) {
			/* names in record data may come in another case */
			bool equal = true;
			for (uint32_t k = 0; k < f->size; k++)
				equal = equal && name_lower_octet(f->records[k]) ==
				                         name_lower_octet(set->records[k]);
			if (equal)
				return true;
		}
	}
	return false;
}

static void judge(const struct request *r)
{
	const struct req_answer *a = &r->answer;
	if (!a->secure)
		return;
	for (size_t i = 0; i < a->answer_count; i++) {
		if (!is_true(&a->answer[i].data))
			abort();
	}
	for (size_t i = 0; i < ARRAY_LEN(facts) && a->answer_count == 0; i++) {
		bool same = name_equal(sets[i].set.owner, r->client.qname.wire);
		/* neither what exists nor its type is denied */
		if (same && (a->rcode == RCODE_NXDOMAIN || sets[i].set.type == r->client.qtype))
			abort();
	}
}

static void drive(const struct engine_env *env, struct request *r, struct input *in)
{
	static uint8_t buf[MSG_MAX_LEN];
	struct engine_event event = {.type = ENGINE_BEGIN};
	struct engine_actions actions;
	unsigned sends = 0;
	struct mono now = {NS_PER_S};
	struct msg query;
	for (unsigned i = 0; i < STEPS_MAX; i++) {
		event.now = now;
		event.wall = (struct wall){NOW};
		engine_step(env, r, &event, &actions);
		event = (struct engine_event){.type = ENGINE_WAKE};
		for (unsigned k = 0; k < actions.count; k++) {
			const struct engine_action *a = &actions.list[k];
			if (a->type == ENGINE_ANSWER)
				return;
			if (a->type != ENGINE_ASK)
				continue;
			if (++sends > r->options.limits.sends_total)
				abort();
			need(msg_parse(&query, a->ask.message));
			size_t len = make_reply(in, &query, buf);
			event = (struct engine_event){.type = ENGINE_REPLY,
			                              .ask = a->ask.number,
			                              .reply = span_of(buf, len)};
			now = mono_add_ms(now, 3);
		}
	}
	abort(); /* no end */
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"w.example.", "v.example.", "example.", "a.x.example.",
	                                    "u.",         ".",          "t."};
	static const uint16_t types[] = {RR_A, RR_TXT, RR_DS, RR_DNSKEY};
	static struct request r;
	static struct engine_hints hints;
	struct input in = {data, size};
	struct req_client client;
	struct req_options options;
	struct cache_options cache;
	if (anchors == NULL)
		make_internet();
	rand_replay(1);
	hints_init(&hints);
	cache_options_init(&cache);
	cache.max_bytes = 100000;
	struct engine_env env = {
		.cache = cache_new(&cache),
		.upstream = up_new(8),
		.hints = &hints,
		.anchors = anchors,
		.validator = validator_new(),
	};
	req_options_init(&options);
	options.minimise = false;
	req_init(&r);
	for (unsigned i = 0; i < 3; i++) {
		unsigned how = take(&in);
		struct name qname;
		need(name_parse_str(&qname, names[how % ARRAY_LEN(names)]));
		req_client_internal(&client, qname.wire, types[how / 8 % ARRAY_LEN(types)], true);
		if (how & 128)
			client.flags |= MSG_CD;
		req_reset(&r, i + 1, &client, &options);
		drive(&env, &r, &in);
		if (!(how & 128))
			judge(&r);
	}
	req_deinit(&r);
	cache_free(env.cache);
	up_free(env.upstream);
	validator_free(env.validator);
	rand_replay(0);
	return 0;
}
