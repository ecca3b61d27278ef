/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zones "example." out of a pool of lines, each in or out; a key of each role that signs without
 * random numbers, so that what is signed twice is the same to the octet.
 */
#pragma once

#include "../zone_text.h"
#include "base/rand.h"
#include "dns/rrtype.h"
#include "server/sign/sign.h"
#include "server/zone/check_sign.h"
#include "server/zone/edit.h"

enum { SIGN_NOW = 1750000000 };

struct world {
	struct crypto_key *pairs[2];
	struct sign_key keys[2];
	struct apex_records apex;
	struct sign_input in;
	struct arena arena;
};

static const uint8_t world_zone[] = "\7example";

static inline void world_key(struct world *w, unsigned i, uint16_t flags)
{
	uint8_t rdata[600];
	struct wire_writer out = wire_writer_of(rdata, sizeof(rdata));
	assert_ok(crypto_key_generate(&w->pairs[i], CRYPTO_ED25519, 0));
	dnskey_rdata_write(&out, flags, CRYPTO_ED25519, crypto_key_public(w->pairs[i]));
	w->keys[i] = (struct sign_key){
		.pair = w->pairs[i],
		.tag = dnskey_tag(wire_written(&out)),
		.algorithm = CRYPTO_ED25519,
		.signs_keys = (flags & DNSKEY_SEP) != 0,
		.signs_zone = (flags & DNSKEY_SEP) == 0,
	};
	assert_ok(rrset_add(&w->apex.dnskey, &w->arena, wire_written(&out)));
}

static inline void world_init(struct world *w)
{
	*w = (struct world){0};
	arena_init(&w->arena, 0);
	w->apex.dnskey = (struct rrset){
		.owner = world_zone, .type = RR_DNSKEY, .class_ = CLASS_IN, .ttl = 60};
	w->apex.cdnskey = (struct rrset){
		.owner = world_zone, .type = RR_CDNSKEY, .class_ = CLASS_IN, .ttl = 0};
	w->apex.cds = (struct rrset){
		.owner = world_zone, .type = RR_CDS, .class_ = CLASS_IN, .ttl = 0};
	do { /* of two tags */
		crypto_key_unref(w->pairs[0]);
		crypto_key_unref(w->pairs[1]);
		w->apex.dnskey.count = 0;
		w->apex.dnskey.size = 0;
		world_key(w, 0, DNSKEY_ZONE | DNSKEY_SEP);
		world_key(w, 1, DNSKEY_ZONE);
	} while (w->keys[0].tag == w->keys[1].tag);
	w->in = (struct sign_input){
		.keys = w->keys,
		.key_count = 2,
		.apex = &w->apex,
		.policy = {.lifetime_s = 1209600,
	                   .refresh_s = 300000,
	                   .pre_refresh_s = 3600,
	                   .threads = 2,
	                   .salt = span_of("\xab\xcd", 2)},
		.now = {SIGN_NOW},
	};
}

static inline void world_deinit(struct world *w)
{
	crypto_key_unref(w->pairs[0]);
	crypto_key_unref(w->pairs[1]);
	arena_deinit(&w->arena);
}

static inline void world_tell(void *arg, const struct zone_check_finding *f)
{
	struct text t;
	text_init(&t);
	name_print(&t, f->owner);
	text_printf(&t, " %s%s%s", zone_check_text(f->kind), f->detail != NULL ? " " : "",
	            f->detail != NULL ? f->detail : "");
	print_error("%s\n", t.buf);
	text_deinit(&t);
	(void)arg;
}

static inline void assert_signed_well(const struct zone_version *v, int64_t now)
{
	const struct zone_sign_check options = {.now = {now}};
	assert_true(zone_check_signatures(v, &options, world_tell, NULL));
}

static inline enum err world_change(struct zone_edit *e, const char *line, bool adds)
{
	static uint8_t octets[65536];
	struct name origin, owner;
	struct zone_record r = {0};
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	const char *at = line;
	assert_ok(name_parse_str(&origin, "example."));
	assert_ok(name_parse(&owner, word_cut(&at), origin.wire));
	name_lower(owner.wire, owner.len);
	r.owner = owner.wire;
	r.ttl = (uint32_t)strtoul((const char *)word_cut(&at).data, NULL, 10);
	assert_ok(rrtype_parse(&r.type, word_cut(&at)));
	assert_ok(rdata_parse_line(&w, r.type, span_str(at), origin.wire));
	rdata_lower(r.type, octets, w.pos);
	r.rdata = wire_written(&w);
	return adds ? zone_edit_add(e, &r) : zone_edit_remove(e, &r);
}

/* What every signing ends with; the version before is freed. */
static inline struct zone_version *world_finish(struct world *w, struct zone_edit *e,
                                                struct zone_version *old, bool trusts)
{
	struct sign_result result;
	assert_ok(sign_apex(e, trusts ? old : NULL, &w->in, &result));
	struct zone_version *v = zone_edit_finish(e);
	zone_version_free(old);
	return v;
}

/* Sign a whole version, which is freed. */
static inline struct zone_version *world_sign(struct world *w, struct zone_version *plain)
{
	struct sign_result result;
	struct zone_edit *e = zone_edit_new(plain);
	assert_ok(sign_zone(e, NULL, &w->in, &result));
	return world_finish(w, e, plain, false);
}

static inline struct zone_version *world_zone_of(const char *const *lines)
{
	return zone_from_text("example.", lines);
}

/* Two versions are the same to the octet. */
static inline void assert_same_versions(const struct zone_version *a, const struct zone_version *b)
{
	struct zone_iter *x = mem_alloc(sizeof(*x)), *y = mem_alloc(sizeof(*y));
	const struct zone_node *n, *m;
	zone_iter_init(x, a);
	zone_iter_init(y, b);
	do {
		n = zone_next(x);
		m = zone_next(y);
		if (n == NULL || m == NULL) {
			if (n != m) {
				struct text t;
				text_init(&t);
				name_print(&t, n != NULL ? n->name : m->name);
				print_error("only in %s: %s\n", n != NULL ? "first" : "second",
				            t.buf);
				fail();
			}
			break;
		}
		if (n->flags != m->flags || n->size != m->size || memcmp(n, m, n->size) != 0) {
			struct text t;
			text_init(&t);
			name_print(&t, n->name);
			text_put(&t, " against ");
			name_print(&t, m->name);
			print_error("%s: flags %x against %x, size %u against %u\n", t.buf,
			            n->flags, m->flags, n->size, m->size);
			fail();
		}
	} while (true);
	assert_int_equal(a->record_count, b->record_count);
	assert_int_equal(a->denial, b->denial);
	mem_free(x);
	mem_free(y);
}
