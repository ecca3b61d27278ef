/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Nodes are judged twice: first to gather the signatures that have to be verified, then, with the
 * verdicts at hand, to plan.  Both walks come to the verifications in the same order.
 */

#include "server/sign/sigs.h"

#include "dns/rrtype.h"
#include "sec/rrsig.h"
#include "server/sign/node_types.h"
#include "server/zone/expand.h"

#include <assert.h>
#include <string.h>

enum { NODES_TOGETHER = 4096 };

/* A signature in the making. */
struct pending {
	struct zone_record record; /* owner of the node, rdata in the arena */
};

/* What one key signs. */
struct workload {
	struct rrsig_maker maker;
	VEC(struct crypto_sign_job) jobs;
	VEC(struct pending) made;
};

struct sigs {
	struct sigs_scope scope;
	const struct sign_input *in;
	struct zone_changeset *changes;
	struct sigs_result result;
	VEC(const struct zone_node *) nodes;
	VEC(struct crypto_verify_job) checks;
	size_t next_check;
	bool is_planning;      /* else gathering */
	struct workload *work; /* one per key */
	struct canonical memory;
	struct arena arena; /* octets of the nodes taken together */
};

struct sigs *sigs_new(const struct sigs_scope *scope, const struct sign_input *in,
                      struct zone_changeset *changes)
{
	struct sigs *s = mem_zalloc(sizeof(*s));
	s->scope = *scope;
	s->in = in;
	s->changes = changes;
	s->result.first_s = INT64_MAX;
	s->work = mem_zalloc((in->key_count + 1) * sizeof(*s->work));
	for (size_t i = 0; i < in->key_count; i++) {
		const struct sign_key *key = &in->keys[i];
		s->work[i].maker = (struct rrsig_maker){
			.zone = zone_apex_name(scope->version),
			.tag = key->tag,
			.algorithm = key->algorithm,
			.signature_len = crypto_key_signature_len(key->pair),
			.inception = {(uint32_t)(in->now.s - SIGN_BACKDATE_S)},
			.expiration = {(uint32_t)(in->now.s + in->policy.lifetime_s)},
		};
	}
	arena_init(&s->arena, 0);
	return s;
}

static void sigs_free(struct sigs *s)
{
	for (size_t i = 0; i < s->in->key_count; i++) {
		canonical_deinit(&s->work[i].maker.memory);
		VEC_FREE(&s->work[i].jobs);
		VEC_FREE(&s->work[i].made);
	}
	mem_free(s->work);
	VEC_FREE(&s->nodes);
	VEC_FREE(&s->checks);
	canonical_deinit(&s->memory);
	arena_deinit(&s->arena);
	mem_free(s);
}

/* ---- one set ---- */

/* What the version before says of a set's signatures. */
enum past {
	PAST_UNKNOWN, /* they have to be verified */
	PAST_SAME,    /* they are over this data */
	PAST_OTHER,   /* they are over other data */
};

struct judged {
	const struct rrset *data, *sigs;
	enum past past;
	bool *is_kept; /* by key */
};

static bool must_sign(const struct sign_key *key, uint16_t type)
{
	if (type == RR_DNSKEY || type == RR_CDNSKEY || type == RR_CDS) /* RFC 7344 section 4.1 */
		return key->signs_keys;
	return key->signs_zone;
}

static const struct zone_set *set_at(const struct zone_node *node, uint16_t type)
{
	const struct zone_set *sets = zone_node_sets(node);
	for (unsigned i = 0; i < node->set_count; i++) {
		if (sets[i].type == type)
			return &sets[i];
	}
	return NULL;
}

/* Octets of data records, the fields that depend on their place included. */
static bool same_data(const struct zone_node *a, const struct zone_set *x,
                      const struct zone_node *b, const struct zone_set *y)
{
	return x->count == y->count && x->reloc_count == y->reloc_count &&
	       x->data_len == y->data_len &&
	       memcmp(zone_set_relocs(a, x), zone_set_relocs(b, y),
	              x->reloc_count * sizeof(struct zone_reloc)) == 0 &&
	       memcmp(zone_set_data(a, x), zone_set_data(b, y), x->data_len) == 0;
}

