/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cookies towards servers (RFC 7873): ours is another for each, and new each day; theirs goes back
 * to them.
 */

#include "base/rand.h"
#include "resolver/upstream/table.h"
#include "resolver/upstream/upstream.h"

enum {
	COOKIE_FOR_MS = 86400 * 1000,
	COOKIE_LEAST = 16, /* octets of a cookie with a server's part (RFC 7873 section 4) */
};

_Static_assert((int)SERVER_COOKIE_MAX == UP_COOKIE_MAX, "room for all");

size_t up_cookie(struct upstream *u, const struct server_addr *at, struct mono now,
                 uint8_t out[UP_COOKIE_MAX])
{
	struct server *s = table_obtain(u, at);
	if (mono_reached(now, s->cookie_until)) {
		s->cookie_until = mono_add_ms(now, COOKIE_FOR_MS);
		s->cookie_len = UP_COOKIE_OWN;
		rand_octets(s->cookie, UP_COOKIE_OWN);
	}
	memcpy(out, s->cookie, s->cookie_len);
	return s->cookie_len;
}

enum up_cookie_said up_note_cookie(struct upstream *u, const struct server_addr *at,
                                   struct span option)
{
	struct server *s = table_find(u, at);
	if (s == NULL || s->cookie_len == 0)
		return UP_COOKIE_NONE; /* it was forgotten meanwhile */
	if (option.data == NULL)
		return s->cookie_len > UP_COOKIE_OWN ? UP_COOKIE_MISSING : UP_COOKIE_NONE;
	bool has_size = option.len == UP_COOKIE_OWN ||
	                (option.len >= COOKIE_LEAST && option.len <= UP_COOKIE_MAX);
	if (!has_size || memcmp(option.data, s->cookie, UP_COOKIE_OWN) != 0)
		return UP_COOKIE_WRONG;
	memcpy(s->cookie, option.data, option.len);
	s->cookie_len = (uint8_t)option.len;
	return UP_COOKIE_GOOD;
}

void up_forget_cookie(struct upstream *u, const struct server_addr *at)
{
	struct server *s = table_find(u, at);
	if (s != NULL && s->cookie_len > UP_COOKIE_OWN)
		s->cookie_len = UP_COOKIE_OWN;
}
