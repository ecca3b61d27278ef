/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules that are in force: lists in the order in which they were added, replaced as a whole, so
 * that who walks over one, or will walk over another when a request ends, sees one state of things.
 *
 * Owner: resolver/main.  Thread: the loop's.
 */
#pragma once

#include "resolver/request/front.h"
#include "resolver/rules/action.h"
#include "resolver/rules/audience.h"
#include "resolver/rules/filter.h"

/* Lists, by who walks over them and when. */
enum rules_chain {
	RULES_QUERY,     /* policy, when a question comes */
	RULES_ANSWER,    /* policy, when its answer is made */
	RULES_VIEW_KEY,  /* view: clients by key */
	RULES_VIEW_FROM, /* view: by address */
	RULES_VIEW_AT,   /* view: by the address they ask */
	RULES_SPECIAL,   /* policy, for special names when no rule of RULES_QUERY stopped */
	RULES_CHAINS,
};

struct rule {
	uint32_t id; /* from 0, among the rules of policy or those of view; else 0 */
	enum rules_chain chain;
	bool suspended; /* not looked at; may be changed */
	uint16_t tally; /* of this rule alone; 0: none yet */
	uint64_t bloom; /* of its filter (filter_bloom) */
	uint64_t count; /* how often it matched; rules_fold brings it up to date */
	struct filter *filter;
	struct action *action;
	unsigned refs;
};

/* Owner: counted; whoever shares one has it as it is, changes are made in a copy. */
struct rules_list {
	unsigned refs;
	size_t count, cap;
	struct rule *items[];
};

struct rules;

/*
 * front  gets the audience and the tallies; borrowed until rules_free
 */
struct rules *rules_new(struct front *front);
void rules_free(struct rules *r);

/*
 * Append a rule.
 *
 * filter, action  taken
 * returns a reference to it
 */
struct rule *rules_add(struct rules *r, enum rules_chain chain, struct filter *filter,
                       struct action *action);

/*
 * A rule that is in no list yet, for rules_set.
 *
 * filter, action  taken
 */
struct rule *rule_new(enum rules_chain chain, struct filter *filter, struct action *action);

/* Let a list be these rules of its chain, in this order.  References of its own are counted. */
void rules_set(struct rules *r, enum rules_chain chain, struct rule *const *list, size_t count);

/* Take one out of policy's lists. false: there is none with this id. */
bool rules_delete(struct rules *r, uint32_t id);

/* Empty some lists: a bit for each (1 << RULES_QUERY). Ids begin anew. */
void rules_clear(struct rules *r, unsigned chains);

/* The list as it is; a reference. */
struct rules_list *rules_list_ref(struct rules *r, enum rules_chain chain);
void rules_list_unref(struct rules_list *l);

struct rule *rule_ref(struct rule *rule);
void rule_unref(struct rule *rule);

/*
 * A number under which every answer that goes out is counted for all of these rules, whether it
 * was cached or not (front->tallies).
 *
 * returns 0: there are too many sets of rules; who asks counts himself
 */
uint16_t rules_tally(struct rules *r, struct rule *const *matched, size_t count);

/* Bring the counts of all rules up to date. */
void rules_fold(struct rules *r);

/* The key that a client of this audience names; NULL. */
const uint8_t *rules_key(const struct rules *r, unsigned audience);

/* Clients cannot be told apart by numbers any more: answers are for each alone. */
bool rules_are_crowded(const struct rules *r) PURE;