static enum past set_past(const struct zone_node *node, const struct zone_node *old, uint16_t type)
{
	const struct zone_set *x = set_at(node, type), *y = old != NULL ? set_at(old, type) : NULL;
	if (x == NULL || y == NULL || zone_set_is_long(x) || zone_set_is_long(y) || y->count == 0)
		return PAST_UNKNOWN;
	if (!same_data(node, x, old, y))
		return PAST_OTHER;
	bool same = x->sig_len == y->sig_len &&
	            memcmp(zone_set_data(node, x) + x->data_len,
	                   zone_set_data(old, y) + y->data_len, x->sig_len) == 0;
	return same ? PAST_SAME : PAST_UNKNOWN;
}

static bool is_timely(const struct sigs *s, const struct rrsig *sig)
{
	const struct sign_policy *p = &s->in->policy;
	int64_t end = rrsig_time(sig->expiration, s->in->now).s;
	if ((p->unsafe & UNSAFE_NO_UPDATE_EXPIRED) != 0)
		return true;
	return s->in->now.s < end - (p->refresh_s + p->pre_refresh_s) &&
	       s->in->now.s >= rrsig_time(sig->inception, s->in->now).s;
}

/* Is a signature by a key what the key would say today, time apart? */
static bool key_fits(const struct sigs *s, const struct sign_key *key, const struct judged *j,
                     const struct rrsig *sig)
{
	return must_sign(key, j->data->type) && key->tag == sig->tag &&
	       key->algorithm == sig->algorithm &&
	       name_equal(sig->signer, zone_apex_name(s->scope.version)) &&
	       sig->type == j->data->type && sig->original_ttl == j->data->ttl &&
	       j->sigs->ttl == j->data->ttl && sig->labels == rrsig_owner_labels(j->data->owner);
}

/* Does it verify?  Asked twice: the first time the answer is not known yet, and false. */
static bool verifies(struct sigs *s, const struct sign_key *key, const struct judged *j,
                     const struct rrsig *sig)
{
	if (s->is_planning)
		return s->checks.items[s->next_check++].is_good;
	struct span octets = rrsig_octets(&s->memory, sig, j->data);
	const struct crypto_verify_job check = {
		.key = key->pair,
		.data = span_of(arena_dup(&s->arena, octets.data, octets.len), octets.len),
		.signature = span_of(arena_dup(&s->arena, sig->signature.data, sig->signature.len),
	                             sig->signature.len),
	};
	VEC_PUSH(&s->checks, check);
	return false;
}

/* Does a signature stay?  Keys of one tag are told apart by verifying. */
static bool sig_stays(struct sigs *s, const struct judged *j, struct span rdata)
{
	struct rrsig sig;
	bool stays = false;
	if (rrsig_read(&sig, rdata) != OK || !is_timely(s, &sig) || j->past == PAST_OTHER)
		return false;
	size_t fitting = 0;
	for (size_t i = 0; i < s->in->key_count; i++)
		fitting += key_fits(s, &s->in->keys[i], j, &sig);
	for (size_t i = 0; i < s->in->key_count && fitting > 0; i++) {
		const struct sign_key *key = &s->in->keys[i];
		if (!key_fits(s, key, j, &sig))
			continue;
		bool good = (fitting == 1 && j->past == PAST_SAME) || verifies(s, key, j, &sig);
		if (good && !j->is_kept[i] && !stays) {
			stays = j->is_kept[i] = true;
			s->result.first_s = MIN_OF(s->result.first_s,
			                           rrsig_time(sig.expiration, s->in->now).s);
		}
	}
	return stays;
}

static enum err sig_plan(struct sigs *s, size_t i, const struct rrset *data)
{
	struct workload *w = &s->work[i];
	size_t len = RRSIG_HEAD_LEN + name_len(w->maker.zone) + w->maker.signature_len;
	uint8_t *rdata = arena_alloc(&s->arena, len);
	struct wire_writer writer = wire_writer_of(rdata, len);
	struct span octets;
	TRY(rrsig_write_head(&writer, &w->maker, data, &octets));
	const struct crypto_sign_job job = {
		.data = span_of(arena_dup(&s->arena, octets.data, octets.len), octets.len),
		.signature = rdata + writer.pos,
	};
	const struct pending pending = {
		.record = {.owner = data->owner,
	                   .type = RR_RRSIG,
	                   .ttl = data->ttl,
	                   .rdata = span_of(rdata, len)},
	};
	VEC_PUSH(&w->jobs, job);
	VEC_PUSH(&w->made, pending);
	return OK;
}

static void sig_drop(struct sigs *s, const struct judged *j, struct span rdata)
{
	const struct zone_record r = {
		.owner = j->sigs->owner, .type = RR_RRSIG, .ttl = j->sigs->ttl, .rdata = rdata};
	zone_records_add(&s->changes->removed, &r);
	s->result.dropped++;
}

