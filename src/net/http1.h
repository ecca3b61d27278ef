/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small HTTP/1.1 responder (RFC 9112) for what tools fetch now and then: GET and HEAD, one
 * request per connection, everything bounded.
 *
 * Thread: http1_run blocks its caller's until it is stopped; the rest is any.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

enum {
	HTTP1_REQUEST_MAX = 8192, /* octets of a request */
	HTTP1_CLIENTS = 16,       /* connections at a time; more wait to be accepted */
	HTTP1_TIME_MS = 5000,     /* from the first octet to the last */
};

/* A request that is understood; borrowed from its octets. */
struct http1_request {
	bool is_head;
	struct span path; /* without the query */
};

enum http1_parsed {
	HTTP1_MORE,  /* not whole yet */
	HTTP1_GOOD,  /* *out is it */
	HTTP1_WRONG, /* answer with *status and close */
};

/* Read a request from its first octets. Pure. */
enum http1_parsed http1_parse(struct http1_request *out, unsigned *status, struct span octets);

/*
 * What is at a path.
 *
 * body, type  get the content and its media type (a static string)
 * returns     false: nothing is there (404)
 */
typedef bool (*http1_fn)(void *ctx, struct span path, struct text *body, const char **type);

struct http1_server;

/* A server on a listening socket (socket_listen), which it owns and closes. */
struct http1_server *http1_new(int fd, http1_fn content, void *ctx);
/* Serve until http1_stop. */
void http1_run(struct http1_server *s);
/* Make http1_run return soon. Any thread. */
void http1_stop(struct http1_server *s);
/* When http1_run has returned, or was never called. */
void http1_free(struct http1_server *s);
