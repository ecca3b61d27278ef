/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of servers lives beside the cache: read when its file is opened, written every
 * minute, when it is closed and when it is cleared.  Of several processes the last one writes.
 */

#include "resolver/script/inner.h"

#include "base/mem.h"

enum { EVERY_MS = 60000 };

static const char note[] = "servers";

void script_servers_load(struct script *s)
{
	uint8_t octets[UP_SAVED_OCTETS];
	size_t len = cache_note_get(s->env.cache, note, octets, sizeof(octets));
	if (len > 0)
		(void)up_load(s->env.upstream, span_of(octets, len), clock_mono(), clock_wall());
}

void script_servers_save(struct script *s)
{
	uint8_t octets[UP_SAVED_OCTETS];
	size_t len = up_save(s->env.upstream, clock_mono(), clock_wall(), octets);
	if (s->cache_file != NULL)
		cache_note_put(s->env.cache, note, span_of(octets, len));
}

static void on_timer(uv_timer_t *timer)
{
	script_servers_save(timer->data);
}

void script_servers_start(struct script *s)
{
	s->servers_timer = mem_zalloc(sizeof(*s->servers_timer));
	s->servers_timer->data = s;
	uv_timer_init(s->env.loop, s->servers_timer);
	uv_timer_start(s->servers_timer, on_timer, EVERY_MS, EVERY_MS);
	uv_unref((uv_handle_t *)s->servers_timer); /* no reason to go on */
}

static void on_closed(uv_handle_t *h)
{
	mem_free(h);
}

void script_servers_stop(struct script *s)
{
	uv_close((uv_handle_t *)s->servers_timer, on_closed);
}
