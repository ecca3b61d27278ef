/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The cache as one request may see it.  Invariant: what a forwarder said, and was not validated, is
 * seen only by requests that ask the same forwarders; delegations and glue come from servers of
 * zones alone (resolution contract 2.2; "MaginotDNS").
 */

#include "resolver/engine/work.h"

#include "base/hash.h"

/* Do entries depend on these bits of the client? Only where they are passed on. */
static uint8_t client_bits(const struct work *w)
{
	bool cd = (w->r->client.flags & MSG_CD) || w->r->options.cd_upstream;
	return (uint8_t)((w->r->client.wants_dnssec ? 1 : 0) | (cd ? 2 : 0));
}

uint32_t known_realm(const struct work *w)
{
	enum { OCTETS_EACH = 16 + 2 + 4 };
	const struct req_forward *f = w->r->options.forward;
	uint8_t octets[2 + REQ_FORWARD_MAX * OCTETS_EACH] = {0};
	if (f == NULL)
		return 0;
	octets[0] = f->stub;
	octets[1] = f->stub ? client_bits(w) : 0;
	for (size_t i = 0; i < f->count; i++) {
		uint8_t *at = octets + 2 + i * OCTETS_EACH;
		struct span address = addr_octets(&f->to[i]);
		memcpy(at, address.data, MIN_OF(address.len, (size_t)16));
		wire_set_u16(at + 16, addr_port(&f->to[i]));
		if (addr_family(&f->to[i]) == AF_INET6)
			wire_set_u32(at + 18, f->to[i].in6.sin6_scope_id);
	}
	/* The same in all processes and after a restart: no seed. */
	uint32_t realm = (uint32_t)hash_octets(octets, 2u + f->count * (size_t)OCTETS_EACH, 0);
	return realm != 0 ? realm : 1;
}

static bool find(const struct work *w, struct cache_key key, uint32_t max_stale,
                 struct arena *arena, struct cache_entry *e, uint32_t *expired_for)
{
	const struct req_forward *f = w->r->options.forward;
	bool shared = f == NULL ||
	              (!f->stub && (key.kind == CACHE_SET || key.kind == CACHE_NODATA ||
	                            key.kind == CACHE_NXDOMAIN));
	if (shared &&
	    cache_get_stale(w->env->cache, &key, w->r->wall, max_stale, arena, e, expired_for) &&
	    (f == NULL || (e->rank & CACHE_RANK_SECURE)))
		return true;
	if (f == NULL)
		return false;
	key.realm = known_realm(w);
	return cache_get_stale(w->env->cache, &key, w->r->wall, max_stale, arena, e, expired_for);
}

bool known_find(const struct work *w, enum cache_kind kind, const uint8_t *name, uint16_t type,
                struct arena *arena, struct cache_entry *e)
{
	uint32_t expired_for;
	return find(w, (struct cache_key){kind, name, type, 0}, 0, arena, e, &expired_for);
}

bool known_find_stale(const struct work *w, const struct cache_key *key, uint32_t max_stale,
                      struct cache_entry *e, uint32_t *expired_for)
{
	return find(w, *key, max_stale, &w->r->arena, e, expired_for);
}

void known_put(const struct work *w, const struct cache_key *key, const struct cache_entry *e)
{
	struct cache_key own = *key;
	if (!(e->rank & CACHE_RANK_SECURE))
		own.realm = known_realm(w);
	cache_put(w->env->cache, &own, w->r->wall, e);
}
