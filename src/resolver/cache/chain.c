/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chains in the store.  Every record is an entry under its own key; a zone's NSEC3 parameters are
 * an entry too.  What is read was once validated, but the file may be damaged: whoever proves
 * something with it checks again that it fits (sec/denial.h).
 */

#include "resolver/cache/chain.h"

#include "resolver/cache/level.h"
#include "sec/nsec.h"
#include "sec/rrsig.h"

enum {
	SIGS_MAX = 4,
	SIGS_ROOM = 2048, /* octets of them */
	NSEC3_SPAN_LEAST = 8,
	NAME_ROUNDS = 2048, /* of SHA-1 for forgetting one name */
};

/* ---- what is worth keeping ---- */

/* The signatures that say: in this zone, not from a wildcard (RFC 8198 section 4). */
static bool choose_sigs(struct rrset *out, uint8_t room[SIGS_ROOM], const uint8_t *zone,
                        const struct rrset *set, const struct rrset *sigs)
{
	struct wire_writer w = wire_writer_of(room, SIGS_ROOM);
	struct rrset_iter it = rrset_iter_of(sigs);
	*out = *sigs;
	out->count = 0;
	for (struct span rdata; rrset_next(&it, &rdata) && out->count < SIGS_MAX;) {
		struct rrsig sig;
		if (rrsig_read(&sig, rdata) != OK || sig.type != set->type ||
		    !name_equal(sig.signer, zone) || rrsig_is_expanded(&sig, set->owner) ||
		    w.cap - w.pos < 2 + rdata.len)
			continue;
		wire_write_u16(&w, (uint16_t)rdata.len);
		wire_write_span(&w, rdata);
		out->count++;
	}
	out->records = room;
	out->size = (uint32_t)w.pos;
	return out->count > 0;
}

/* "\000.owner" is the next name of one who makes records for each question (RFC 4470, RFC 9824). */
static bool covers_nothing(const struct nsec *n)
{
	return n->next[0] == 1 && n->next[1] == 0 && name_equal(name_parent(n->next), n->owner);
}

static bool nsec_is_useful(const uint8_t *zone, const struct rrset *set)
{
	struct nsec n;
	return nsec_read(&n, set->owner, rrset_first(set)) == OK && nsec_is_sound(&n, zone) &&
	       !covers_nothing(&n);
}

/* Do hashes stand so near that somebody made the record for one name (RFC 7129 appendix B)? */
static bool is_narrow(const struct nsec3 *n)
{
	const size_t head = NSEC3_HASH_LEN - 4;
	if (memcmp(n->hash, n->next, head) != 0)
		return false;
	return wire_get_u32(n->next + head) - wire_get_u32(n->hash + head) - 1 < NSEC3_SPAN_LEAST;
}

static bool nsec3_is_useful(struct nsec3 *n, const uint8_t *zone, const struct rrset *set)
{
	return nsec3_read(n, set->owner, rrset_first(set)) == OK &&
	       name_equal(name_parent(set->owner), zone) && !(n->params.flags & NSEC3_OPT_OUT) &&
	       n->params.iterations <= NSEC3_ITERATIONS_MAX && !is_narrow(n);
}

/* ---- NSEC3 parameters ---- */

/* FNV-1a: the same for all who share the store. */
static uint32_t tag_of(const struct nsec3_params *p)
{
	uint32_t h = UINT32_C(2166136261);
	const uint8_t fixed[] = {p->algorithm, (uint8_t)(p->iterations >> 8),
	                         (uint8_t)p->iterations};
	for (size_t i = 0; i < sizeof(fixed); i++)
		h = (h ^ fixed[i]) * UINT32_C(16777619);
	for (size_t i = 0; i < p->salt.len; i++)
		h = (h ^ p->salt.data[i]) * UINT32_C(16777619);
	return h;
}

static void write_chain(struct wire_writer *w, const struct nsec3_params *p)
{
	wire_write_u32(w, tag_of(p));
	wire_write_u16(w, p->iterations);
	wire_write_u8(w, (uint8_t)p->salt.len);
	wire_write_span(w, p->salt);
}

/* The next chain at the reader; the salt is borrowed. */
static bool read_chain(struct wire_reader *r, struct cache_chain *out)
{
	*out = (struct cache_chain){.params = {.algorithm = NSEC3_SHA1}};
	out->tag = wire_read_u32(r);
	out->params.iterations = wire_read_u16(r);
	out->params.salt = wire_read_span(r, wire_read_u8(r));
	return wire_done(r) == OK && out->params.iterations <= NSEC3_ITERATIONS_MAX;
}

