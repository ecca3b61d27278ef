/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Updates of one zone that wait to be carried out together.
 *
 * Any thread.
 */
#pragma once

#include "server/transfer/ddns_request.h"

#include <pthread.h>

enum {
	DDNS_QUEUE_FROZEN = 8, /* requests that wait while the zone is frozen */
	DDNS_QUEUE_MAX = 1024, /* at other times: as many as one commit takes */
	DDNS_QUEUE_OCTETS = 8 << 20,
};

struct ddns_queue {
	pthread_mutex_t *lock; /* borrowed */
	struct list requests;
	size_t count;
	size_t octets;
};

/* lock: its owner's, for this and what else it likes. */
void ddns_queue_init(struct ddns_queue *q, pthread_mutex_t *lock);
/* What waits is answered with SERVFAIL. */
void ddns_queue_deinit(struct ddns_queue *q);

/*
 * Put a request in; the queue's from then on.
 *
 * E_LIMIT  as many as may wait do: the request stays the caller's
 */
MUST_USE enum err ddns_queue_put(struct ddns_queue *q, struct ddns_request *r, bool frozen);

/* Take all that wait, in order; returns how many. out: an empty list. */
size_t ddns_queue_take(struct ddns_queue *q, struct list *out);