/* Is the set one whose signatures are not to be touched now? */
static bool is_left(const struct sigs *s, const struct judged *j)
{
	return s->scope.leave_soa && j->data->type == RR_SOA;
}

static enum err set_judge(struct sigs *s, const struct judged *j, bool is_ours)
{
	struct rrset_iter it = rrset_iter_of(j->sigs);
	for (struct span rdata; j->sigs->count > 0 && rrset_next(&it, &rdata);) {
		bool stays = is_ours && sig_stays(s, j, rdata);
		if (!stays && s->is_planning && is_left(s, j))
			s->result.soa_due = true;
		else if (!stays && s->is_planning)
			sig_drop(s, j, rdata);
	}
	for (size_t i = 0; is_ours && s->is_planning && i < s->in->key_count; i++) {
		if (j->is_kept[i] || !must_sign(&s->in->keys[i], j->data->type))
			continue;
		if (is_left(s, j))
			s->result.soa_due = true;
		else
			TRY(sig_plan(s, i, j->data));
	}
	return OK;
}

static enum err node_judge(struct sigs *s, const struct zone_node *node)
{
	const struct zone_version *before = s->scope.before;
	const struct zone_node *old = NULL;
	struct zone_sets it;
	bool is_kept[KEY_SET_MAX];
	enum err e = OK;
	if (before != NULL)
		old = (node->flags & NODE_NSEC3) != 0 ? zone_version_find_nsec3(before, node->name)
		                                      : zone_version_find(before, node->name);
	zone_sets_init(&it, s->scope.version, node);
	while (e == OK && zone_sets_next(&it)) {
		struct judged j = {.data = &it.data, .sigs = &it.sigs, .is_kept = is_kept};
		memset(is_kept, 0, sizeof(is_kept));
		it.data.owner = it.sigs.owner = node->name; /* outlives the walk */
		if (it.sigs.count > 0)
			j.past = set_past(node, old, it.data.type);
		e = set_judge(s, &j, it.data.count > 0 && node_speaks_for(node, it.data.type));
	}
	zone_sets_deinit(&it);
	return e;
}

/* ---- many nodes ---- */

static enum err workload_do(struct sigs *s, size_t i)
{
	struct workload *w = &s->work[i];
	const struct crypto_signer_options options = {.reproducible = s->in->policy.reproducible};
	if (w->jobs.count == 0)
		return OK;
	TRY(crypto_sign_batch(s->in->keys[i].pair, &options, w->jobs.items, w->jobs.count,
	                      s->in->policy.threads));
	for (size_t k = 0; k < w->made.count; k++)
		zone_records_add(&s->changes->added, &w->made.items[k].record);
	s->result.made += w->made.count;
	s->result.first_s = MIN_OF(s->result.first_s, s->in->now.s + s->in->policy.lifetime_s);
	w->jobs.count = w->made.count = 0;
	return OK;
}

static bool has_sigs(const struct zone_node *node)
{
	const struct zone_set *sets = zone_node_sets(node);
	for (unsigned i = 0; i < node->set_count; i++) {
		if (sets[i].sig_count > 0)
			return true;
	}
	return false;
}

static enum err nodes_do(struct sigs *s)
{
	enum err e = OK;
	s->is_planning = false;
	for (size_t i = 0; i < s->nodes.count && e == OK; i++) {
		if (has_sigs(s->nodes.items[i]))
			e = node_judge(s, s->nodes.items[i]);
	}
	crypto_verify_batch(s->checks.items, s->checks.count, s->in->policy.threads);
	s->is_planning = true;
	s->next_check = 0;
	for (size_t i = 0; i < s->nodes.count && e == OK; i++)
		e = node_judge(s, s->nodes.items[i]);
	assert(e != OK || s->next_check == s->checks.count);
	for (size_t i = 0; i < s->in->key_count && e == OK; i++)
		e = workload_do(s, i);
	s->nodes.count = s->checks.count = 0;
	arena_reset(&s->arena);
	return e;
}

enum err sigs_put(struct sigs *s, const struct zone_node *node)
{
	VEC_PUSH(&s->nodes, node);
	return s->nodes.count < NODES_TOGETHER ? OK : nodes_do(s);
}

enum err sigs_finish(struct sigs *s, struct sigs_result *result)
{
	enum err e = nodes_do(s);
	*result = s->result;
	sigs_free(s);
	return e;
}