/* The chains of a zone; salts are borrowed from the store. */
static unsigned find_chains(struct rrcache *c, const uint8_t *zone, struct wall now,
                            struct cache_chain out[CACHE_CHAINS_MAX], int64_t *expires)
{
	struct cache_octets key;
	struct cache_head head;
	struct span value;
	unsigned count = 0;
	if (!cache_key_nsec3_params(&key, zone) ||
	    !level_find(c, cache_octets_span(&key), &value) ||
	    !cache_value_head(&head, value, now) || head.expires <= now.s)
		return 0;
	struct wire_reader r = wire_reader_of(span_skip(value, CACHE_HEAD));
	*expires = head.expires;
	while (count < CACHE_CHAINS_MAX && wire_left(&r) > 0 && read_chain(&r, &out[count]))
		count++;
	return count;
}

unsigned cache_find_chains(struct rrcache *c, const uint8_t *zone, struct wall now,
                           struct arena *arena, struct cache_chain out[CACHE_CHAINS_MAX])
{
	int64_t expires;
	unsigned count = find_chains(c, zone, now, out, &expires);
	for (unsigned i = 0; i < count; i++) {
		struct span *salt = &out[i].params.salt;
		void *copy;
		if (arena_try(arena, salt->len + 1, &copy) != OK)
			return i;
		if (salt->len > 0)
			memcpy(copy, salt->data, salt->len);
		salt->data = copy;
	}
	return count;
}

/* Put these parameters first among those of the zone. */
static void note_chain(struct rrcache *c, const uint8_t *zone, const struct nsec3_params *p,
                       uint32_t ttl, struct wall now)
{
	struct cache_chain old[CACHE_CHAINS_MAX];
	struct cache_octets key;
	int64_t expires = 0;
	uint8_t octets[CACHE_HEAD + CACHE_CHAINS_MAX * (4 + 2 + 1 + UINT8_MAX)];
	unsigned count = find_chains(c, zone, now, old, &expires), written = 1;
	/* Written anew only when that changes something that matters. */
	if (count > 0 && nsec3_params_equal(&old[0].params, p) && expires >= now.s + ttl / 2)
		return;
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	cache_value_write_head(&w, CACHE_RANK_SECURE, ttl, now);
	write_chain(&w, p);
	for (unsigned i = 0; i < count && written < CACHE_CHAINS_MAX; i++) {
		if (nsec3_params_equal(&old[i].params, p))
			continue;
		write_chain(&w, &old[i].params);
		written++;
	}
	if (w.err == OK && cache_key_nsec3_params(&key, zone))
		level_put_chain(c, cache_octets_span(&key), wire_written(&w));
}

/* ---- putting ---- */

bool cache_put_denial(struct rrcache *c, const uint8_t *zone, const struct rrset *set,
                      const struct rrset *sigs, uint32_t ttl, struct wall now)
{
	struct cache_octets key;
	struct rrset sets[2] = {*set};
	struct nsec3 n;
	uint8_t room[SIGS_ROOM];
	struct cache_entry e = {.rank = CACHE_RANK_SECURE, .count = 2, .sets = sets};
	e.ttl = MIN_OF(cache_clamp_ttl(c, CACHE_NODATA, ttl), ttl); /* never beyond a signature */
	if (set->count != 1 || e.ttl == 0 || !choose_sigs(&sets[1], room, zone, set, sigs))
		return false;
	if (set->type == RR_NSEC) {
		if (!nsec_is_useful(zone, set) || !cache_key_nsec(&key, zone, set->owner))
			return false;
	} else {
		if (set->type != RR_NSEC3 || !nsec3_is_useful(&n, zone, set) ||
		    !cache_key_nsec3(&key, zone, tag_of(&n.params), n.hash))
			return false;
		note_chain(c, zone, &n.params, e.ttl, now);
	}
	sets[0].ttl = sets[1].ttl = e.ttl;
	level_follow_clock(c, now);
	size_t len = cache_value_write(c->value, CACHE_KEY(CACHE_CHAIN, set->owner, set->type), &e,
	                               now);
	if (len == 0)
		return false;
	level_put_chain(c, cache_octets_span(&key), span_of(c->value, len));
	c->numbers.inserts++;
	return true;
}

/* ---- finding ---- */

