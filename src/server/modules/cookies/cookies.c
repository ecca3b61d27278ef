/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mod-cookies: DNS cookies (RFC 7873, RFC 9018).  A client that shows a good server cookie is known
 * to have the address it uses; over UDP one that shows none of ours is told a new one, and nothing
 * else.  Who sends no cookie is served as ever.
 */

#include "base/mem.h"
#include "base/rand.h"
#include "base/hex.h"
#include "dns/edns.h"
#include "guard/cookie.h"
#include "observe/counters.h"
#include "server/modules/module.h"

#include <stdatomic.h>
#include <string.h>

enum counter { PRESENCE, DROPPED, COUNTERS };
enum { LIFETIME_S = 26 * 3600 };

struct cookies {
	struct cookie_secrets fixed; /* count 0: they change with time */
	uint8_t master[COOKIE_SECRET_LEN];
	uint32_t lifetime_s;
	unsigned slip;
	_Atomic unsigned bad; /* replies to bad cookies, the dropped ones too */
	struct counters *counters;
};

static void read_secrets(struct cookies *c, const struct conf_entry *entry)
{
	for (size_t i = 0; i < entry->values.count && i < COOKIE_SECRETS; i++) {
		const char *hex = entry->values.items[i].text + 2; /* behind 0x; checked */
		for (size_t k = 0; k < COOKIE_SECRET_LEN; k++)
			c->fixed.secret[i][k] = (uint8_t)(hex_digit((uint8_t)hex[2 * k]) << 4 |
			                                  hex_digit((uint8_t)hex[2 * k + 1]));
		c->fixed.count = (unsigned)i + 1;
	}
}

static void *make(const struct module_config *config)
{
	const struct conf_entry *secret = conf_entry_find(config->block, "secret");
	struct cookies *c = mem_zalloc(sizeof(*c));
	c->lifetime_s = (uint32_t)module_number(config->block, "secret-lifetime", LIFETIME_S);
	c->slip = (unsigned)module_number(config->block, "badcookie-slip", 1);
	if (secret != NULL)
		read_secrets(c, secret);
	rand_octets(c->master, sizeof(c->master));
	c->counters = counters_new(COUNTERS);
	return c;
}

static void free_cookies(void *module)
{
	struct cookies *c = module;
	counters_free(c->counters);
	mem_wipe(c, sizeof(*c));
	mem_free(c);
}

/* No server cookie of ours came over UDP: tell a new one, not to all if so configured. */
static enum hook_next refuse(struct cookies *c, struct hook_query *q)
{
	if (c->slip > 1 &&
	    atomic_fetch_add_explicit(&c->bad, 1, memory_order_relaxed) % c->slip != 0) {
		counters_add(c->counters, DROPPED, 1);
		return HOOK_DROP;
	}
	q->rcode = RCODE_BADCOOKIE; /* RFC 7873 section 5.2.3 */
	return HOOK_REPLY;
}

/*
 * A query without a question asks for a cookie, or whether the one it shows is good (RFC 7873
 * section 5.4).
 */
static enum hook_next confirm(struct cookies *c, struct hook_query *q)
{
	bool shows = q->cookie.len > COOKIE_CLIENT_LEN;
	if (!q->is_proven && shows && q->protocol == PROTOCOL_UDP)
		return refuse(c, q);
	q->rcode = q->is_proven || !shows ? RCODE_NOERROR : RCODE_BADCOOKIE;
	return HOOK_REPLY;
}

static enum hook_next begin(void *module, struct hook_query *q)
{
	struct cookies *c = module;
	struct cookie_secrets changing;
	const struct cookie_secrets *secrets = &c->fixed;
	uint8_t cookie[COOKIE_LEN];
	if (q->cookie.data == NULL || q->peer == NULL ||
	    (q->operation != OPERATION_QUERY && !q->is_empty))
		return HOOK_NEXT;
	counters_add(c->counters, PRESENCE, 1);
	if (c->fixed.count == 0) {
		cookie_secrets_at(&changing, c->master, q->wall.s, c->lifetime_s);
		secrets = &changing;
	}
	struct span address = addr_octets(q->peer);
	enum cookie_verdict verdict = cookie_check(q->cookie, address, secrets, q->wall.s);
	if (verdict == COOKIE_MALFORMED) {
		q->rcode = RCODE_FORMERR;
		return HOOK_REPLY;
	}
	if (verdict == COOKIE_GOOD)
		memcpy(cookie, q->cookie.data, sizeof(cookie));
	else
		cookie_make(cookie, q->cookie.data, address, secrets->secret[0], q->wall.s);
	hook_put_option(q, EDNS_COOKIE, span_of(cookie, sizeof(cookie)));
	q->is_proven = verdict == COOKIE_GOOD || verdict == COOKIE_OLD;
	if (q->is_empty)
		return confirm(c, q);
	if (q->is_proven || q->protocol != PROTOCOL_UDP)
		return HOOK_NEXT;
	return refuse(c, q);
}

static void tell(const void *module, module_counter_fn each, void *ctx)
{
	const struct cookies *c = module;
	each(ctx, "presence", NULL, counters_sum(c->counters, PRESENCE));
	each(ctx, "dropped", NULL, counters_sum(c->counters, DROPPED));
}

const struct module_ops module_cookies = {
	.name = "mod-cookies",
	.make = make,
	.free = free_cookies,
	.counters = tell,
	.hooks = {.at = {[HOOK_BEGIN] = begin}},
};
