/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the engine share: one step being worked on, and the moves it is made of.
 * Private to resolver/engine.
 */
#pragma once

#include "resolver/engine/events.h"
#include "resolver/iterate/classify.h"
#include "resolver/validate/verdict.h"

struct work {
	const struct engine_env *env;
	struct request *r;
	struct engine_actions *out;
	unsigned slice; /* signatures that may still be checked in this step */
	bool pause;     /* the slice is used up: others get their turn */
};

/* Record what happens; members of `about` that do not matter are left out. */
void work_trace(const struct work *w, enum trace_kind kind, const struct trace_about *about);
#define NOTE(w, kind, ...) work_trace(w, kind, &(struct trace_about){__VA_ARGS__})

/* An action for the caller. */
struct engine_action *work_act(const struct work *w, enum engine_action_type type);

/* Does the client see what does not validate? */
static inline bool work_skips_checks(const struct work *w)
{
	const struct request *r = w->r;
	return (r->client.flags & MSG_CD) || r->options.no_validate || r->options.cd_upstream;
}

/*
 * Has the hook put queries on top that must end first?  One that waits for nothing ends the query.
 *
 * returns true when the query cannot go on now
 */
bool work_yields(const struct work *w, struct query *q, enum hook_result result, const char *name);

/* known.c: whose word the request takes: 0 for that of the servers of zones. */
uint32_t known_realm(const struct work *w);

/* known.c: look into the cache.  arena NULL: only whether and how. */
bool known_find(const struct work *w, enum cache_kind kind, const uint8_t *name, uint16_t type,
                struct arena *arena, struct cache_entry *e);

/* known.c: also what expired, at most max_stale seconds ago. */
bool known_find_stale(const struct work *w, const struct cache_key *key, uint32_t max_stale,
                      struct cache_entry *e, uint32_t *expired_for);

/* known.c: remember. */
void known_put(const struct work *w, const struct cache_key *key, const struct cache_entry *e);

/* forward.c: let the query's cut be the forwarders. */
void forward_cut(const struct work *w, struct query *q);

/* forward.c: header flags of a message to one of them. */
uint16_t forward_flags(const struct work *w, const struct cut_addr *to, bool edns);

/* forward.c: what a reply of a forwarder means, after it was judged as any other. */
void forward_judge(const struct work *w, struct query *q, const struct msg *msg,
                   struct iter_finding *f);
void forward_note_error(struct query *q, const struct msg *msg);

/*
 * stale.c: answer with what has expired.
 *
 * rechecked  servers failed a moment ago, and were not asked now
 */
bool stale_take(const struct work *w, bool rechecked);

/* stale.c: is it time to, or when? */
bool stale_is_due(const struct work *w);
struct mono stale_due(const struct request *r);

/* any.c: answer without asking anybody; false: the question is an ordinary one. */
bool any_answer(struct request *r);

/* lookup.c: the sets of an entry as data with signatures, trusted as far as its rank says. */
size_t lookup_sets(const struct cache_entry *e, struct req_set *out, size_t max);

/* lookup.c: answer the query from the cache, or find the closest cut to go on from. */
void lookup_start(const struct work *w, struct query *q);

/* lookup.c: a CNAME was found for the query: on to its target. f has the proofs that go with it. */
void lookup_alias(const struct work *w, struct query *q, const struct req_set *alias,
                  struct iter_finding *f);

/* synthesise.c: remember the secure denials of a finding. */
void synthesise_learn(const struct work *w, const struct iter_finding *f);

/* synthesise.c: answer the query from known gaps of the zone of its cut (RFC 8198). */
bool synthesise_take(const struct work *w, struct query *q);

/* lookup.c: give the names of a cut the addresses that are known. */
void lookup_addrs(const struct work *w, struct cut *cut);

/* choose.c: ask a server of the cut, or begin to look up the address of one. */
void choose_next(const struct work *w, struct query *q);

/* choose.c: an address lookup has ended; its addresses go to the query that needed them. */
void choose_take_address(const struct work *w, struct query *below, const struct query *done);

