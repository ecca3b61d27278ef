/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What tcp_accept.c (listeners, limits, timers), tcp_conn.c (life and input of a connection) and
 * tcp_output.c (output and sources) share.  For these three files only.
 */
#pragma once

#include "base/list.h"
#include "base/vec.h"
#include "net/frame.h"
#include "net/tcp_server.h"
#include "net/tls_session.h"

enum {
	/* In-place replies gather here; flushed when one more might not fit. */
	TCP_GATHER = 65536,
	TCP_GATHER_SIZE = TCP_GATHER + FRAME_MAX,
	/* What one connection, and all of them, may take of a turn of the loop; then others have
	   theirs. */
	TCP_TURN_MESSAGES = 512,
	TCP_TURN_OCTETS = 4 * TCP_GATHER,
	TCP_TURN_ALL_MESSAGES = 2048,
	TCP_TURN_ALL_OCTETS = 8 * TCP_GATHER,
	TCP_SLOT_NONE = UINT32_MAX,
};

struct tcp_listener {
	uv_poll_t poll;
	struct tcp_server *server;
	struct addr local; /* AF_UNSPEC when bound to a wildcard */
	void *tag;
	int fd;
	bool has_tls;
	bool held; /* not accepting for now: too many clients or descriptors */
};

struct tcp_slot {
	struct tcp_conn *conn; /* NULL: free */
	uint32_t generation;
	uint32_t next_free;
};

struct tcp_server {
	uv_loop_t *loop;
	struct tcp_server_limits limits;
	struct tcp_server_events events;
	void *ctx;
	uint8_t *scratch; /* reads of all connections, FRAME_SCRATCH octets */
	uint8_t *gather;  /* replies of the connection being answered, TCP_GATHER_SIZE octets */
	uint8_t *cipher;  /* raw octets of TLS connections, FRAME_READ octets; NULL: none yet */
	struct tls_creds *creds; /* NULL: none */
	size_t gathered;
	size_t answered;            /* octets of replies in this turn of the loop */
	unsigned handed;            /* messages handed over in it */
	struct tcp_conn *answering; /* whose replies are in gather; NULL outside of events */
	VEC(struct tcp_listener *) listeners;
	VEC(struct tcp_slot) slots;
	uint32_t free_slot;
	struct list all;     /* connections */
	struct list idle;    /* longest idle first */
	struct list shaking; /* earliest first */
	struct list partial; /* with an unfinished message and nothing else; earliest first */
	struct list stuck;   /* waiting for the peer to send or take more; earliest first */
	struct list dirty;   /* to be flushed before the loop waits */
	uv_timer_t timer;
	uv_prepare_t prepare;
	uv_idle_t busy; /* active while a connection has something left for the next turn */
	unsigned clients;
	unsigned held;    /* listeners that are held */
	unsigned handles; /* libuv handles not closed yet */
	bool closing;
	uint64_t deadline; /* of closing, loop milliseconds */
	void (*done)(void *);
	void *done_ctx;
};

static inline unsigned tcp_server_shake_ms(const struct tcp_server *s)
{
	return s->limits.shake_ms > 0 ? s->limits.shake_ms : s->limits.io_ms;
}

/* Octets on their way out; made for what did not leave at once. */
struct tcp_chunk {
	struct tcp_chunk *next;
	uint32_t from; /* octets before this have left */
	uint32_t len;
	uint32_t cap;
	uint8_t octets[];
};

struct tcp_queued_source {
	struct list link;
	struct tcp_source source;
	bool waiting; /* said TCP_WAIT */
};

enum tcp_timing { TCP_BUSY, TCP_IDLE, TCP_SHAKING, TCP_PARTIAL, TCP_STUCK };

struct tcp_conn {
	uv_tcp_t stream;
	uv_write_t write;
	struct tcp_server *server;
	void *tag;
	void *user;
	struct addr peer;
	struct addr local;
	struct list link;  /* in all */
	struct list timed; /* in idle, shaking, partial or stuck */
	struct list dirty;
	struct list sources;
	struct frame_hold in;
	VEC(uint8_t) early; /* first octets, while it is not known what they are */
	bool is_early;
	struct tls_session *tls;   /* NULL: plain */
	struct tcp_chunk *waiting; /* not given to libuv yet, in order */
	struct tcp_chunk *last;
	struct tcp_chunk *flying; /* given to libuv */
	size_t out_size;          /* octets in both */
	size_t stuck_size;        /* of libuv's queue when it was last looked at */
	size_t source_written;
	uint64_t since; /* loop milliseconds when it joined its timed list */
	uint32_t slot;
	unsigned pending;
	enum tcp_timing timing;
	bool reading;
	bool backlog; /* complete frames are held: limits forbid to hand them over */
	bool eof;
	bool moved; /* messages came in or output left: time begins anew */
	bool closing;
};

/* tcp_accept.c */
void tcp_server_accept_again(struct tcp_server *s);
void tcp_server_arm(struct tcp_server *s, uint64_t delay_ms);
/* A connection began to close: one client less. */
void tcp_server_left(struct tcp_server *s);
/* A libuv handle has closed. */
void tcp_server_released(struct tcp_server *s);

/* tcp_conn.c */
/* Take over an accepted descriptor. */
void tcp_conn_start(struct tcp_listener *from, int fd, const struct addr *peer);
/* Go on after any change: hand over held messages, feed sources, read or not, time, close. */
void tcp_conn_proceed(struct tcp_conn *c);
/* Have tcp_conn_proceed called before the loop waits again. */
void tcp_conn_mark(struct tcp_conn *c);

/* tcp_output.c */
/* Write what is gathered and what waits; what does not leave is queued. */
void tcp_output_flush(struct tcp_conn *c);
/* Ask sources while the peer takes their messages. */
void tcp_output_feed(struct tcp_conn *c);
void tcp_output_discard(struct tcp_conn *c);
/* Octets of a TLS session that are to leave: its `send`. */
void tcp_output_cipher(void *ctx, struct span octets);
/* End the TLS session, as far as the socket takes it at once. */
void tcp_output_bye(struct tcp_conn *c);
