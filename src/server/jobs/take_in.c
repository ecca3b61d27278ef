/* SPDX-License-Identifier: BSD-2-Clause */
/* The SOA is taken over but for its serial, which the commit raises. */

#include "server/jobs/take_in.h"

#include "dns/rrtype.h"
#include "server/sign/set_put.h"
#include "server/update/soa_serial.h"
#include "server/zone/diff.h"
#include "server/zone/expand.h"

static unsigned flags_of(const struct zone_conf *conf)
{
	unsigned zonemd = conf->zonemd_generate != GENERATE_ZONEMD_NONE
	                          ? (unsigned)ZONE_DIFF_NO_ZONEMD
	                          : 0;
	return ZONE_DIFF_NO_DNSSEC | zonemd;
}

enum err take_in_version(struct zone_edit *e, const struct zone_version *live,
                         const struct zone_version *fresh, const struct zone_conf *conf)
{
	struct zone_changeset c = {{{0}, 0}, {{0}, 0}};
	struct serial serial = live->serial;
	zone_diff(&c, live, fresh, flags_of(conf));
	enum err err = zone_edit_apply(e, &c, false);
	zone_changeset_deinit(&c);
	TRY(err);
	TRY(zone_edit_settle(e));
	return zone_edit_view(e)->serial.value != serial.value ? soa_serial_put(e, serial) : OK;
}

/* Does a primary hand on keys of other signers? */
static bool takes_keys(const struct zone_conf *conf)
{
	return conf->policy != NULL && conf->policy->keys.incremental;
}

enum err take_in_keys(struct zone_edit *e, const struct zone_version *fresh,
                      const struct zone_conf *conf)
{
	static const uint16_t types[] = {RR_DNSKEY, RR_CDNSKEY, RR_CDS};
	struct zone_changeset c = {{{0}, 0}, {{0}, 0}};
	struct zone_expander memory = {0};
	if (!takes_keys(conf) || zone_node_find(fresh->apex, RR_DNSKEY) == NULL)
		return OK;
	TRY(zone_edit_settle(e));
	const struct zone_version *v = zone_edit_view(e);
	struct set_putter *p = set_putter_new(v, &c);
	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		struct rrset set;
		if (!zone_expand_type(&memory, fresh, fresh->apex, types[i], &set))
			set = (struct rrset){
				.owner = v->apex->name, .type = types[i], .class_ = CLASS_IN};
		set_put_data(p, v->apex, &set);
	}
	set_putter_free(p);
	zone_expander_deinit(&memory);
	enum err err = zone_edit_apply(e, &c, false);
	zone_changeset_deinit(&c);
	return err == OK ? zone_edit_settle(e) : err;
}

/* Is it the signer's business, or the SOA, which goes its own way? */
static bool is_left_out(const struct zone_record *r, const struct zone_conf *conf)
{
	switch (r->type) {
	case RR_SOA:
	case RR_RRSIG:
	case RR_NSEC:
	case RR_NSEC3:
	case RR_NSEC3PARAM:
		return true;
	case RR_DNSKEY:
	case RR_CDS:
	case RR_CDNSKEY:
		return !takes_keys(conf) || !name_equal(r->owner, conf->name.wire);
	case RR_ZONEMD:
		return conf->zonemd_generate != GENERATE_ZONEMD_NONE &&
		       name_equal(r->owner, conf->name.wire);
	default:
		return false;
	}
}

static void filter(struct zone_records *out, const struct zone_records *in,
                   const struct zone_conf *conf, struct zone_record *soa)
{
	struct zone_records_iter it = zone_records_iter_of(in);
	struct zone_record r;
	while (zone_records_next(&it, &r)) {
		if (r.type == RR_SOA)
			*soa = r;
		if (!is_left_out(&r, conf))
			zone_records_add(out, &r);
	}
}

/* Put another SOA in the place of ours, which keeps its serial. */
static enum err soa_replace(struct zone_edit *e, const struct zone_record *fresh)
{
	const struct zone_version *v = zone_edit_view(e);
	struct serial serial = v->serial;
	struct zone_expander memory = {0};
	struct rrset set;
	if (!zone_expand_type(&memory, v, v->apex, RR_SOA, &set))
		return E_NOSOA;
	const struct zone_record old = {
		.owner = v->apex->name, .type = RR_SOA, .ttl = set.ttl, .rdata = rrset_first(&set)};
	enum err err = zone_edit_remove(e, &old);
	zone_expander_deinit(&memory);
	if (err != OK)
		return err;
	TRY(zone_edit_add(e, fresh));
	TRY(zone_edit_settle(e));
	return soa_serial_put(e, serial);
}

enum err take_in_changes(struct zone_edit *e, const struct zone_changeset *changes, size_t count,
                         const struct zone_conf *conf)
{
	struct zone_record soa = {.rdata = {NULL, 0}}, gone = soa;
	for (size_t i = 0; i < count; i++) {
		struct zone_changeset c = {{{0}, 0}, {{0}, 0}};
		filter(&c.removed, &changes[i].removed, conf, &gone);
		filter(&c.added, &changes[i].added, conf, &soa);
		enum err err = zone_edit_apply(e, &c, conf->ixfr.benevolent);
		zone_changeset_deinit(&c);
		TRY(err);
	}
	TRY(zone_edit_settle(e));
	return soa.rdata.data != NULL ? soa_replace(e, &soa) : OK;
}
