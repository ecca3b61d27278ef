/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first level of the cache: finished answers of this process, kept as the message they will be.
 * A hit is: hash, compare, copy, lower the TTLs, send.
 *
 * What differs between clients that share an answer - id, letters of the question, flags, EDNS,
 * size - is outside of what is kept: an entry is the message behind the question, without OPT.  Its
 * compression pointers lead into itself and into the question, which has the same length whatever
 * its case.
 *
 * Bounded in octets; eviction resists scans (S3-FIFO: new entries wait in a small queue and reach
 * the main one only when asked for again).  Time is the wall clock, as for the records answers are
 * made of: what has expired when that is set forward is gone from here too.
 *
 * Owner: the caller of answer_cache_new.  Thread: one at a time.
 */
#pragma once

#include "base/clock.h"
#include "dns/msg.h"

enum {
	ANSWER_CACHE_DEFAULT = 8 << 20, /* octets, all overhead included */
	ANSWER_CACHE_LEAST = 64 << 10,
	ANSWER_MESSAGE_MAX = 4096, /* octets of a message that is admitted */
};

/* What divides answers to the same name and type. */
enum answer_key_bit {
	ANSWER_KEY_DO = 1, /* the client wants DNSSEC records */
	ANSWER_KEY_CD = 2, /* the client checks for itself */
};

enum { ANSWER_KEY_EXTRA = 5 }; /* octets of a key behind the name */

/* A question as a key; by value. */
struct answer_key {
	uint64_t hash;
	uint16_t len;
	uint8_t octets[NAME_MAX_LEN + ANSWER_KEY_EXTRA]; /* name in lower case, type, bits,
	                                                    audience */
};

/*
 * bits      of enum answer_key_bit
 * audience  clients of other audiences do not get the answer
 */
void answer_key_init(struct answer_key *k, const struct name *qname, uint16_t qtype, unsigned bits,
                     uint16_t audience);

static inline bool answer_key_equal(const struct answer_key *a, const struct answer_key *b)
{
	return a->hash == b->hash && a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
}

struct answer_cache;

/* max_bytes  at least ANSWER_CACHE_LEAST; less is taken as that */
struct answer_cache *answer_cache_new(size_t max_bytes);
void answer_cache_free(struct answer_cache *c);

/* Another bound; what is too much is dropped at once. */
void answer_cache_resize(struct answer_cache *c, size_t max_bytes);

/* Forget all. */
void answer_cache_clear(struct answer_cache *c);

/* What is known of an answer besides its records. */
struct answer_note {
	bool secure;          /* all of it was validated: AD may be set */
	uint16_t tally;       /* not looked at: the owner counts with it */
	bool reorder;         /* its addresses begin with another one for each id */
	int16_t ede;          /* enum ede_code; EDE_NONE */
	const char *ede_text; /* static; NULL: none */
};

/*
 * Keep an answer.
 *
 * message  a whole one with the key's question and without OPT; copied
 * returns whether it was admitted: NOERROR and NXDOMAIN, at most ANSWER_MESSAGE_MAX octets, at
 * least one record, every TTL above 0
 * wall_ns  nanoseconds since 1970
 */
bool answer_cache_put(struct answer_cache *c, const struct answer_key *k, struct span message,
                      const struct answer_note *note, int64_t wall_ns);

/* An entry that was found. Borrowed from the cache until its next call. */
struct answer_hit {
	struct answer_note note;
	struct span body;   /* what stands behind the question */
	size_t answer_len;  /* octets of the body that are its answer section */
	uint16_t counts[3]; /* answer, authority, additional */
	uint16_t flags;     /* AA and RCODE as in the message */
	uint32_t age;       /* whole seconds */
	int64_t life_ns;    /* from when it was put to when it expires */
	uint16_t ttl_count;
	const uint8_t *ttl_at; /* ttl_count offsets in the body, two octets each */
};

/*
 * Look up.
 *
 * returns false when there is nothing, its lowest TTL has passed, or the clock was set back behind
 * when it was put
 */
bool answer_cache_find(struct answer_cache *c, const struct answer_key *k, int64_t wall_ns,
                       struct answer_hit *hit);

/* Copy the body to `at` with its TTLs lowered by the age.  body_len: from the start of it. */
void answer_hit_write(const struct answer_hit *hit, uint8_t *at, size_t body_len);

/* Let the addresses of a body that was written begin with another one, chosen by `turn`. */
void answer_hit_reorder(const struct answer_hit *hit, uint8_t *at, size_t body_len, unsigned turn);

struct answer_numbers {
	size_t entries;
	size_t bytes;
	uint64_t hits;
	uint64_t misses;
	uint64_t inserts;
	uint64_t evictions;
};
void answer_cache_get_numbers(const struct answer_cache *c, struct answer_numbers *out);
