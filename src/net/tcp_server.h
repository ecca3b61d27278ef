/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stream connections of a server on a libuv loop: TCP or UNIX sockets, messages behind two-octet
 * lengths.
 *
 * All complete messages of one read are handed over at once, and what is answered from within that
 * call leaves in one write.  Answers may also come later and in any order (RFC 7766
 * section 6.2.1.1), through a handle that knows when its connection is gone.  Long answers come
 * from a source that is asked for the next message whenever the output has drained.
 *
 * Everything a peer can make big is bounded: connections, messages in work, waiting output, an
 * unfinished message, a handshake.  An idle connection holds no buffers but those of a TLS session.
 *
 * Owner and thread: the thread that runs the loop.  Several threads may each have a server, with a
 * SO_REUSEPORT socket each or with duplicates of one socket.
 */
#pragma once

#include "base/addr.h"
#include "base/err.h"
#include "base/span.h"
#include "net/tls_creds.h"

#include <stdatomic.h>
#include <uv.h>

struct tcp_server;
struct tcp_conn;

struct tcp_server_limits {
	unsigned max_clients; /* at the limit one that is owed no answer makes room, else new ones
	                         wait */
	unsigned max_pending; /* unanswered messages of one connection; reading stops there */
	size_t max_output;    /* octets one peer lets wait; reading stops there */
	unsigned idle_ms;     /* without a query or an answer due; 0 = for ever */
	unsigned io_ms;       /* for an unfinished message, or for any progress of sending; 0 */
	unsigned shake_ms;    /* for the TLS handshake; 0: as io_ms */
};

/* Connections that were closed for want of time; relaxed, may be shared by servers. */
struct tcp_timeouts {
	_Atomic uint64_t idle; /* after limits.idle_ms */
	_Atomic uint64_t io;   /* after limits.io_ms or shake_ms */
};

enum tcp_early {
	TCP_EARLY_DONE,
	TCP_EARLY_MORE,
	TCP_EARLY_BAD, /* close the connection */
};

struct tcp_server_events {
	/* A connection was accepted; false closes it at once.  NULL: all are welcome. */
	bool (*opened)(void *ctx, struct tcp_conn *c);
	/*
	 * Complete messages, at most TCP_MESSAGES_MAX, and no more than max_output has room for
	 * the longest answers of.  Each counts as pending until it is answered
	 * (tcp_reply*, end of its tcp_stream) or dropped (tcp_drop).  Spans end with the call.
	 */
	void (*messages)(void *ctx, struct tcp_conn *c, const struct span *msgs, size_t count);
	/*
	 * The first octets of a connection, before TLS: those of something in front of its
	 * messages are not taken for any.  Called again with more for TCP_EARLY_MORE, up to
	 * TCP_EARLY_MAX; else *used says how many there are.  NULL: there is never anything.
	 */
	enum tcp_early (*early)(void *ctx, struct tcp_conn *c, struct span octets, size_t *used);
	/* The connection is gone, also after a false from opened: free its user pointer. NULL */
	void (*closed)(void *ctx, struct tcp_conn *c);
	struct tcp_timeouts *timeouts; /* counted there; NULL */
};
enum { TCP_MESSAGES_MAX = 64, TCP_EARLY_MAX = 4096 };

/*
 * Make a server without listeners.
 *
 * limits, events  copied;  ctx  passed to all events
 */
struct tcp_server *tcp_server_new(uv_loop_t *loop, const struct tcp_server_limits *limits,
                                  const struct tcp_server_events *events, void *ctx);

/*
 * Accept connections from a listening socket (socket_listen); the server owns and closes it.
 *
 * tag  for tcp_conn_tag;  E_INVALID  not a listening socket
 */
MUST_USE enum err tcp_server_listen(struct tcp_server *s, int fd, void *tag);

/*
 * As tcp_server_listen, with TLS: messages are the octets of the sessions.  What connections begin
 * with is set by tcp_server_set_tls; without it they are closed.
 */
MUST_USE enum err tcp_server_listen_tls(struct tcp_server *s, int fd, void *tag);

