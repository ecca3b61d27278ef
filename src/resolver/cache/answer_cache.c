/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first-level cache.  Invariants: every entry is in one bucket and in one of two queues; the
 * octets of all entries and of the table are within the bound when a call returns.
 *
 * Queues (S3-FIFO): entries begin in the small one, a tenth of the bound.  At its end those asked
 * for again go to the main queue, the others leave and their hash is remembered as a ghost; who
 * comes back as a ghost begins in the main queue.  At the end of the main queue an entry that was
 * used goes round once more for each use counted, up to three.
 *
 * Not here: what may be cached as an answer, which the engine has decided by the TTLs it gave.
 */

#include "resolver/cache/answer_cache.h"

#include "base/hash.h"
#include "base/list.h"
#include "base/mem.h"
#include "dns/rrtype.h"

enum {
	USES_MAX = 3,
	BYTES_PER_BUCKET = 512, /* about what an entry takes: chains stay short */
	TTL_BEFORE_RDATA = 6,   /* octets from the TTL to the rdata of a record */
};

struct entry {
	struct list link;   /* in small or main */
	struct entry *next; /* in its bucket */
	uint64_t hash;
	int64_t stored_ns; /* wall clock */
	int64_t life_ns;
	struct answer_note note;
	uint32_t size; /* of this allocation */
	uint16_t body_len;
	uint16_t answer_len;
	uint16_t ttl_count;
	uint16_t counts[3];
	uint16_t flags;
	uint16_t key_len;
	uint8_t uses;
	bool in_main;
	uint8_t octets[]; /* TTL offsets, key, body */
};

struct answer_cache {
	size_t max_bytes;
	size_t bytes; /* of entries and table */
	size_t small_bytes;
	size_t entries;
	size_t mask; /* buckets - 1 */
	struct entry **buckets;
	uint32_t *ghosts;  /* as many as buckets: upper half of a hash that left not long ago */
	struct list small; /* newest first */
	struct list main;
	uint64_t hits, misses, inserts, evictions;
};

void answer_key_init(struct answer_key *k, const struct name *qname, uint16_t qtype, unsigned bits,
                     uint16_t audience)
{
	memcpy(k->octets, qname->wire, qname->len);
	name_lower(k->octets, qname->len);
	wire_set_u16(k->octets + qname->len, qtype);
	k->octets[qname->len + 2] = (uint8_t)bits;
	wire_set_u16(k->octets + qname->len + 3, audience);
	k->len = (uint16_t)(qname->len + ANSWER_KEY_EXTRA);
	k->hash = hash_octets(k->octets, k->len, hash_seed());
}

static const uint8_t *entry_key(const struct entry *e)
{
	return e->octets + 2 * e->ttl_count;
}

static const uint8_t *entry_body(const struct entry *e)
{
	return entry_key(e) + e->key_len;
}

/* ---- table and queues ---- */

static void count_bytes(struct answer_cache *c, int64_t more)
{
	c->bytes = (size_t)((int64_t)c->bytes + more);
	mem_account(MEM_CACHE, more);
}

static int64_t table_bytes(const struct answer_cache *c)
{
	return (int64_t)((c->mask + 1) * (sizeof(*c->buckets) + sizeof(*c->ghosts)));
}

static struct entry **place_of(struct answer_cache *c, uint64_t hash, const uint8_t *key,
                               size_t len)
{
	struct entry **at = &c->buckets[hash & c->mask];
	while (*at != NULL && ((*at)->hash != hash || (*at)->key_len != len ||
	                       memcmp(entry_key(*at), key, len) != 0))
		at = &(*at)->next;
	return at;
}

/* Take out of the bucket and free; it has left its queue. */
static void drop(struct answer_cache *c, struct entry *e)
{
	struct entry **at = &c->buckets[e->hash & c->mask];
	while (*at != e)
		at = &(*at)->next;
	*at = e->next;
	c->entries--;
	count_bytes(c, -(int64_t)e->size);
	mem_free(e);
}

static void enqueue(struct answer_cache *c, struct entry *e, bool in_main)
{
	e->in_main = in_main;
	list_prepend(in_main ? &c->main : &c->small, &e->link);
	if (!in_main)
		c->small_bytes += e->size;
}

static void dequeue(struct answer_cache *c, struct entry *e)
{
	list_remove(&e->link);
	if (!e->in_main)
		c->small_bytes -= e->size;
}

/* Take one step towards freeing memory: an entry leaves, or moves on with fewer uses counted. */
static void evict(struct answer_cache *c)
{
	bool from_small = list_is_empty(&c->main) || c->small_bytes > c->max_bytes / 10;
	if (from_small && list_is_empty(&c->small))
		from_small = false;
	struct list *last = from_small ? c->small.prev : c->main.prev;
	struct entry *e = LIST_ITEM(last, struct entry, link);
	dequeue(c, e);
	if (from_small ? e->uses > 1 : e->uses > 0) {
		e->uses = from_small ? 0 : (uint8_t)(e->uses - 1);
		enqueue(c, e, true);
		return;
	}
	if (from_small)
		c->ghosts[e->hash & c->mask] = (uint32_t)(e->hash >> 32);
	c->evictions++;
	drop(c, e);
}

