/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mod-rrl: limits replies over UDP by the client's networks, and, as a global module, the time that
 * streams of a client take.  A reply over the limit is cut to its header or not sent.  Clients that
 * a cookie proves, and those of the whitelist, are not limited.
 */

#include "base/mem.h"
#include "base/rand.h"
#include "dns/name.h"
#include "guard/rate.h"
#include "observe/counters.h"
#include "report/log.h"
#include "server/modules/module.h"

#include <stdatomic.h>

enum counter { SLIPPED, DROPPED, DROPPED_TIME, COUNTERS };
static const char *const counter_names[COUNTERS] = {"slipped", "dropped", "dropped-time"};

struct rrl {
	struct rate *rate; /* of replies; NULL: not limited */
	struct rate *time; /* of microseconds; NULL: not limited */
	unsigned slip;
	bool dry_run;
	int64_t log_period_ms; /* 0: nothing is logged */
	struct addr_range *whitelist;
	size_t whitelist_count;
	_Atomic unsigned limited;
	_Atomic int64_t logged_ms; /* when a line was last written */
	struct counters *counters;
};

static void read_whitelist(struct rrl *r, const struct conf_entry *entry)
{
	size_t count = entry != NULL ? entry->values.count : 0;
	r->whitelist = mem_calloc(count, sizeof(*r->whitelist));
	for (size_t i = 0; i < count; i++) {
		const char *text = entry->values.items[i].text;
		/* Checked with the configuration. */
		if (addr_range_parse(&r->whitelist[r->whitelist_count], span_str(text)) == OK)
			r->whitelist_count++;
	}
}

/* A table for a rate; NULL when the rate is 0. */
static struct rate *make_rate(const struct module_config *config, const char *rate,
                              const char *instant, const struct rate_options *defaults)
{
	struct rate_options o = {
		.size = (size_t)module_number(config->block, "table-size", (int64_t)defaults->size),
		.rate = (uint32_t)module_number(config->block, rate, defaults->rate),
		.instant = (uint32_t)module_number(config->block, instant, defaults->instant),
		.seed = rand_u64(),
	};
	return o.rate > 0 ? rate_new(&o) : NULL;
}

static void free_rrl(void *module)
{
	struct rrl *r = module;
	rate_free(r->rate);
	rate_free(r->time);
	counters_free(r->counters);
	mem_free(r->whitelist);
	mem_free(r);
}

static void *make(const struct module_config *config)
{
	const struct rate_options replies = {.size = 524288, .rate = 50, .instant = 125};
	const struct rate_options times = {.size = 524288, .rate = 5000, .instant = 5000};
	struct rrl *r = mem_zalloc(sizeof(*r));
	r->slip = (unsigned)module_number(config->block, "slip", 1);
	r->dry_run = module_number(config->block, "dry-run", 0) != 0;
	r->log_period_ms = module_number(config->block, "log-period", 30000);
	atomic_init(&r->logged_ms, INT64_MIN);
	r->counters = counters_new(COUNTERS);
	read_whitelist(r, conf_entry_find(config->block, "whitelist"));
	r->rate = make_rate(config, "rate-limit", "instant-limit", &replies);
	if (config->is_global)
		r->time = make_rate(config, "time-rate-limit", "time-instant-limit", &times);
	return r;
}

static bool is_exempt(const struct rrl *r, const struct hook_query *q)
{
	if (q->peer == NULL || q->is_proven)
		return true;
	for (size_t i = 0; i < r->whitelist_count; i++) {
		if (addr_range_has(&r->whitelist[i], q->peer))
			return true;
	}
	return false;
}

static int64_t now_ms(const struct hook_query *q)
{
	return q->mono.ns / NS_PER_MS;
}

static const char *protocol_name(enum conf_protocol p)
{
	return p == PROTOCOL_UDP   ? "UDP"
	       : p == PROTOCOL_TCP ? "TCP"
	       : p == PROTOCOL_TLS ? "TLS"
	                           : "QUIC";
}

/* At most one line per period, whoever is limited. */
static void log_limited(struct rrl *r, const struct hook_query *q, unsigned bits, const char *by)
{
	int64_t now = now_ms(q), last = atomic_load_explicit(&r->logged_ms, memory_order_relaxed);
	if (r->log_period_ms == 0 || (last != INT64_MIN && now - last < r->log_period_ms) ||
	    !atomic_compare_exchange_strong(&r->logged_ms, &last, now))
		return;
	struct text line;
	text_init(&line);
	text_put(&line, "module mod-rrl, address ");
	addr_print(&line, q->peer, false);
	text_printf(&line, " %s limited on /%u by %s", protocol_name(q->protocol), bits, by);
	if (q->has_question && q->qname != NULL) {
		text_put(&line, ", qname ");
		name_print(&line, q->qname);
	}
	log_line(SEV_NOTICE, LOG_SERVER, NULL, "%s", line.buf);
	text_deinit(&line);
}

static enum hook_next limit_reply(void *module, struct hook_query *q)
{
	struct rrl *r = module;
	if (r->rate == NULL || q->protocol != PROTOCOL_UDP || is_exempt(r, q))
		return HOOK_NEXT;
	unsigned bits = rate_take(r->rate, addr_octets(q->peer), 1, now_ms(q));
	if (bits == 0)
		return HOOK_NEXT;
	log_limited(r, q, bits, "rate");
	unsigned n = atomic_fetch_add_explicit(&r->limited, 1, memory_order_relaxed) + 1;
	bool slips = r->slip > 0 && n % r->slip == 0;
	counters_add(r->counters, slips ? SLIPPED : DROPPED, 1);
	if (r->dry_run)
		return HOOK_NEXT;
	return slips ? HOOK_TRUNCATE : HOOK_DROP;
}

static enum hook_next limit_time(void *module, struct hook_query *q)
{
	struct rrl *r = module;
	if (r->time == NULL || q->protocol == PROTOCOL_UDP || is_exempt(r, q))
		return HOOK_NEXT;
	unsigned bits = rate_check(r->time, addr_octets(q->peer), now_ms(q));
	if (bits == 0)
		return HOOK_NEXT;
	log_limited(r, q, bits, "time");
	counters_add(r->counters, DROPPED_TIME, 1);
	return r->dry_run ? HOOK_NEXT : HOOK_DROP;
}

static enum hook_next spend_time(void *module, struct hook_query *q)
{
	struct rrl *r = module;
	if (r->time != NULL && q->protocol != PROTOCOL_UDP && q->peer != NULL && q->spent_us > 0)
		rate_add(r->time, addr_octets(q->peer), q->spent_us, now_ms(q));
	return HOOK_NEXT;
}

static void tell(const void *module, module_counter_fn each, void *ctx)
{
	const struct rrl *r = module;
	for (unsigned i = 0; i < COUNTERS; i++)
		each(ctx, counter_names[i], NULL, counters_sum(r->counters, i));
}

const struct module_ops module_rrl = {
	.name = "mod-rrl",
	.make = make,
	.free = free_rrl,
	.counters = tell,
	.hooks = {.at = {[HOOK_PROTO_BEGIN] = limit_time,
                         [HOOK_END] = limit_reply,
                         [HOOK_PROTO_END] = spend_time}},
};