static const uint8_t highest_hash[NSEC3_HASH_LEN] = {
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

static bool read_proof(struct cache_proof *out, const uint8_t *owner, uint16_t type,
                       struct span value, struct wall now, struct arena *arena)
{
	struct cache_entry e;
	if (cache_value_read(&e, CACHE_KEY(CACHE_CHAIN, owner, type), value, now, arena) != OK ||
	    e.ttl == 0 || e.count != 2 || !(e.rank & CACHE_RANK_SECURE) || e.sets[0].count != 1 ||
	    e.sets[0].type != type || e.sets[1].type != RR_RRSIG)
		return false;
	out->set = e.sets[0];
	out->sigs = e.sets[1];
	return true;
}

/* The entry at the key or before it, among those that begin with the first `prefix` octets of it.
 */
static bool find_before(struct rrcache *c, const struct cache_octets *key, size_t prefix,
                        struct cache_key_parts *parts, struct span *found, struct span *value)
{
	return level_find_before(c, cache_octets_span(key), found, value) && found->len >= prefix &&
	       memcmp(found->data, key->octets, prefix) == 0 && cache_key_read(parts, *found);
}

bool cache_find_nsec(struct rrcache *c, const uint8_t *zone, const uint8_t *name, struct wall now,
                     struct arena *arena, struct cache_proof *out)
{
	struct cache_octets key, all;
	struct cache_key_parts parts;
	struct span found, value;
	return cache_key_nsec(&key, zone, name) && cache_key_nsec(&all, zone, NULL) &&
	       find_before(c, &key, all.len, &parts, &found, &value) &&
	       read_proof(out, parts.owner.wire, RR_NSEC, value, now, arena);
}

static bool read_nsec3(struct cache_proof *out, const uint8_t *zone, const uint8_t *hash,
                       struct span value, struct wall now, struct arena *arena)
{
	struct name owner;
	return nsec3_owner(&owner, hash, zone) == OK &&
	       read_proof(out, owner.wire, RR_NSEC3, value, now, arena);
}

bool cache_find_nsec3(struct rrcache *c, const uint8_t *zone, const struct cache_chain *chain,
                      const uint8_t hash[NSEC3_HASH_LEN], struct wall now, struct arena *arena,
                      struct cache_proof *out)
{
	struct cache_octets key;
	struct span value;
	return cache_key_nsec3(&key, zone, chain->tag, hash) &&
	       level_find(c, cache_octets_span(&key), &value) &&
	       read_nsec3(out, zone, hash, value, now, arena);
}

bool cache_find_nsec3_before(struct rrcache *c, const uint8_t *zone,
                             const struct cache_chain *chain, const uint8_t hash[NSEC3_HASH_LEN],
                             struct wall now, struct arena *arena, struct cache_proof *out)
{
	struct cache_octets key, all;
	struct cache_key_parts parts;
	struct span found, value;
	if (!cache_key_nsec3(&all, zone, chain->tag, NULL) ||
	    !cache_key_nsec3(&key, zone, chain->tag, hash))
		return false;
	if (!find_before(c, &key, all.len, &parts, &found, &value) &&
	    (!cache_key_nsec3(&key, zone, chain->tag, highest_hash) ||
	     !find_before(c, &key, all.len, &parts, &found, &value)))
		return false;
	uint8_t own[NSEC3_HASH_LEN];
	memcpy(own, found.data + found.len - NSEC3_HASH_LEN, sizeof(own));
	return read_nsec3(out, zone, own, value, now, arena);
}

/* ---- forgetting ---- */

/* The last record that is not behind the key and begins with the first `prefix` octets of it. */
static bool drop_before(struct rrcache *c, const struct cache_octets *key, size_t prefix)
{
	struct cache_key_parts parts;
	struct cache_octets own;
	struct span found, value;
	if (!find_before(c, key, prefix, &parts, &found, &value))
		return false;
	memcpy(own.octets, found.data, found.len);
	own.len = (uint16_t)found.len;
	level_delete(c, cache_octets_span(&own));
	level_flush(c); /* the next look must not find it */
	return true;
}

static void drop_nsec(struct rrcache *c, const uint8_t *zone, const uint8_t *name)
{
	struct cache_octets key, all, behind;
	if (!cache_key_nsec(&all, zone, NULL) || !cache_key_nsec(&key, zone, name))
		return;
	(void)drop_before(c, &key, all.len); /* there may be none */
	behind = key;
	cache_key_behind(&behind);
	while (drop_before(c, &behind, key.len)) {
	}
}

/* The records that match or cover the name and those above it. */
static void drop_nsec3(struct rrcache *c, const uint8_t *zone, const struct cache_chain *chain,
                       const uint8_t *name)
{
	unsigned rounds = NAME_ROUNDS;
	for (const uint8_t *n = name; !name_equal(n, zone); n = name_parent(n)) {
		uint8_t hash[NSEC3_HASH_LEN];
		struct cache_octets key, all;
		if (rounds < nsec3_rounds(&chain->params))
			return;
		rounds -= nsec3_rounds(&chain->params);
		nsec3_name_hash(hash, &chain->params, n);
		if (!cache_key_nsec3(&all, zone, chain->tag, NULL) ||
		    !cache_key_nsec3(&key, zone, chain->tag, hash) || drop_before(c, &key, all.len))
			continue;
		/* Before the first of a chain comes the last. */
		if (cache_key_nsec3(&key, zone, chain->tag, highest_hash))
			(void)drop_before(c, &key, all.len);
	}
}

void cache_drop_denials(struct rrcache *c, const uint8_t *name, struct wall now)
{
	struct arena arena;
	arena_init(&arena, 0);
	for (const uint8_t *zone = name; !name_is_root(zone);) {
		struct cache_chain chains[CACHE_CHAINS_MAX];
		zone = name_parent(zone);
		drop_nsec(c, zone, name);
		unsigned count = cache_find_chains(c, zone, now, &arena, chains);
		for (unsigned i = 0; i < count; i++)
			drop_nsec3(c, zone, &chains[i], name);
	}
	arena_deinit(&arena);
}
