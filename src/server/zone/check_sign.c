/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys, and every signature on as many threads as allowed.  Threads take ranges of nodes in
 * order; a finding stops all ranges behind it but none before, so which one is told does not depend
 * on how the threads ran.
 */
#include "server/zone/check_sign.h"

#include "dns/rrtype.h"
#include "sec/rrsig.h"
#include "server/zone/check_sign_run.h"

#include <limits.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum {
	RANGE = 64, /* nodes taken at a time */
	THREADS_MAX = 256,
	/* Keys of one tag beyond which validators are known to give up; KeyTrap. */
	SAME_TAG_MAX = 2,
};

static bool check_keys_of_zone(struct sign_run *run)
{
	const struct zone_node *apex = run->version->apex;
	struct zone_expander memory = {0};
	struct rrset set;
	bool clean = true;
	if (!zone_expand_type(&memory, run->version, apex, RR_DNSKEY, &set))
		return sign_find(run, CHECK_DNSKEY_NONE, apex);
	struct rrset_iter it = rrset_iter_of(&set);
	for (struct span rdata; clean && rrset_next(&it, &rdata);) {
		struct dnskey key;
		clean = dnskey_rdata_read(&key, rdata) == OK && dnskey_is_zone_key(&key) &&
		        dnskey_decode(&key) != E_KEY;
		if (clean)
			crypto_key_unref(key.key);
	}
	if (!clean || dnskey_set_init(&run->keys, &set) != OK)
		clean = sign_find(run, CHECK_DNSKEY_INVALID, apex);
	for (size_t i = 0; i < run->keys.count; i++)
		run->keys.keys[i].rdata = span_of(NULL, 0); /* was borrowed from the memory */
	zone_expander_deinit(&memory);
	return clean;
}

/* A finding that a range came to. */
struct sign_fault {
	enum zone_check_kind kind;
	uint16_t type;
};

/* Shared by the threads. */
struct sign_work {
	const struct sign_run *run;
	struct wall now;
	size_t count;
	_Atomic size_t next;  /* place of the next range */
	_Atomic size_t fault; /* lowest place of a finding; SIZE_MAX: none yet */
	pthread_mutex_t lock;
	struct sign_fault what; /* at `fault`; under the lock */
};

/* Order of the check: names behind the apex, the NSEC3 chain, the apex. */
static const struct zone_node *node_at(const struct sign_run *run, size_t place)
{
	size_t names = run->nodes.names.count - 1, hashes = run->nodes.nsec3.count;
	if (place < names)
		return run->nodes.names.items[place + 1];
	return place - names < hashes ? run->nodes.nsec3.items[place - names]
	                              : run->nodes.names.items[0];
}

static bool set_is_good(struct rrsig_checker *c, const struct rrset *set, const struct rrset *sigs,
                        enum zone_check_kind *kind)
{
	struct rrsig by;
	c->checks_left = c->failures_left = UINT_MAX;
	enum rrsig_verdict verdict = rrset_check(c, set, sigs, &by);
	*kind = verdict == RRSIG_COLLISIONS ? CHECK_DNSKEY_KEYTAGS : CHECK_RRSIG_UNVERIFIABLE;
	/* In its zone a set is as it was signed (RFC 4035 section 2.2): TTL, and not expanded. */
	return verdict == RRSIG_VALID && by.original_ttl == set->ttl &&
	       !rrsig_is_expanded(&by, set->owner);
}

/* false: *fault says what is wrong. */
static bool node_is_good(const struct sign_run *run, const struct zone_node *node,
                         struct rrsig_checker *c, struct sign_fault *fault)
{
	struct zone_sets it;
	bool good = true;
	zone_sets_init(&it, run->version, node);
	while (good && zone_sets_next(&it)) {
		fault->type = it.data.type;
		fault->kind = CHECK_RRSIG_UNVERIFIABLE;
		if (it.data.type == RR_RRSIG)
			good = false; /* RFC 4035 section 2.2: signatures are not signed */
		else if ((node->flags & NODE_BELOW) != 0)
			good = it.sigs.count == 0; /* nor is glue */
		else if (!sign_is_authoritative(node, it.data.type))
			good = it.sigs.count == 0 || it.data.count == 0; /* nor are delegations */
		else if (it.data.count > 0)
			good = set_is_good(c, &it.data, &it.sigs, &fault->kind);
	}
	zone_sets_deinit(&it);
	return good;
}

