/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Snapshots of signing policies and what they refer to.  A policy and a keystore named "default"
 * are there whether the configuration defines them or not.
 */

#include "server/conf/make.h"

enum { HOUR = 3600, DAY = 86400, ECDSA256 = 13, SHA256 = 2 };

static struct conf_keystore make_keystore(struct maker *m, const struct conf_block *b)
{
	bool pkcs11 = number_or(b, "backend", 0) != 0;
	const char *config = text_or(b, "config", "keys");
	return (struct conf_keystore){
		.id = b != NULL ? b->id : "default",
		.pkcs11 = pkcs11,
		.key_label = number_or(b, "key-label", 0) != 0,
		.config = pkcs11 ? config : join_path(m, m->c->database.kasp.path, config),
	};
}

static void make_keystores(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "keystore", &n);
	struct conf_keystore *stores = make_array(m, n, sizeof(*stores));
	for (size_t i = 0; i < n; i++)
		stores[i] = make_keystore(m, blocks[i]);
	/* make_array has room for one more: what a policy without a reference uses. */
	stores[n] = make_keystore(m, NULL);
	m->c->keystores = stores;
	m->c->keystore_count = n;
}

static enum err make_submissions(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "submission", &n);
	struct conf_submission *list = make_array(m, n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		const struct conf_block *b = blocks[i];
		list[i] = (struct conf_submission){
			.id = b->id,
			.check_interval_s = number_or(b, "check-interval", HOUR),
			.timeout_s = number_or(b, "timeout", 0),
			.parent_delay_s = number_or(b, "parent-delay", 0),
		};
		TRY(make_remote_list(m, conf_entry_find(b, "parent"), &list[i].parents,
		                     &list[i].parent_count));
	}
	m->c->submissions = list;
	m->c->submission_count = n;
	return OK;
}

static enum err make_syncs(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "dnskey-sync", &n);
	struct conf_dnskey_sync *list = make_array(m, n, sizeof(*list));
	for (size_t i = 0; i < n; i++) {
		list[i] = (struct conf_dnskey_sync){
			.id = blocks[i]->id,
			.check_interval_s = number_or(blocks[i], "check-interval", 60),
		};
		TRY(make_remote_list(m, conf_entry_find(blocks[i], "remote"), &list[i].remotes,
		                     &list[i].remote_count));
	}
	m->c->syncs = list;
	m->c->sync_count = n;
	return OK;
}

static enum err find_keystore(struct maker *m, struct conf_policy *p, const struct conf_block *b)
{
	const struct conf_value *v = value_of(b, "keystore");
	const struct conf *c = m->c;
	const char *id = v != NULL ? v->text : "default";
	for (size_t i = 0; i < c->keystore_count; i++) {
		if (strcmp(c->keystores[i].id, id) == 0)
			p->keystore = &c->keystores[i];
	}
	if (p->keystore == NULL && strcmp(id, "default") == 0)
		p->keystore = &c->keystores[c->keystore_count];
	return p->keystore != NULL
	               ? OK
	               : fail_entry(m, conf_entry_find(b, "keystore"), id, "invalid reference");
}

static enum err find_parts(struct maker *m, struct conf_policy *p, const struct conf_block *b)
{
	const struct conf_value *submission = value_of(b, "ksk-submission");
	const struct conf_value *sync = value_of(b, "dnskey-sync");
	for (size_t i = 0; submission != NULL && i < m->c->submission_count; i++) {
		if (strcmp(m->c->submissions[i].id, submission->text) == 0)
			p->parent.submission = &m->c->submissions[i];
	}
	if (submission != NULL && p->parent.submission == NULL)
		return fail_entry(m, conf_entry_find(b, "ksk-submission"), submission->text,
		                  "invalid reference");
	for (size_t i = 0; sync != NULL && i < m->c->sync_count; i++) {
		if (strcmp(m->c->syncs[i].id, sync->text) == 0)
			p->sync = &m->c->syncs[i];
	}
	if (sync != NULL && p->sync == NULL)
		return fail_entry(m, conf_entry_find(b, "dnskey-sync"), sync->text,
		                  "invalid reference");
	TRY(find_keystore(m, p, b));
	return make_remote_list(m, conf_entry_find(b, "ds-push"), &p->parent.ds_push,
	                        &p->parent.ds_push_count);
}

