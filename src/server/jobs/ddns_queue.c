/* SPDX-License-Identifier: BSD-2-Clause */
/* A list under a lock, with bounds on its length and its octets. */

#include "server/jobs/ddns_queue.h"

void ddns_queue_init(struct ddns_queue *q, pthread_mutex_t *lock)
{
	*q = (struct ddns_queue){.lock = lock};
	list_init(&q->requests);
}

void ddns_queue_deinit(struct ddns_queue *q)
{
	LIST_EACH_SAFE (it, &q->requests) {
		struct ddns_request *r = LIST_ITEM(it, struct ddns_request, link);
		list_remove(it);
		r->rcode = RCODE_SERVFAIL;
		ddns_request_answer(r);
	}
}

enum err ddns_queue_put(struct ddns_queue *q, struct ddns_request *r, bool frozen)
{
	size_t most = frozen ? DDNS_QUEUE_FROZEN : DDNS_QUEUE_MAX;
	enum err e = E_LIMIT;
	pthread_mutex_lock(q->lock);
	if (q->count < most && q->octets + r->len <= DDNS_QUEUE_OCTETS) {
		list_append(&q->requests, &r->link);
		q->count++;
		q->octets += r->len;
		e = OK;
	}
	pthread_mutex_unlock(q->lock);
	return e;
}

size_t ddns_queue_take(struct ddns_queue *q, struct list *out)
{
	pthread_mutex_lock(q->lock);
	size_t count = q->count;
	while (!list_is_empty(&q->requests)) {
		struct list *link = q->requests.next;
		list_remove(link);
		list_append(out, link);
	}
	q->count = q->octets = 0;
	pthread_mutex_unlock(q->lock);
	return count;
}