/* ask.c: send the query to address `addr` of its cut. */
void ask_send(const struct work *w, struct query *q, const struct up_choice *choice);

/* ask.c: send it there once more, over TCP or as the address's flags say. */
void ask_again(const struct work *w, struct query *q, uint8_t addr, bool tcp);

/* conclude.c: something was found; it is validated if it must be, and becomes the result.
 * cached: it comes from the cache. f is copied. */
void conclude(const struct work *w, struct query *q, const struct iter_finding *f,
              enum query_result result, bool cached);

/* conclude.c: is what is found for the query to be validated? */
bool work_wants_check(const struct work *w, const struct query *q);

/* conclude.c: what was found is good: go on with it. */
void conclude_good(const struct work *w, struct query *q, struct iter_finding *f,
                   enum query_result result);

/* check.c: does a trust anchor speak of a set, and no negative one closer to it? */
bool check_covers(const struct work *w, const uint8_t *owner, uint16_t type);

/* check.c: validate what was found; the query goes on, waits, or asks somebody else. */
struct check *check_new(const struct work *w, const struct iter_finding *f,
                        enum query_result result, bool cached);
void check_move(struct work *w, struct query *q);

/*
 * check.c: nobody gave the signatures of what was found: ask for them by themselves, once.
 *
 * returns false when that is not the reason, or was done
 */
bool check_ask_sigs(const struct work *w, struct query *q);

/* check.c: that query has ended. */
void check_take_sigs(const struct work *w, struct query *below, const struct query *done);

/* trust.c: the keys of a zone, validated.  VAL_SECURE: *out has them; VAL_BOGUS: they cannot be
 * had; VAL_AGAIN: q waits for another query. */
struct val_verdict trust_keys(const struct work *w, struct query *q, const uint8_t *zone,
                              struct zone_trust **out);

/* trust.c: how a zone is delegated; *out says by what. */
struct val_verdict trust_cut(const struct work *w, struct query *q, const uint8_t *zone,
                             struct zone_trust **out);

/* trust.c: is there an unsigned delegation at or above the name?  VAL_INSECURE: yes; VAL_SECURE:
 * none, so its data must be signed. */
struct val_verdict trust_walk(const struct work *w, struct query *q, const uint8_t *name);

/* trust.c: labels of the closest delegation known at or above a name, by the cut of q or the cache;
 * 0: the root. */
size_t trust_known_cut(const struct work *w, const struct query *q, const uint8_t *name);

/*
 * trust.c: a zone with a trust anchor of its own is asked for its keys before anything else:
 * without them nothing that it says is of use.  (The root's are found out on the way, with others'
 * data.)
 *
 * returns true when the query waits for them, or has failed for want of them
 */
bool trust_prepare(const struct work *w, struct query *q);

/* trust.c: a query for DS or DNSKEY has ended. */
void trust_take(const struct work *w, struct query *below, const struct query *done);

/* take.c: the server that gave the reply is not asked again for this query. */
void take_bad(const struct work *w, struct query *q, const char *why);

/* take.c: what it said does not validate; a forwarder may say something else when it validates. */
void take_bogus(const struct work *w, struct query *q, const char *why);

/* take.c: work on a reply, its absence, or a message that does not match. */
void take_reply(const struct work *w, struct query *q, struct span wire);
void take_held(const struct work *w, struct query *q);
void take_failure(const struct work *w, struct query *q, enum err err);
void take_mismatch(const struct work *w, struct query *q, bool case_only);

/* remember.c: put into the cache what a finding says; TTLs are brought into the cache's limits. */
void remember_result(const struct work *w, const struct query *q, struct iter_finding *f);
/* remember.c: what does not validate, for those who ask with CD only. */
void remember_bogus(const struct work *w, const struct query *q, struct iter_finding *f);
void remember_cut(const struct work *w, const struct reply *reply, const struct rrset *ns,
                  const uint8_t *parent);
void remember_failure(const struct work *w, const struct query *q);
