/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a signed zone says about its keys to its parent: CDS and CDNSKEY (RFC 7344, RFC 8078), and
 * the parameters of its NSEC3 chain.
 */
#include "dns/rrtype.h"
#include "sec/ds.h"
#include "server/zone/check_run.h"

/* The sets of the apex that speak of keys, expanded. */
struct key_sets {
	struct zone_expander memory[3];
	struct rrset cds, cdnskey, dnskey;
};

/* Key tag and algorithm of the key: what tells that a CDS was meant for it. */
static bool cds_is_meant_for(struct span cds, struct span key)
{
	return wire_get_u16(cds.data) == dnskey_tag(key) && cds.data[2] == key.data[3];
}

/* Made from the key; of a digest type that we cannot make, that it was meant for it is enough. */
static bool cds_is_of(struct span cds, struct span key, const uint8_t *owner)
{
	struct ds ds;
	struct dnskey dnskey;
	if (ds_read(&ds, cds) != OK || dnskey_rdata_read(&dnskey, key) != OK)
		return false;
	return cds_is_meant_for(cds, key) &&
	       (ds_digest_len(ds.digest_type) == 0 || ds_matches(&ds, owner, &dnskey));
}

static bool any_key_for(const struct rrset *keys, struct span cds)
{
	struct rrset_iter it = rrset_iter_of(keys);
	for (struct span key; rrset_next(&it, &key);) {
		if (cds_is_of(cds, key, keys->owner))
			return true;
	}
	return false;
}

static bool any_cds_for(const struct rrset *sets, struct span key)
{
	struct rrset_iter it = rrset_iter_of(sets);
	for (struct span cds; rrset_next(&it, &cds);) {
		if (cds_is_meant_for(cds, key))
			return true;
	}
	return false;
}

/* Is the delete request there, and if so alone and in its one form? (RFC 8078 section 4) */
static bool has_delete(const struct rrset *set, size_t algorithm_at, struct span form, bool *valid)
{
	bool has = false;
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (rdata.data[algorithm_at] == 0) {
			has = true;
			*valid = *valid && set->count == 1 && span_equal(rdata, form);
		}
	}
	return has;
}

static void check_matches(struct check_run *run, const struct key_sets *k)
{
	struct span rdata;
	struct rrset_iter it = rrset_iter_of(&k->cds);
	while (k->cdnskey.count > 0 && rrset_next(&it, &rdata)) {
		if (rdata.data[2] != 0 && !any_key_for(&k->cdnskey, rdata))
			check_find(run, CHECK_CDS_NOT_MATCH, NULL);
	}
	it = rrset_iter_of(&k->cdnskey);
	while (rrset_next(&it, &rdata)) {
		bool deletes = cdnskey_is_delete(rdata);
		if (!deletes && !rrset_has(&k->dnskey, rdata))
			check_find(run, CHECK_CDNSKEY_NO_DNSKEY, NULL);
		if (k->cds.count > 0 && rdata.data[3] != 0 && !any_cds_for(&k->cds, rdata))
			check_find(run, CHECK_CDNSKEY_NO_CDS, NULL);
	}
}

static void check_cds(struct check_run *run, const struct key_sets *k)
{
	bool valid = true;
	if (k->cds.count == 0 && k->cdnskey.count == 0)
		return;
	if (k->cds.count == 0)
		check_find(run, CHECK_CDS_NONE, NULL);
	if (k->cdnskey.count == 0)
		check_find(run, CHECK_CDNSKEY_NONE, NULL);
	check_matches(run, k);
	bool cds = has_delete(&k->cds, 2, cds_delete_rdata(), &valid);
	bool key = has_delete(&k->cdnskey, 3, cdnskey_delete_rdata(), &valid);
	bool both = k->cds.count > 0 && k->cdnskey.count > 0;
	if (!valid || (both && cds != key))
		check_find(run, CHECK_CDNSKEY_DELETE, NULL);
}

static void check_nsec3param(struct check_run *run)
{
	struct rrset set;
	if (!zone_expand_type(&run->memory, run->version, run->node, RR_NSEC3PARAM, &set))
		return;
	struct rrset_iter it = rrset_iter_of(&set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		if (rdata.data[1] != 0) /* RFC 5155 section 4.1.2 */
			check_find(run, CHECK_NSEC3PARAM_FLAGS, NULL);
		if (rdata.data[0] != 1) /* SHA-1: RFC 5155 section 11 */
			check_find(run, CHECK_NSEC3PARAM_ALGORITHM, NULL);
	}
}

void check_keys(struct check_run *run)
{
	struct key_sets k = {0};
	const uint16_t types[] = {RR_CDS, RR_CDNSKEY, RR_DNSKEY};
	struct rrset *sets[] = {&k.cds, &k.cdnskey, &k.dnskey};
	check_nsec3param(run);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		if (!zone_expand_type(&k.memory[i], run->version, run->node, types[i], sets[i]))
			*sets[i] = (struct rrset){0};
	}
	check_cds(run, &k);
	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		zone_expander_deinit(&k.memory[i]);
}
