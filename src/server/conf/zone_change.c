/* SPDX-License-Identifier: BSD-2-Clause */
/* Item by item: snapshots share no memory, so texts are compared, not pointers. */

#include "server/conf/zone_change.h"

#include <string.h>

bool zone_conf_reloads(const struct zone_conf *old, const struct zone_conf *fresh)
{
	return strcmp(old->file, fresh->file) != 0 || old->zonefile_load != fresh->zonefile_load ||
	       old->default_ttl != fresh->default_ttl || old->checks != fresh->checks ||
	       old->journal.content != fresh->journal.content || old->max_size != fresh->max_size ||
	       old->zonemd_generate != fresh->zonemd_generate ||
	       old->zonemd_verify != fresh->zonemd_verify;
}

static bool same_remote(const struct conf_remote *a, const struct conf_remote *b)
{
	if (strcmp(a->id, b->id) != 0 || a->address_count != b->address_count)
		return false;
	for (size_t i = 0; i < a->address_count; i++) {
		if (!addr_equal(&a->addresses[i], &b->addresses[i], true))
			return false;
	}
	return true;
}

bool zone_conf_refreshes(const struct zone_conf *old, const struct zone_conf *fresh)
{
	if (old->master_count != fresh->master_count)
		return true;
	for (size_t i = 0; i < old->master_count; i++) {
		if (!same_remote(old->masters[i], fresh->masters[i]))
			return true;
	}
	return false;
}

static bool same_keys(const struct policy_keys *a, const struct policy_keys *b)
{
	return a->manual == b->manual && a->single_type == b->single_type &&
	       a->ksk_shared == b->ksk_shared && a->incremental == b->incremental &&
	       a->algorithm == b->algorithm && a->ksk_bits == b->ksk_bits &&
	       a->zsk_bits == b->zsk_bits && a->ksk_lifetime_s == b->ksk_lifetime_s &&
	       a->zsk_lifetime_s == b->zsk_lifetime_s && a->delete_delay_s == b->delete_delay_s &&
	       a->propagation_delay_s == b->propagation_delay_s &&
	       a->dnskey_ttl_s == b->dnskey_ttl_s && a->zone_max_ttl_s == b->zone_max_ttl_s;
}

static bool same_records(const struct conf_policy *a, const struct conf_policy *b)
{
	const struct policy_rrsig *x = &a->rrsig, *y = &b->rrsig;
	const struct policy_nsec3 *n = &a->nsec3, *m = &b->nsec3;
	return x->lifetime_s == y->lifetime_s && x->refresh_s == y->refresh_s &&
	       x->pre_refresh_s == y->pre_refresh_s && x->reproducible == y->reproducible &&
	       x->threads == y->threads && n->on == m->on && n->opt_out == m->opt_out &&
	       n->iterations == m->iterations && n->salt_len == m->salt_len &&
	       n->salt_lifetime_s == m->salt_lifetime_s && a->parent.cds == b->parent.cds &&
	       a->parent.cds_digest == b->parent.cds_digest && a->unsafe == b->unsafe;
}

static bool same_submission(const struct conf_submission *a, const struct conf_submission *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a->id, b->id) == 0 && a->timeout_s == b->timeout_s;
}

/* A signing leads to telling the others; whom, and what of. */
static bool same_sync(const struct conf_policy *a, const struct conf_policy *b)
{
	const struct conf_dnskey_sync *x = a->sync, *y = b->sync;
	if (x == NULL || y == NULL)
		return x == y;
	if (x->remote_count != y->remote_count ||
	    a->keys.tag_modulo.modulus != b->keys.tag_modulo.modulus ||
	    a->keys.tag_modulo.remainder != b->keys.tag_modulo.remainder)
		return false;
	for (size_t i = 0; i < x->remote_count; i++) {
		if (!same_remote(x->remotes[i], y->remotes[i]))
			return false;
	}
	return true;
}

bool zone_conf_signs(const struct zone_conf *old, const struct zone_conf *fresh)
{
	const struct conf_policy *a = old->policy, *b = fresh->policy;
	if (old->dnssec_signing != fresh->dnssec_signing)
		return fresh->dnssec_signing;
	return fresh->dnssec_signing &&
	       (strcmp(a->id, b->id) != 0 ||
	        strcmp(a->keystore->config, b->keystore->config) != 0 ||
	        !same_keys(&a->keys, &b->keys) || !same_records(a, b) || !same_sync(a, b) ||
	        !same_submission(a->parent.submission, b->parent.submission));
}
