/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module watchdog: the service manager is told that we are alive, twice in the time it allows
 * (WatchdogSec=).  With a question configured, that is said only while the question is answered;
 * when it is not, the process ends itself with a core, to be started anew.  Without a service
 * manager that watches it does nothing.
 */

#include "resolver/modules/builtin.h"

#include "base/json.h"
#include "base/mem.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "report/notify.h"
#include "resolver/modules/errand.h"

#include <stdlib.h>
#include <unistd.h>

struct watchdog {
	struct module_timer *timer;
	int64_t interval_ms; /* 0: nobody watches */
	bool asks;
	bool waits; /* for an answer */
	struct name name;
	uint16_t type;
};

/* Half of what the service manager allows, in ms; 0: it does not watch this process. */
static int64_t interval(void)
{
	const char *usec = getenv("WATCHDOG_USEC"), *pid = getenv("WATCHDOG_PID");
	char *end;
	if (usec == NULL || (pid != NULL && strtol(pid, NULL, 10) != getpid()))
		return 0;
	unsigned long long n = strtoull(usec, &end, 10);
	if (*usec == '\0' || *end != '\0' || n > INT64_MAX)
		return 0;
	return (int64_t)MAX_OF(n / 2000, 1ULL);
}

static void die(const struct watchdog *w, const char *why)
{
	struct text t;
	text_init(&t);
	name_print(&t, w->name.wire);
	group_log(SEV_CRITICAL, "watchdog", "%s: %s; the process ends itself", t.buf, why);
	text_deinit(&t);
	abort();
}

static void on_found(struct module *m, const struct request *r)
{
	struct watchdog *w = m->state;
	w->waits = false;
	if (r->answer.rcode == RCODE_SERVFAIL)
		die(w, "no answer could be found");
	notify_state("WATCHDOG=1");
}

static void on_due(struct module *m)
{
	struct watchdog *w = m->state;
	m->env->timer_set(w->timer, w->interval_ms);
	if (!w->asks) {
		notify_state("WATCHDOG=1");
		return;
	}
	if (w->waits)
		return; /* the service manager will lose patience if it takes much longer */
	w->waits = true;
	if (!errand_ask(m, w->name.wire, w->type, NULL, on_found))
		die(w, "too many questions are under way");
}

static void init(struct module *m)
{
	struct watchdog *w = mem_zalloc(sizeof(*w));
	m->state = w;
	w->timer = m->env->timer_new(m->env->ctx, m, on_due);
	w->interval_ms = interval();
	if (w->interval_ms > 0)
		m->env->timer_set(w->timer, 0);
}

static void deinit(struct module *m)
{
	struct watchdog *w = m->state;
	m->env->timer_free(w->timer);
	mem_free(w);
}

static bool take_value(void *ctx, const char *key, struct json_reader *r)
{
	struct watchdog *w = ctx;
	enum json_token token = json_next(r);
	if (strcmp(key, "qname") == 0)
		return token == JSON_STRING && name_parse_str(&w->name, r->string.buf) == OK;
	if (strcmp(key, "qtype") != 0)
		return false;
	if (token == JSON_STRING)
		return rrtype_parse(&w->type, text_span(&r->string)) == OK;
	bool good = token == JSON_NUMBER && r->number >= 1 && r->number <= UINT16_MAX;
	w->type = good ? (uint16_t)r->number : 0;
	return good;
}

/* config({ qname = 'name', qtype = kres.type.A }); without arguments nothing is asked */
static enum err config(struct module *m, const char *args, struct text *out)
{
	struct watchdog *w = m->state, fresh = *w;
	fresh.type = RR_A;
	fresh.name.len = 0;
	if (args != NULL && !json_read_object(span_str(args), take_value, &fresh)) {
		text_put(out, "expected 'config({ qname = string, qtype = number })'");
		return E_INVALID;
	}
	fresh.asks = fresh.name.len > 0;
	*w = fresh;
	return OK;
}

const struct module_api module_watchdog = {
	.abi = MODULE_ABI,
	.name = "watchdog",
	.init = init,
	.deinit = deinit,
	.config = config,
};
