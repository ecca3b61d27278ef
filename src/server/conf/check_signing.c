/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rules within keystores, submissions and signing policies.  They hold whether the policy is used
 * or not, so that a mistake is told when it is made.
 */

#include "server/conf/make.h"

enum {
	RSASHA1 = 5,
	RSASHA1_NSEC3 = 7,
	RSASHA256 = 8,
	RSASHA512 = 10,
	ECDSA256 = 13,
	ECDSA384 = 14,
	ED25519 = 15,
	ED448 = 16,
	MANAGEMENT_INCREMENTAL = 1,
	HOUR = 3600,
	DAY = 86400
};

/* RFC 3110 section 2, RFC 5702 section 2, RFC 6605 section 4, RFC 8080 section 3. */
static bool size_fits(int64_t algorithm, int64_t bits)
{
	switch (algorithm) {
	case RSASHA1:
	case RSASHA1_NSEC3:
	case RSASHA256:
		return bits >= 1024 && bits <= 4096;
	case RSASHA512:
		return bits >= 1024 && bits <= 4096;
	case ECDSA384:
		return bits == 384;
	case ED448:
		return bits == 456;
	default:
		return bits == 256;
	}
}

static enum err check_size(struct maker *m, const struct conf_block *b, const char *item)
{
	const struct conf_entry *e = conf_entry_find(b, item);
	int64_t algorithm = number_or(b, "algorithm", ECDSA256);
	if (count_of(e) == 0 || size_fits(algorithm, e->values.items[0].number))
		return OK;
	return fail_entry(m, e, e->values.items[0].text, "key size not compatible with algorithm");
}

/* A key must live long enough for its successor to be known everywhere. */
static enum err check_lifetimes(struct maker *m, const struct conf_block *b)
{
	int64_t delay = number_or(b, "propagation-delay", HOUR);
	int64_t dnskey_ttl = number_or(b, "dnskey-ttl", 0);
	int64_t max_ttl = number_or(b, "zone-max-ttl", dnskey_ttl);
	int64_t ksk = number_or(b, "ksk-lifetime", 0);
	int64_t zsk = number_or(b, "zsk-lifetime", 30 * (int64_t)DAY);
	if (number_or(b, "single-type-signing", 0) != 0)
		return ksk != 0 && ksk < 2 * delay + dnskey_ttl + max_ttl
		               ? fail_block(m, b,
		                            "CSK lifetime too low according to propagation "
		                            "delay, DNSKEY TTL, and maximum TTL")
		               : OK;
	if (ksk != 0 && ksk < 2 * delay + 2 * dnskey_ttl)
		return fail_block(
			m, b, "KSK lifetime too low according to propagation delay and DNSKEY TTL");
	if (zsk != 0 && zsk < 2 * delay + dnskey_ttl + max_ttl)
		return fail_block(m, b,
		                  "ZSK lifetime too low according to propagation delay, "
		                  "DNSKEY TTL, and maximum TTL");
	return OK;
}

static enum err check_policy(struct maker *m, const struct conf_block *b)
{
	const struct conf_value *refresh = value_of(b, "rrsig-refresh");
	bool incremental = number_or(b, "dnskey-management", 0) == MANAGEMENT_INCREMENTAL;
	TRY(check_size(m, b, "ksk-size"));
	TRY(check_size(m, b, "zsk-size"));
	TRY(check_lifetimes(m, b));
	if (refresh != NULL && number_or(b, "rrsig-lifetime", 14 * (int64_t)DAY) <=
	                               refresh->number + number_or(b, "rrsig-pre-refresh", HOUR))
		return fail_block(m, b, "RRSIG refresh has to be lower than RRSIG lifetime");
	if (incremental && number_or(b, "offline-ksk", 0) != 0)
		return fail_block(m, b,
		                  "incremental DNSKEY management can't be used with "
		                  "offline KSK");
	if (incremental && number_or(b, "delete-delay", 0) == 0)
		return fail_block(m, b, "incremental DNSKEY management requires 'delete-delay'");
	if (has_value(conf_entry_find(b, "ds-push")) &&
	    number_or(b, "cds-cdnskey-publish", 2) == CDS_NONE)
		return fail_block(m, b, "DS push requires enabled CDS/CDNSKEY publication");
	if (!incremental && has_value(conf_entry_find(b, "dnskey-sync")))
		text_printf(m->warnings,
		            "notice: config, policy '%s', dnskey-sync without incremental "
		            "dnskey-management: keys of other signers are not kept\n",
		            b->id);
	if (number_or(b, "nsec3-iterations", 0) > 0)
		text_printf(m->warnings,
		            "notice: config, policy '%s', NSEC3 iterations above 0 are refused by "
		            "many resolvers\n",
		            b->id);
	return OK;
}

enum err check_signing(struct maker *m)
{
	for (size_t i = 0; i < m->tree->blocks.count; i++) {
		const struct conf_block *b = m->tree->blocks.items[i];
		if (strcmp(b->section->name, "policy") == 0)
			TRY(check_policy(m, b));
		else if (strcmp(b->section->name, "keystore") == 0 &&
		         number_or(b, "key-label", 0) != 0 && number_or(b, "backend", 0) == 0)
			return fail_block(m, b, "key labels require the 'pkcs11' backend");
		else if (strcmp(b->section->name, "dnskey-sync") == 0 &&
		         count_of(conf_entry_find(b, "remote")) == 0)
			return fail_block(m, b, "no remote defined");
	}
	return OK;
}