static struct policy_keys make_keys(const struct conf_block *b)
{
	struct policy_keys k = {
		.manual = number_or(b, "manual", 0) != 0,
		.single_type = number_or(b, "single-type-signing", 0) != 0,
		.ksk_shared = number_or(b, "ksk-shared", 0) != 0,
		.offline_ksk = number_or(b, "offline-ksk", 0) != 0,
		.incremental = number_or(b, "dnskey-management", 0) != 0,
		.algorithm = (uint8_t)number_or(b, "algorithm", ECDSA256),
		.ksk_bits = (unsigned)number_or(b, "ksk-size", 0),
		.zsk_bits = (unsigned)number_or(b, "zsk-size", 0),
		.ksk_lifetime_s = number_or(b, "ksk-lifetime", 0),
		.zsk_lifetime_s = number_or(b, "zsk-lifetime", (int64_t)30 * DAY),
		.delete_delay_s = number_or(b, "delete-delay", 0),
		.propagation_delay_s = number_or(b, "propagation-delay", HOUR),
		.dnskey_ttl_s = number_or(b, "dnskey-ttl", -1),
		.zone_max_ttl_s = number_or(b, "zone-max-ttl", -1),
	};
	/* Checked with the tree. */
	if (modulo_parse(&k.tag_modulo, span_str(text_or(b, "keytag-modulo", "0/1")), false) != OK)
		k.tag_modulo = (struct modulo){.modulus = 1};
	return k;
}

static enum err make_policy(struct maker *m, struct conf_policy *p, const struct conf_block *b)
{
	*p = (struct conf_policy){
		.id = b != NULL ? b->id : "default",
		.keys = make_keys(b),
		.rrsig = {.lifetime_s = number_or(b, "rrsig-lifetime", (int64_t)14 * DAY),
	                  .refresh_s = number_or(b, "rrsig-refresh", 0),
	                  .pre_refresh_s = number_or(b, "rrsig-pre-refresh", HOUR),
	                  .reproducible = number_or(b, "reproducible-signing", 0) != 0,
	                  .threads = (unsigned)number_or(b, "signing-threads", 1)},
		.nsec3 = {.on = number_or(b, "nsec3", 0) != 0,
	                  .opt_out = number_or(b, "nsec3-opt-out", 0) != 0,
	                  .iterations = (uint16_t)number_or(b, "nsec3-iterations", 0),
	                  .salt_len = (uint8_t)number_or(b, "nsec3-salt-length", 8),
	                  .salt_lifetime_s = number_or(b, "nsec3-salt-lifetime",
	                                               (int64_t)30 * DAY)},
		.parent = {.cds = (enum conf_cds)number_or(b, "cds-cdnskey-publish", CDS_ROLLOVER),
	                   .cds_digest = (uint8_t)number_or(b, "cds-digest-type", SHA256)},
		.unsafe = set_of(b, "unsafe-operation"),
	};
	return find_parts(m, p, b);
}

enum err make_policies(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "policy", &n);
	struct conf_policy *list = make_array(m, n, sizeof(*list));
	make_keystores(m);
	TRY(make_submissions(m));
	TRY(make_syncs(m));
	for (size_t i = 0; i < n; i++)
		TRY(make_policy(m, &list[i], blocks[i]));
	TRY(make_policy(m, &list[n], NULL));
	m->c->policies = list;
	m->c->policy_count = n;
	return OK;
}

const struct conf_policy *conf_policy_find(const struct conf *c, const char *id)
{
	for (size_t i = 0; i < c->policy_count; i++) {
		if (strcmp(c->policies[i].id, id) == 0)
			return &c->policies[i];
	}
	return strcmp(id, "default") == 0 ? &c->policies[c->policy_count] : NULL;
}
