/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters: which questions a rule is about.  A list of conditions, immutable but for the contents
 * of a zone of rules (rules_zone), which its owner replaces as a whole.
 *
 * Owner: counted; filter_ref and filter_unref.  Thread: one.
 */
#pragma once

#include "base/addr.h"
#include "resolver/rules/image.h"
#include "resolver/rules/pattern.h"

/* A question as filters see it. */
struct filter_question {
	struct image_name *name; /* scratch: what is found out of it is kept there */
	uint16_t type;
	const struct addr *from; /* NULL: a question of our own; no address matches */
	const struct addr *at;
	const uint8_t *key; /* TSIG key that the message names, lower case; NULL */
};

/* What else a filter found out. */
struct filter_finding {
	bool has_rule; /* a zone of rules has one for the name, in: */
	struct image_rule rule;
	const struct image *image;
};

/* Rules from a file, which its owner (not the filter) loads and replaces. */
struct rules_zone {
	bool loaded;
	struct image image;
	unsigned refs; /* of filters */
	/* The last filter is gone. */
	void (*release)(struct rules_zone *z);
};

struct filter;

struct filter *filter_all(void);

/* Names in an image of ours: any entry matches. octets: taken, of image_build */
struct filter *filter_names(uint8_t *octets, size_t len);

struct filter *filter_type(uint16_t type);

/* Special names: of some kinds, a bit for each (1 << SPECIAL_USE). */
struct filter *filter_special(unsigned kinds);

/* pattern  taken */
struct filter *filter_pattern(struct pattern *pattern);

/* zone  a reference is counted */
struct filter *filter_zone(struct rules_zone *zone);

/* The client's address; or, with at, the one that it asked. */
struct filter *filter_network(const struct addr_range *range, bool at);

/* key  lower case */
struct filter *filter_key(const struct name *key);

/* Both, or either; the second is not looked at when the first decides. Both are taken. */
struct filter *filter_both(struct filter *a, struct filter *b);
struct filter *filter_either(struct filter *a, struct filter *b);

struct filter *filter_ref(struct filter *f);
void filter_unref(struct filter *f);

bool filter_matches(const struct filter *f, const struct filter_question *q,
                    struct filter_finding *out);

/*
 * A set that has a bit in common with that of a name (question.name, hashed with hash_seed()) if
 * the filter can match it: most rules of a list are passed over by a look at it.  0: it says
 * nothing.
 */
uint64_t filter_bloom(const struct filter *f) PURE;

/* What clients are told apart by in a filter, one by one. NULL where it is of another kind. */
typedef void filter_fact_fn(void *ctx, const struct addr_range *range, bool at,
                            const struct name *key);
void filter_facts(const struct filter *f, filter_fact_fn *fact, void *ctx);
