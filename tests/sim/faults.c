/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks that are broken on purpose, one per program: the simulation has to notice.  The linker
 * puts these in the place of the functions they are named after (--wrap).
 */

#include "resolver/engine/work.h"
#include "resolver/request/budget.h"
#include "resolver/validate/deny.h"
#include "sec/rrsig.h"

enum rrsig_verdict __wrap_rrsig_check(struct rrsig_checker *c, const struct rrset *set,
                                      const struct rrsig *sig);
struct deny_verdict __wrap_deny_name(const struct deny_claim *claim, const struct req_set *sets,
                                     size_t count, unsigned *rounds);
struct deny_verdict __wrap_deny_ds(const struct deny_claim *claim, const struct req_set *sets,
                                   size_t count, unsigned *rounds);
bool __wrap_budget_take_send(struct budget *b, const struct req_limits *l, struct query *q);
void __wrap_known_put(const struct work *w, const struct cache_key *key,
                      const struct cache_entry *e);

/* What forwarders say is kept as what servers of zones say. */
void __wrap_known_put(const struct work *w, const struct cache_key *key,
                      const struct cache_entry *e)
{
	cache_put(w->env->cache, key, w->r->wall, e);
}

/* Whatever is signed is signed well. */
enum rrsig_verdict __wrap_rrsig_check(struct rrsig_checker *c, const struct rrset *set,
                                      const struct rrsig *sig)
{
	(void)c;
	(void)set;
	(void)sig;
	return RRSIG_VALID;
}

static struct deny_verdict proven(bool is_cut)
{
	return (struct deny_verdict){.val = val_say(VAL_SECURE, EDE_NONE, NULL), .is_cut = is_cut};
}

/* Every record denies every name. */
struct deny_verdict __wrap_deny_name(const struct deny_claim *claim, const struct req_set *sets,
                                     size_t count, unsigned *rounds)
{
	(void)claim;
	(void)sets;
	(void)count;
	(void)rounds;
	return proven(false);
}

/* Every record says that a zone below is not signed. */
struct deny_verdict __wrap_deny_ds(const struct deny_claim *claim, const struct req_set *sets,
                                   size_t count, unsigned *rounds)
{
	(void)claim;
	(void)sets;
	(void)count;
	(void)rounds;
	return proven(true);
}

/* Messages are not counted. */
bool __wrap_budget_take_send(struct budget *b, const struct req_limits *l, struct query *q)
{
	(void)b;
	(void)l;
	(void)q;
	return true;
}
