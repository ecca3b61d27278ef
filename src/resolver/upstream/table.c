/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/upstream/table.h"

#include "base/hash.h"
#include "base/mem.h"

void table_init(struct upstream *u, size_t max)
{
	u->max = max;
	u->bucket_count = 1;
	while (u->bucket_count < max)
		u->bucket_count *= 2;
	u->servers = mem_calloc(u->max, sizeof(*u->servers));
	u->buckets = mem_calloc(u->bucket_count, sizeof(struct server *));
	u->seed = hash_seed();
	list_init(&u->use);
}

void table_deinit(struct upstream *u)
{
	mem_free(u->servers);
	mem_free(u->buckets);
}

void table_clear(struct upstream *u)
{
	memset(u->buckets, 0, u->bucket_count * sizeof(struct server *));
	u->count = 0;
	list_init(&u->use);
}

static struct server **bucket_of(struct upstream *u, const struct server_addr *at)
{
	uint64_t hash = hash_octets(at->octets, at->len, u->seed ^ at->port);
	return &u->buckets[hash & (u->bucket_count - 1)];
}

struct server *table_find(struct upstream *u, const struct server_addr *at)
{
	for (struct server *s = *bucket_of(u, at); s != NULL; s = s->next) {
		if (server_addr_equal(&s->at, at))
			return s;
	}
	return NULL;
}

/* A free place: a new one, or that of the least recently used. */
static struct server *place_take(struct upstream *u)
{
	if (u->count < u->max)
		return &u->servers[u->count++];
	struct server *s = LIST_ITEM(u->use.prev, struct server, use);
	struct server **at = bucket_of(u, &s->at);
	while (*at != s)
		at = &(*at)->next;
	*at = s->next;
	list_remove(&s->use);
	return s;
}

struct server *table_obtain(struct upstream *u, const struct server_addr *at)
{
	struct server *s = table_find(u, at);
	if (s != NULL) {
		list_remove(&s->use);
	} else {
		s = place_take(u);
		struct server **bucket = bucket_of(u, at);
		*s = (struct server){.at = *at, .next = *bucket};
		*bucket = s;
	}
	list_prepend(&u->use, &s->use);
	return s;
}