/* Credentials for connections that are accepted from now on; referred to. */
void tcp_server_set_tls(struct tcp_server *s, struct tls_creds *creds);

/* Change limits, for connections that are open too. */
void tcp_server_set_limits(struct tcp_server *s, const struct tcp_server_limits *limits);

/* Connections now. */
unsigned tcp_server_clients(const struct tcp_server *s);

/*
 * Stop accepting, let connections finish what is pending for up to grace_ms, close all, and free
 * the server.
 *
 * done  called last, from the loop; may be NULL
 */
void tcp_server_close(struct tcp_server *s, unsigned grace_ms, void (*done)(void *),
                      void *done_ctx);

/* ---- one connection ---- */

const struct addr *tcp_conn_peer(const struct tcp_conn *c);
const struct addr *tcp_conn_local(const struct tcp_conn *c);
/* Let other addresses stand for the connection's own: those that a proxy tells. */
void tcp_conn_set_addresses(struct tcp_conn *c, const struct addr *peer, const struct addr *local);
void *tcp_conn_tag(const struct tcp_conn *c);
void tcp_conn_set_user(struct tcp_conn *c, void *user);
void *tcp_conn_user(const struct tcp_conn *c);
int tcp_conn_fd(const struct tcp_conn *c);
bool tcp_conn_has_tls(const struct tcp_conn *c);

/*
 * Room for a reply of up to 65535 octets, written in place.  Within `messages` or a source only;
 * nothing else of this server may be called before tcp_reply_commit, but that a room may be left
 * unused: the message is still pending then and can be answered by tcp_reply or tcp_stream.
 */
uint8_t *tcp_reply_room(struct tcp_conn *c);
/* The reply is done; len 0 means there is none.  One pending message less. */
void tcp_reply_commit(struct tcp_conn *c, size_t len);

/*
 * Answer with a copy of msg, at any time; outside of events it leaves before the loop waits again.
 * One pending message less.
 */
void tcp_reply(struct tcp_conn *c, struct span msg);
/* One pending message will have no answer. */
void tcp_drop(struct tcp_conn *c);
/* Close now; a lost cause or a rude peer.  Safe within events. */
void tcp_conn_close(struct tcp_conn *c);
/* Send a copy of msg beside all counting: DSO, or messages nobody asked for. */
void tcp_push(struct tcp_conn *c, struct span msg);

/* ---- answers that come later ---- */

/* Names a connection without keeping it. */
struct tcp_handle {
	uint32_t slot;
	uint32_t generation;
};
struct tcp_handle tcp_conn_handle(const struct tcp_conn *c);
/* The connection, or NULL when it is gone. */
struct tcp_conn *tcp_server_find(struct tcp_server *s, struct tcp_handle h);

/* ---- long answers ---- */

enum tcp_more {
	TCP_MORE,  /* wrote at least one message; there is more */
	TCP_END,   /* wrote the last message: the pending message is answered */
	TCP_WAIT,  /* nothing ready: ask again after tcp_stream_ready */
	TCP_ABORT, /* cannot go on: close the connection */
};

struct tcp_source {
	/* Write one or more messages by tcp_source_room and tcp_source_commit. */
	enum tcp_more (*next)(void *ctx, struct tcp_conn *c);
	/* The stream is over, whole or not: release ctx.  Called exactly once. */
	void (*release)(void *ctx);
	void *ctx;
};

/*
 * Answer a pending message from a source.  Several on one connection take turns in order; no
 * further messages are read until all have ended.
 */
void tcp_stream(struct tcp_conn *c, const struct tcp_source *source);
/* Within next() only. */
uint8_t *tcp_source_room(struct tcp_conn *c);
void tcp_source_commit(struct tcp_conn *c, size_t len);
/* Octets written in this turn of next(): enough above 64 KiB, return TCP_MORE. */
size_t tcp_source_written(const struct tcp_conn *c);
/* A source that returned TCP_WAIT can go on. */
void tcp_stream_ready(struct tcp_conn *c);
