/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module priming: the list of the root's servers that is built in, or was given, is only what to
 * begin with; the root itself says who they are now (RFC 9609).  Their names are asked for, then
 * the addresses of each, and what came takes the place of the hints until it is to be asked for
 * again.
 *
 * Invariant: one question is under way, or the timer runs.  Between two questions others get their
 * turn.
 */

#include "resolver/modules/builtin.h"

#include "base/mem.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/modules/errand.h"

#include <inttypes.h>
#include <stdlib.h>

enum { DNS_PORT = 53, RETRY_MS = 10 * 1000 };

struct priming {
	struct module_timer *timer;
	int64_t retry_ms;
	bool has_names;
	uint32_t ttl; /* of the names */
	unsigned count, next;
	struct name names[HINTS_NAMES_MAX];
	struct engine_hints fresh;
};

static void fail(struct module *m, const char *why)
{
	struct priming *p = m->state;
	p->has_names = false;
	group_log(SEV_WARNING, "priming", "%s; next try in %" PRId64 " s", why, p->retry_ms / 1000);
	m->env->timer_set(p->timer, p->retry_ms);
}

static void ask(struct module *m, const uint8_t *name, uint16_t type, module_found_fn *found)
{
	struct req_options options = *m->env->options;
	options.for_itself = true;
	options.no_dns64 = true; /* what is made up is no server */
	if (!errand_ask(m, name, type, &options, found))
		fail(m, "too many questions are under way");
}

static void take_over(struct module *m)
{
	struct priming *p = m->state;
	if (p->fresh.addr_count == 0) {
		fail(m, "the root's servers have no addresses");
		return;
	}
	p->has_names = false;
	*m->env->hints = p->fresh;
	uint32_t ttl = MIN_OF(p->ttl, m->env->max_ttl(m->env->ctx));
	group_log(SEV_INFO, "priming", "%u servers of the root, %u addresses", p->count,
	          p->fresh.addr_count);
	m->env->timer_set(p->timer, (int64_t)MAX_OF(ttl, 1u) * 1000);
}

/* The set at the end of the answer, if it is of this type. */
static const struct rrset *answer_set(const struct request *r, uint16_t type)
{
	const struct req_answer *a = &r->answer;
	const struct rrset *last = a->answer_count > 0 ? &a->answer[a->answer_count - 1].data
	                                               : NULL;
	return a->rcode == RCODE_NOERROR && last != NULL && last->type == type ? last : NULL;
}

static void on_address(struct module *m, const struct request *r)
{
	struct priming *p = m->state;
	const struct rrset *set = answer_set(r, r->client.qtype);
	struct rrset_iter it;
	struct span rdata;
	if (set != NULL) {
		it = rrset_iter_of(set);
		/* Beyond what hints have room for there are enough of them. */
		while (rrset_next(&it, &rdata) &&
		       hints_add(&p->fresh, p->names[p->next / 2].wire, rdata, DNS_PORT) == OK)
			;
	}
	p->next++;
	m->env->timer_set(p->timer, 0);
}

/* Names in turn, of each first A, then AAAA. */
static void ask_addresses(struct module *m)
{
	const struct priming *p = m->state;
	if (p->next == 2 * p->count)
		take_over(m);
	else
		ask(m, p->names[p->next / 2].wire, p->next % 2 == 0 ? RR_A : RR_AAAA, on_address);
}

static void on_names(struct module *m, const struct request *r)
{
	struct priming *p = m->state;
	const struct rrset *set = answer_set(r, RR_NS);
	struct span rdata;
	if (set == NULL) {
		fail(m, "the root's servers cannot be found out");
		return;
	}
	p->count = p->next = 0;
	p->ttl = set->ttl;
	hints_clear(&p->fresh);
	for (struct rrset_iter it = rrset_iter_of(set);
	     p->count < HINTS_NAMES_MAX && rrset_next(&it, &rdata);)
		name_copy(&p->names[p->count++], rdata.data);
	p->has_names = true;
	m->env->timer_set(p->timer, 0);
}

static void on_due(struct module *m)
{
	const struct priming *p = m->state;
	if (p->has_names)
		ask_addresses(m);
	else
		ask(m, name_root, RR_NS, on_names);
}

/* What follows from the configuration is known when the loop turns. */
static void init(struct module *m)
{
	struct priming *p = mem_zalloc(sizeof(*p));
	m->state = p;
	p->retry_ms = RETRY_MS;
	p->timer = m->env->timer_new(m->env->ctx, m, on_due);
	m->env->timer_set(p->timer, 0);
}

static void deinit(struct module *m)
{
	struct priming *p = m->state;
	m->env->timer_free(p->timer);
	mem_free(p);
}

static const char retry_key[] = "retry_time";

static enum err get(struct module *m, const char *args, struct text *out)
{
	const struct priming *p = m->state;
	if (args != NULL && strcmp(args, retry_key) == 0)
		text_printf(out, "%" PRId64, p->retry_ms);
	return OK;
}

/* set('retry_time 10000'): milliseconds until it is tried again */
static enum err set(struct module *m, const char *args, struct text *out)
{
	struct priming *p = m->state;
	size_t len = strlen(retry_key);
	char *end = NULL;
	bool good = args != NULL && strncmp(args, retry_key, len) == 0 && args[len] == ' ';
	double ms = good ? strtod(args + len + 1, &end) : 0;
	if (!good || end == args + len + 1 || *end != '\0' || !(ms >= 1 && ms <= 1e12)) {
		text_put(out, "expected 'retry_time', in milliseconds");
		return E_INVALID;
	}
	p->retry_ms = (int64_t)ms;
	return OK;
}

static const struct module_property properties[] = {{"get", get}, {"set", set}, {NULL, NULL}};

const struct module_api module_priming = {
	.abi = MODULE_ABI,
	.name = "priming",
	.init = init,
	.deinit = deinit,
	.properties = properties,
};