static void fault_put(struct sign_work *w, size_t place, const struct sign_fault *fault)
{
	pthread_mutex_lock(&w->lock);
	if (place < atomic_load(&w->fault)) {
		atomic_store(&w->fault, place);
		w->what = *fault;
	}
	pthread_mutex_unlock(&w->lock);
}

static void *work(void *arg)
{
	struct sign_work *w = arg;
	struct rrsig_checker c = {
		.zone = w->run->version->apex->name,
		.keys = &w->run->keys,
		.now = w->now,
		.same_tag_max = SAME_TAG_MAX,
	};
	for (;;) {
		size_t place = atomic_fetch_add(&w->next, RANGE);
		size_t end = MIN_OF(place + RANGE, w->count);
		if (place >= end || place > atomic_load(&w->fault))
			break;
		for (; place < end; place++) {
			struct sign_fault fault;
			if (!node_is_good(w->run, node_at(w->run, place), &c, &fault)) {
				fault_put(w, place, &fault);
				break;
			}
		}
	}
	rrsig_checker_deinit(&c);
	return NULL;
}

/* Threads that could not be started are done without. */
static void work_on_threads(struct sign_work *w, unsigned threads)
{
	pthread_t ids[THREADS_MAX];
	size_t started = 0, useful = (w->count + RANGE - 1) / RANGE;
	size_t wanted = MIN_OF(MIN_OF((size_t)threads, (size_t)THREADS_MAX), useful);
	while (started + 1 < wanted && pthread_create(&ids[started], NULL, work, w) == 0)
		started++;
	work(w);
	while (started > 0)
		pthread_join(ids[--started], NULL);
}

static bool check_sets(const struct sign_run *run, const struct zone_sign_check *options)
{
	struct sign_work w = {
		.run = run,
		.now = options->now,
		.count = run->nodes.names.count + run->nodes.nsec3.count,
		.fault = SIZE_MAX,
		.lock = PTHREAD_MUTEX_INITIALIZER,
	};
	work_on_threads(&w, options->threads);
	pthread_mutex_destroy(&w.lock);
	if (w.fault == SIZE_MAX)
		return true;
	char buf[48];
	struct text detail;
	text_init_fixed(&detail, buf, sizeof(buf));
	text_put(&detail, "(record type ");
	rrtype_print(&detail, w.what.type);
	text_put(&detail, ")");
	const struct zone_check_finding finding = {
		.kind = w.what.kind,
		.owner = node_at(run, w.fault)->name,
		.detail = w.what.kind == CHECK_RRSIG_UNVERIFIABLE ? buf : NULL,
	};
	run->found(run->arg, &finding);
	return false;
}

static void nodes_collect(struct sign_run *run)
{
	struct zone_iter it;
	zone_iter_init(&it, run->version);
	for (const struct zone_node *node; (node = zone_next(&it)) != NULL;) {
		if (it.is_nsec3)
			VEC_PUSH(&run->nodes.nsec3, node);
		else
			VEC_PUSH(&run->nodes.names, node);
	}
}

bool zone_check_signatures(const struct zone_version *v, const struct zone_sign_check *options,
                           zone_check_fn found, void *arg)
{
	struct sign_run run = {.version = v, .found = found, .arg = arg};
	nodes_collect(&run);
	bool clean = check_keys_of_zone(&run) &&
	             (v->denial == ZONE_NSEC3 ? sign_check_nsec3(&run) : sign_check_nsec(&run)) &&
	             check_sets(&run, options);
	dnskey_set_deinit(&run.keys);
	VEC_FREE(&run.nodes.nsec3);
	VEC_FREE(&run.nodes.names);
	return clean;
}
