/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Idle TCP connections that may serve again (RFC 7766 section 6.2.1), by the address at the other
 * end and the one asked for at ours.  A connection is either here or in use, never both; who used
 * it gives it back only if every question was answered and nothing went wrong.  A thread closes
 * what was idle for too long.
 *
 * Everything but new and free takes NULL: nothing is kept then.  Thread: any.
 */
#pragma once

#include "base/addr.h"

struct conn_pool;

/* limit  connections at most, at least 1;  idle_ms  each is kept so long */
struct conn_pool *conn_pool_new(unsigned limit, int64_t idle_ms);
/* Close them all; nobody else uses the pool any more.  May be NULL. */
void conn_pool_free(struct conn_pool *p);

/* Another time, for those given back from now on. */
void conn_pool_set_idle(struct conn_pool *p, int64_t idle_ms);

/*
 * The connection to an address that was used last; the peer had not closed it a moment ago.
 *
 * from  NULL: one that was opened from any
 * returns its descriptor, the caller's now; -1: there is none
 */
MUST_USE int conn_pool_take(struct conn_pool *p, const struct addr *to, const struct addr *from);

/*
 * Give one back.  When there is no room the one that was idle for longest is closed.
 *
 * fd  taken; -1: nothing to give
 */
void conn_pool_give(struct conn_pool *p, const struct addr *to, const struct addr *from, int fd);

/* How many are kept now. */
unsigned conn_pool_count(struct conn_pool *p);
