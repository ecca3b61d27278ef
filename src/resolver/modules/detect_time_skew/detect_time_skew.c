/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module detect_time_skew: a clock that is wrong makes all signatures wrong.  Once, at the start,
 * the signatures of the root's name servers are held against it; if all are outside of their time,
 * that is said, so that nobody looks for the fault elsewhere.
 */

#include "resolver/modules/builtin.h"

#include "base/clock.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/modules/errand.h"
#include "sec/rrsig.h"

#include <inttypes.h>
#include <time.h>

/* Seconds by which a clock must be wrong: positive, it is ahead; 0: a signature is good. */
static int64_t skew_of(const struct rrset *sigs, struct wall now)
{
	struct rrset_iter it = rrset_iter_of(sigs);
	struct span rdata;
	int64_t least = 0;
	while (rrset_next(&it, &rdata)) {
		struct rrsig sig;
		if (rrsig_read(&sig, rdata) != OK)
			continue;
		int64_t ahead = now.s - rrsig_time(sig.expiration, now).s;
		int64_t behind = rrsig_time(sig.inception, now).s - now.s;
		if (ahead <= 0 && behind <= 0)
			return 0;
		int64_t skew = ahead > 0 ? ahead : -behind;
		if (least == 0 || (skew < 0 ? -skew : skew) < (least < 0 ? -least : least))
			least = skew;
	}
	return least;
}

static void on_found(struct module *m, const struct request *r)
{
	const struct req_answer *a = &r->answer;
	char when[64];
	struct tm tm;
	(void)m;
	if (a->answer_count == 0 || a->answer[0].data.type != RR_NS)
		return;
	int64_t skew = skew_of(&a->answer[0].sigs, r->wall);
	time_t now = (time_t)r->wall.s;
	if (skew == 0 || gmtime_r(&now, &tm) == NULL)
		return;
	strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S UTC", &tm);
	group_log(SEV_WARNING, "system",
	          "the clock of this machine, %s, is at least %" PRId64
	          " seconds %s: DNSSEC validation will fail",
	          when, skew < 0 ? -skew : skew, skew < 0 ? "behind" : "ahead");
}

static void on_due(struct module *m)
{
	struct req_options options = *m->env->options;
	options.for_itself = true;
	options.no_validate = false;
	options.cd_upstream = true; /* what does not validate is what we look for */
	if (!errand_ask(m, name_root, RR_NS, &options, on_found))
		group_log(SEV_DEBUG, "system", "the clock was not looked at");
}

/* What follows from the configuration is known when the loop turns. */
static void init(struct module *m)
{
	m->state = m->env->timer_new(m->env->ctx, m, on_due);
	m->env->timer_set(m->state, 0);
}

static void deinit(struct module *m)
{
	m->env->timer_free(m->state);
}

const struct module_api module_detect_time_skew = {
	.abi = MODULE_ABI,
	.name = "detect_time_skew",
	.init = init,
	.deinit = deinit,
};
