/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of servers by address - round-trip time, silence, what they cannot do - and the
 * choice between several.  No sockets: times and outcomes are told by the caller.
 *
 * Owner: the caller of up_new.  Thread: one at a time.  Bounded: the least recently used address
 * leaves first.
 */
#pragma once

#include "base/clock.h"
#include "resolver/request/cut.h"

struct upstream;

enum {
	UP_UNKNOWN_MS = 400, /* timeout of a server that has no history */
	UP_TIMEOUT_MAX_MS = 10000,
	UP_DEAD_TIMEOUTS = 4, /* this many in a row, one of them at least UP_DEAD_MS ... */
	UP_DEAD_MS = 800,
	UP_DEAD_FOR_MS = 1000, /* ... and the server is left alone for so long, unless set */
	UP_NO_EDNS_FOR_S = 3600,
};

/* max_servers  addresses remembered, at least 1 */
struct upstream *up_new(size_t max_servers);
void up_free(struct upstream *u);

/* Forget all. */
void up_clear(struct upstream *u);

/* How long dead servers are left alone, in milliseconds; UP_DEAD_FOR_MS at first. */
void up_set_dead_for(struct upstream *u, uint32_t ms);
uint32_t up_dead_for_ms(const struct upstream *u);

/* One server that may be asked. */
struct up_candidate {
	struct server_addr at;
	uint8_t timeouts; /* in this query */
	uint8_t failures; /* in this query */
	uint8_t index;    /* the caller's own */
	bool always;      /* also while it, or its family, is left alone */
};

struct up_choice {
	uint8_t index;       /* of the candidate chosen */
	uint32_t timeout_ms; /* how long to wait for it */
	bool tcp;            /* it has been silent over UDP: try TCP */
	bool edns;           /* false: it is known not to understand EDNS */
};

/*
 * Choose by epsilon-greedy: one time in twenty any of them, else the fewest failures in this query,
 * then those never asked, then the shortest timeout; ties at random.
 *
 * returns false when all are known to be dead, or unreachable by family
 */
bool up_choose(struct upstream *u, const struct up_candidate *list, size_t count, struct mono now,
               struct up_choice *out);

/* A server answered after so long; over TCP the time of the handshake is in it. */
void up_note_reply(struct upstream *u, const struct server_addr *at, bool tcp, int64_t elapsed_ns,
                   struct mono now);

/* A server was silent for that long (RFC 6298: its timeout doubles). */
void up_note_timeout(struct upstream *u, const struct server_addr *at, uint32_t waited_ms,
                     struct mono now);

/* The network refused: several in a row, and the whole family is left alone for a while. */
void up_note_unreachable(struct upstream *u, const struct server_addr *at, struct mono now);

/* A server answered without EDNS what it refused with EDNS (RFC 6891 section 6.2.2). */
void up_note_no_edns(struct upstream *u, const struct server_addr *at, struct mono now);

/* ---- cookies (RFC 7873) ---- */

enum {
	UP_COOKIE_OWN = 8,  /* octets of the client's part: drawn at random for each server */
	UP_COOKIE_MAX = 40, /* with the server's part */
};

/*
 * What to say to a server: our part, and the server's if it has given one (section 5.1).  Ours is
 * drawn anew each day.
 *
 * returns the octets written
 */
size_t up_cookie(struct upstream *u, const struct server_addr *at, struct mono now,
                 uint8_t out[UP_COOKIE_MAX]);

enum up_cookie_said {
	UP_COOKIE_NONE,    /* nothing, and there was no reason to expect any */
	UP_COOKIE_GOOD,    /* ours; what the server added is remembered */
	UP_COOKIE_MISSING, /* nothing, from a server that has given a cookie before */
	UP_COOKIE_WRONG,   /* not ours, or no cookie: who sent that did not see our message */
};

/* What a reply says to what up_cookie gave (section 5.3).  option.data NULL: there is none. */
enum up_cookie_said up_note_cookie(struct upstream *u, const struct server_addr *at,
                                   struct span option);

/* A server gives no cookies any more. */
void up_forget_cookie(struct upstream *u, const struct server_addr *at);

/* A server said that there is no zone cut at a name; is that known (inner.h)? */
void up_note_inner(struct upstream *u, const uint8_t *name, struct mono now);
bool up_is_inner(const struct upstream *u, const uint8_t *name, struct mono now) PURE;

/* Smoothed round-trip time in milliseconds; -1 when unknown. For statistics. */
int64_t up_rtt_ms(struct upstream *u, const struct server_addr *at);

/* ---- what outlives the process ---- */

enum { UP_SAVED_MAX = 500, UP_SAVED_OCTETS = 16 + UP_SAVED_MAX * 32 };

/*
 * Write down what is known of the servers used last, UP_SAVED_MAX at most.
 *
 * returns the octets written; 0: nothing is known
 */
size_t up_save(const struct upstream *u, struct mono now, struct wall wall,
               uint8_t out[UP_SAVED_OCTETS]);

/*
 * Learn what was written down, of servers that nothing is known of yet.  Silence fades in a minute;
 * what is older than a week, or from the future, is passed over.
 *
 * returns false when it is damaged; what stood before the damage may have been learnt
 */
bool up_load(struct upstream *u, struct span saved, struct mono now, struct wall wall);

/* Addresses remembered. */
size_t up_count(const struct upstream *u);
