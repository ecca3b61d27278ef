/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All records of a version in the order of RFC 8976 section 3.3.1.  A version keeps the NSEC3 chain
 * apart from names, and signatures beside what they cover: both are merged back here.
 */
#include "server/zone/check_zonemd.h"

#include "dns/rrtype.h"
#include "sec/zonemd.h"
#include "server/zone/expand.h"

/* Signatures of a name, its sets in order of types: those of one set after another. */
static void feed_signatures(struct zonemd_hash *h, const struct zone_version *v,
                            const struct zone_node *node)
{
	struct zone_sets it;
	zone_sets_init(&it, v, node);
	while (zone_sets_next(&it)) {
		if (it.sigs.count > 0)
			zonemd_hash_add(h, &it.sigs);
	}
	zone_sets_deinit(&it);
}

static void feed_data(struct zonemd_hash *h, const struct zone_version *v,
                      const struct zone_node *node, unsigned from, unsigned to)
{
	struct zone_sets it;
	zone_sets_init(&it, v, node);
	while (zone_sets_next(&it)) {
		if (it.data.count > 0 && it.data.type >= from && it.data.type < to)
			zonemd_hash_add(h, &it.data);
	}
	zone_sets_deinit(&it);
}

/*
 * One name, with what the chain has for it: NSEC3 comes last of the types that meet there but for
 * those behind it.  Either may be NULL.
 */
static void feed_name(struct zonemd_hash *h, const struct zone_version *v,
                      const struct zone_node *name, const struct zone_node *hashed)
{
	if (name != NULL) {
		feed_data(h, v, name, 0, RR_RRSIG);
		feed_signatures(h, v, name);
	}
	if (hashed != NULL)
		feed_signatures(h, v, hashed);
	if (name != NULL)
		feed_data(h, v, name, RR_RRSIG + 1, RR_NSEC3);
	if (hashed != NULL)
		feed_data(h, v, hashed, RR_RRSIG + 1, UINT16_MAX + 1);
	if (name != NULL)
		feed_data(h, v, name, RR_NSEC3, UINT16_MAX + 1);
}

static const struct zone_node *leaf_next(struct qp_iter *it)
{
	const struct qp_twig *t = qp_next(it);
	return t != NULL ? t->ptr : NULL;
}

static void feed_zone(struct zonemd_hash *h, const struct zone_version *v)
{
	struct qp_iter names, hashes;
	qp_iter_init(&names, &v->names);
	qp_iter_init(&hashes, &v->nsec3);
	const struct zone_node *name = leaf_next(&names), *hashed = leaf_next(&hashes);
	while (name != NULL || hashed != NULL) {
		int order = name == NULL     ? 1
		            : hashed == NULL ? -1
		                             : name_cmp(name->name, hashed->name);
		feed_name(h, v, order <= 0 ? name : NULL, order >= 0 ? hashed : NULL);
		if (order <= 0)
			name = leaf_next(&names);
		if (order >= 0)
			hashed = leaf_next(&hashes);
	}
}

void zone_zonemd_make(struct wire_writer *w, const struct zone_version *v, uint8_t hash)
{
	struct zonemd_hash *h = zonemd_hash_new(hash, v->apex->name);
	feed_zone(h, v);
	zonemd_hash_write(w, h, v->serial);
	zonemd_hash_free(h);
}

static bool digest_is(const struct zone_version *v, struct span rdata, uint8_t hash)
{
	uint8_t octets[ZONEMD_MAX_LEN];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	zone_zonemd_make(&w, v, hash);
	return span_equal(wire_written(&w), rdata);
}

/* Records of one scheme and hash: more than one, and none of them counts (section 2.2.4). */
static unsigned alike(const struct rrset *set, const struct zonemd *like)
{
	unsigned n = 0;
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct zonemd z;
		n += zonemd_read(&z, rdata) == OK && z.scheme == like->scheme &&
		     z.hash == like->hash;
	}
	return n;
}

static bool any_is_good(const struct zone_version *v, const struct rrset *set)
{
	struct rrset_iter it = rrset_iter_of(set);
	for (struct span rdata; rrset_next(&it, &rdata);) {
		struct zonemd z;
		if (zonemd_read(&z, rdata) == OK && zonemd_is_supported(&z) &&
		    serial_compare(z.serial, v->serial) == SERIAL_EQUAL && alike(set, &z) == 1 &&
		    digest_is(v, rdata, z.hash))
			return true;
	}
	return false;
}

bool zone_check_zonemd(const struct zone_version *v, zone_check_fn found, void *arg)
{
	struct zone_expander memory = {0};
	struct rrset set;
	bool good = zone_expand_type(&memory, v, v->apex, RR_ZONEMD, &set) && any_is_good(v, &set);
	zone_expander_deinit(&memory);
	if (!good) {
		const struct zone_check_finding finding = {.kind = CHECK_ZONEMD_INVALID,
		                                           .owner = v->apex->name};
		found(arg, &finding);
	}
	return good;
}
