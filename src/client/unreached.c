/* SPDX-License-Identifier: BSD-2-Clause */
/* A small table, looked through as a whole: it is asked once per connection. */

#include "client/unreached.h"

#include "base/clock.h"
#include "base/mem.h"

#include <pthread.h>

enum { REMEMBERED_MAX = 256 };

struct place {
	struct addr to;
	struct addr from;  /* AF_UNSPEC: any */
	struct mono until; /* in the past: the place is free */
};

struct unreached {
	pthread_mutex_t lock;
	unsigned delay_ms;
	struct place places[REMEMBERED_MAX];
};

struct unreached *unreached_new(void)
{
	struct unreached *u = mem_zalloc(sizeof(*u));
	pthread_mutex_init(&u->lock, NULL);
	return u;
}

void unreached_free(struct unreached *u)
{
	if (u == NULL)
		return;
	pthread_mutex_destroy(&u->lock);
	mem_free(u);
}

void unreached_set_delay(struct unreached *u, unsigned delay_ms)
{
	if (u == NULL)
		return;
	pthread_mutex_lock(&u->lock);
	u->delay_ms = delay_ms;
	if (delay_ms == 0) {
		for (size_t i = 0; i < REMEMBERED_MAX; i++)
			u->places[i] = (struct place){0};
	}
	pthread_mutex_unlock(&u->lock);
}

static bool fits(const struct place *p, const struct addr *to, const struct addr *from)
{
	if (!addr_equal(&p->to, to, true))
		return false;
	return from == NULL ? addr_family(&p->from) == AF_UNSPEC : addr_equal(&p->from, from, true);
}

static struct place *find(struct unreached *u, const struct addr *to, const struct addr *from)
{
	struct mono now = clock_mono();
	for (size_t i = 0; i < REMEMBERED_MAX; i++) {
		struct place *p = &u->places[i];
		if (!mono_reached(now, p->until) && fits(p, to, from))
			return p;
	}
	return NULL;
}

bool unreached_has(struct unreached *u, const struct addr *to, const struct addr *from)
{
	if (u == NULL)
		return false;
	pthread_mutex_lock(&u->lock);
	bool found = u->delay_ms > 0 && find(u, to, from) != NULL;
	pthread_mutex_unlock(&u->lock);
	return found;
}

/* With RFC 7413 a connection stands before anything was sent: then the refusal comes later. */
static bool tells_of_network(bool connected, enum err err)
{
	return err == E_CONNREFUSED || err == E_UNREACHABLE ||
	       (!connected && (err == E_TIMEOUT || err == E_CONNRESET || err == E_CLOSED));
}

static void remember(struct unreached *u, const struct addr *to, const struct addr *from)
{
	struct place *p = find(u, to, from);
	for (size_t i = 0; p == NULL && i < REMEMBERED_MAX; i++)
		p = mono_reached(clock_mono(), u->places[i].until) ? &u->places[i] : NULL;
	if (p == NULL) {
		p = &u->places[0];
		for (size_t i = 1; i < REMEMBERED_MAX; i++)
			p = u->places[i].until.ns < p->until.ns ? &u->places[i] : p;
	}
	*p = (struct place){.to = *to, .until = mono_add_ms(clock_mono(), u->delay_ms)};
	if (from != NULL)
		p->from = *from;
}

void unreached_note(struct unreached *u, const struct addr *to, const struct addr *from,
                    bool connected, enum err err)
{
	if (u == NULL)
		return;
	pthread_mutex_lock(&u->lock);
	if (u->delay_ms > 0 && tells_of_network(connected, err)) {
		remember(u, to, from);
	} else if (connected) {
		struct place *p = find(u, to, from);
		if (p != NULL)
			*p = (struct place){0};
	}
	pthread_mutex_unlock(&u->lock);
}