static void make_room(struct answer_cache *c, size_t size)
{
	while (c->entries > 0 && c->bytes + size > c->max_bytes)
		evict(c);
}

/* ---- making and ending ---- */

static void table_make(struct answer_cache *c, size_t max_bytes)
{
	size_t buckets = 64;
	c->max_bytes = MAX_OF(max_bytes, (size_t)ANSWER_CACHE_LEAST);
	while (buckets * BYTES_PER_BUCKET < c->max_bytes)
		buckets *= 2;
	c->mask = buckets - 1;
	c->buckets = mem_calloc(buckets, sizeof(struct entry *));
	c->ghosts = mem_calloc(buckets, sizeof(*c->ghosts));
	count_bytes(c, table_bytes(c));
}

static void table_drop(struct answer_cache *c)
{
	count_bytes(c, -table_bytes(c));
	mem_free(c->buckets);
	mem_free(c->ghosts);
}

struct answer_cache *answer_cache_new(size_t max_bytes)
{
	struct answer_cache *c = mem_zalloc(sizeof(*c));
	list_init(&c->small);
	list_init(&c->main);
	table_make(c, max_bytes);
	return c;
}

static void queue_clear(struct answer_cache *c, struct list *queue)
{
	LIST_EACH_SAFE (it, queue) {
		struct entry *e = LIST_ITEM(it, struct entry, link);
		dequeue(c, e);
		drop(c, e);
	}
}

void answer_cache_clear(struct answer_cache *c)
{
	queue_clear(c, &c->small);
	queue_clear(c, &c->main);
	memset(c->ghosts, 0, (c->mask + 1) * sizeof(*c->ghosts));
}

void answer_cache_free(struct answer_cache *c)
{
	if (c == NULL)
		return;
	answer_cache_clear(c);
	table_drop(c);
	mem_free(c);
}

static void rehash(struct answer_cache *c, struct list *queue)
{
	LIST_EACH (it, queue) {
		struct entry *e = LIST_ITEM(it, struct entry, link);
		struct entry **at = &c->buckets[e->hash & c->mask];
		e->next = *at;
		*at = e;
	}
}

void answer_cache_resize(struct answer_cache *c, size_t max_bytes)
{
	table_drop(c);
	table_make(c, max_bytes);
	rehash(c, &c->small);
	rehash(c, &c->main);
	make_room(c, 0);
}

/* ---- putting ---- */

/* What there is to know of a message before it is kept. */
struct survey {
	uint32_t ttl; /* the lowest */
	size_t count;
	size_t answer_end;                        /* offset in the message */
	uint16_t ttl_at[ANSWER_MESSAGE_MAX / 11]; /* offsets in the body; a record has 11 octets */
};

static bool survey_take(struct survey *s, const struct msg *m)
{
	struct msg_iter it = msg_records(m);
	struct msg_rr rr;
	*s = (struct survey){.ttl = UINT32_MAX, .answer_end = m->records_at};
	while (msg_next(&it, &rr)) {
		if (s->count == ARRAY_LEN(s->ttl_at))
			return false;
		s->ttl_at[s->count++] = (uint16_t)(rr.rdata_at - TTL_BEFORE_RDATA - m->records_at);
		/* RFC 2181 section 8: the top bit set means 0. */
		s->ttl = MIN_OF(s->ttl, rr.ttl > INT32_MAX ? 0 : rr.ttl);
		if (rr.section == SECTION_ANSWER)
			s->answer_end = rr.rdata_at + rr.rdata_len;
	}
	return s->count > 0 && s->ttl > 0;
}

/* Is it a message that may be kept under the key? */
static bool message_read(struct msg *m, const struct answer_key *k, struct span message)
{
	if (message.len > ANSWER_MESSAGE_MAX || msg_parse(m, message) != OK || m->edns.present ||
	    m->tsig_at != 0 || m->qname.len + ANSWER_KEY_EXTRA != k->len)
		return false;
	unsigned rcode = msg_rcode(m);
	return !(m->flags & MSG_TC) && (rcode == RCODE_NOERROR || rcode == RCODE_NXDOMAIN);
}

static struct entry *entry_new(const struct answer_key *k, const struct msg *m,
                               const struct survey *s)
{
	size_t body_len = m->wire.len - m->records_at;
	size_t size = sizeof(struct entry) + 2 * s->count + k->len + body_len;
	struct entry *e = mem_alloc(size);
	*e = (struct entry){
		.hash = k->hash,
		.size = (uint32_t)size,
		.body_len = (uint16_t)body_len,
		.answer_len = (uint16_t)(s->answer_end - m->records_at),
		.ttl_count = (uint16_t)s->count,
		.counts = {m->count[1], m->count[2], m->count[3]},
		.flags = m->flags & (MSG_AA | 15),
		.key_len = k->len,
	};
	uint8_t *at = e->octets;
	for (size_t i = 0; i < s->count; i++, at += 2)
		wire_set_u16(at, s->ttl_at[i]);
	memcpy(at, k->octets, k->len);
	memcpy(at + k->len, m->wire.data + m->records_at, body_len);
	return e;
}

