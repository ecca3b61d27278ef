/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A digest covers all else that is signed, and is signed itself: a record of it has to be there for
 * the chain to list, and gets its octets last (RFC 8976 section 3).
 */

#include "server/update/signer.h"

#include "dns/rrtype.h"
#include "server/sign/gate.h"
#include "server/update/zonemd.h"
#include "server/zone/expand.h"

/* What a step adds to what was done before. */
static void note(struct signer *s, const struct sign_result *step)
{
	s->result.changes += step->changes;
	s->result.made += step->made;
	s->result.soa_due |= step->soa_due;
	s->result.is_whole |= step->is_whole;
	s->result.keys_changed |= step->keys_changed;
	s->result.first_s = MIN_OF(s->result.first_s, step->first_s);
}

static void drop_of_node(struct zone_records *out, const struct zone_version *v,
                         const struct zone_node *node)
{
	struct zone_sets it;
	zone_sets_init(&it, v, node);
	while (zone_sets_next(&it)) {
		struct rrset_iter sigs = rrset_iter_of(&it.sigs);
		struct span rdata;
		while (it.sigs.count > 0 && rrset_next(&sigs, &rdata)) {
			const struct zone_record r = {.owner = node->name,
			                              .type = RR_RRSIG,
			                              .ttl = it.sigs.ttl,
			                              .rdata = rdata};
			zone_records_add(out, &r);
		}
	}
	zone_sets_deinit(&it);
}

static enum err drop_all(struct zone_edit *e)
{
	struct zone_changeset c = {{{0}, 0}, {{0}, 0}};
	const struct zone_version *v = zone_edit_view(e);
	struct zone_iter *it = mem_alloc(sizeof(*it));
	zone_iter_init(it, v);
	for (const struct zone_node *node; (node = zone_next(it)) != NULL;)
		drop_of_node(&c.removed, v, node);
	mem_free(it);
	enum err err = zone_edit_apply(e, &c, false);
	zone_changeset_deinit(&c);
	return err == OK ? zone_edit_settle(e) : err;
}

static enum err run_step(struct signer *s, struct zone_edit *e, const struct zone_version *before,
                         struct sign_result *step)
{
	switch (s->how) {
	case SIGNER_CHANGE:
		return sign_change(e, before, s->input, step);
	case SIGNER_REFRESH:
		return sign_refresh(e, before, s->input, step);
	case SIGNER_ANEW:
		TRY(drop_all(e));
		return sign_zone(e, NULL, s->input, step);
	case SIGNER_WHOLE:
		break;
	}
	return sign_zone(e, before, s->input, step);
}

enum err signer_run(struct signer *s, struct zone_edit *e, const struct zone_version *before,
                    enum conf_zonemd zonemd)
{
	struct sign_result step = {.first_s = INT64_MAX};
	s->result = step;
	TRY(zone_edit_settle(e));
	if (!zonemd_is_right(zone_edit_view(e), zonemd)) {
		s->result.changes++;
		TRY(zonemd_put(e, zonemd));
	}
	TRY(run_step(s, e, before, &step));
	note(s, &step);
	return OK;
}

static enum err apex(struct signer *s, struct zone_edit *e, const struct zone_version *before)
{
	struct sign_result step;
	TRY(sign_apex(e, before, s->input, &step));
	step.soa_due = step.is_whole = false;
	note(s, &step);
	return OK;
}

enum err signer_close(struct signer *s, struct zone_edit *e, const struct zone_version *before,
                      enum conf_zonemd zonemd)
{
	TRY(apex(s, e, before));
	if (!zonemd_is_right(zone_edit_view(e), zonemd)) {
		TRY(zonemd_put(e, zonemd));
		/* What was signed a moment ago differs from `before` and would be signed again,
		 * against the digest: verified, it stays. */
		TRY(apex(s, e, NULL));
	}
	/* Who keeps the DNSKEY set by hand answers for what it says. */
	if ((s->input->policy.unsafe & UNSAFE_NO_UPDATE_DNSKEY) != 0)
		return OK;
	return sign_gate(zone_edit_view(e), s->input->now);
}