bool answer_cache_put(struct answer_cache *c, const struct answer_key *k, struct span message,
                      const struct answer_note *note, int64_t wall_ns)
{
	struct msg m;
	struct survey s;
	if (!message_read(&m, k, message) || !survey_take(&s, &m))
		return false;
	struct entry *e = entry_new(k, &m, &s);
	e->note = *note;
	e->stored_ns = wall_ns;
	e->life_ns = (int64_t)s.ttl * NS_PER_S;

	bool in_main = c->ghosts[k->hash & c->mask] == (uint32_t)(k->hash >> 32);
	struct entry *old = *place_of(c, k->hash, k->octets, k->len);
	if (old != NULL) {
		in_main = old->in_main;
		e->uses = old->uses;
		dequeue(c, old);
		drop(c, old);
	}
	make_room(c, e->size);
	e->next = c->buckets[k->hash & c->mask];
	c->buckets[k->hash & c->mask] = e;
	c->entries++;
	c->inserts++;
	count_bytes(c, e->size);
	enqueue(c, e, in_main);
	return true;
}

/* ---- finding ---- */

bool answer_cache_find(struct answer_cache *c, const struct answer_key *k, int64_t wall_ns,
                       struct answer_hit *hit)
{
	struct entry *e = *place_of(c, k->hash, k->octets, k->len);
	int64_t age_ns = e != NULL ? wall_ns - e->stored_ns : 0;
	if (e != NULL && (age_ns < 0 || age_ns >= e->life_ns)) {
		dequeue(c, e);
		drop(c, e);
		e = NULL;
	}
	if (e == NULL) {
		c->misses++;
		return false;
	}
	c->hits++;
	if (e->uses < USES_MAX)
		e->uses++;
	*hit = (struct answer_hit){
		.note = e->note,
		.body = span_of(entry_body(e), e->body_len),
		.answer_len = e->answer_len,
		.counts = {e->counts[0], e->counts[1], e->counts[2]},
		.flags = e->flags,
		.age = (uint32_t)(age_ns / NS_PER_S),
		.ttl_count = e->ttl_count,
		.ttl_at = e->octets,
		.life_ns = e->life_ns,
	};
	return true;
}

void answer_hit_write(const struct answer_hit *hit, uint8_t *at, size_t body_len)
{
	memcpy(at, hit->body.data, body_len);
	if (hit->age == 0)
		return;
	for (unsigned i = 0; i < hit->ttl_count; i++) {
		uint16_t offset = wire_get_u16(hit->ttl_at + 2 * i);
		if (offset >= body_len)
			break; /* offsets ascend */
		uint8_t *ttl = at + offset;
		wire_set_u32(ttl, wire_get_u32(ttl) - hit->age);
	}
}

enum { ADDRESS_MAX = 16, ADDRESSES_MAX = 64 };

/* Octets of the address whose TTL is at `ttl`; 0: it is none. */
static size_t address_len(const uint8_t *ttl)
{
	uint16_t type = wire_get_u16(ttl - 4), len = wire_get_u16(ttl + 4);
	return (type == RR_A && len == 4) || (type == RR_AAAA && len == ADDRESS_MAX) ? len : 0;
}

void answer_hit_reorder(const struct answer_hit *hit, uint8_t *at, size_t body_len, unsigned turn)
{
	uint8_t copy[ADDRESSES_MAX][ADDRESS_MAX], *rdata[ADDRESSES_MAX];
	unsigned count = 0;
	size_t len = 0;
	/* Only one set of addresses can be in an answer: that at the end of the chain. */
	for (unsigned i = 0; i < hit->ttl_count && i < hit->counts[0]; i++) {
		uint16_t offset = wire_get_u16(hit->ttl_at + 2 * i);
		if (offset >= body_len || count == ADDRESSES_MAX)
			break;
		size_t own = address_len(at + offset);
		if (own == 0)
			continue;
		len = own;
		rdata[count] = at + offset + 6;
		memcpy(copy[count], rdata[count], len);
		count++;
	}
	for (unsigned i = 0; i < count; i++)
		memcpy(rdata[i], copy[(i + turn) % count], len);
}

void answer_cache_get_numbers(const struct answer_cache *c, struct answer_numbers *out)
{
	*out = (struct answer_numbers){
		.entries = c->entries,
		.bytes = c->bytes,
		.hits = c->hits,
		.misses = c->misses,
		.inserts = c->inserts,
		.evictions = c->evictions,
	};
}
