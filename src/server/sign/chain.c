/* SPDX-License-Identifier: BSD-2-Clause */
/* One kind of chain at a time: the other one goes in the same change. */

#include "server/sign/chain.h"

#include "dns/rrtype.h"
#include "sec/nsec3.h"
#include "server/sign/chain_kind.h"
#include "server/sign/set_put.h"

uint32_t chain_ttl(const struct zone_version *v)
{
	const struct zone_set *soa = zone_node_find(v->apex, RR_SOA);
	uint32_t ttl = soa != NULL ? zone_set_ttl(v->apex, soa) : 0;
	return MIN_OF(ttl, v->minimum_s);
}

void chain_params_put(struct zone_changeset *c, const struct zone_version *v,
                      const struct sign_policy *policy)
{
	struct set_putter *p = set_putter_new(v, c);
	const struct rrset like = {.owner = v->apex->name,
	                           .type = RR_NSEC3PARAM,
	                           .class_ = CLASS_IN,
	                           .ttl = chain_ttl(v)};
	if (policy->nsec3) {
		uint8_t rdata[5 + UINT8_MAX];
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		const struct nsec3_params params = {.algorithm = NSEC3_SHA1,
		                                    .iterations = policy->iterations,
		                                    .salt = policy->salt};
		nsec3_params_write(&w, &params);
		set_put_one(p, v->apex, &like, wire_written(&w));
	} else {
		set_clear(p, v->apex, RR_NSEC3PARAM);
	}
	set_putter_free(p);
}

enum err chain_make(struct zone_changeset *c, const struct zone_version *v,
                    const struct sign_policy *policy)
{
	if (policy->nsec3) {
		chain_drop_nsec(c, v);
		return chain_make_nsec3(c, v, policy);
	}
	chain_drop_nsec3(c, v);
	chain_make_nsec(c, v);
	return OK;
}

enum err chain_mend(struct zone_changeset *c, const struct zone_version *v,
                    const struct sign_policy *policy, const struct chain_names *names)
{
	if (policy->nsec3)
		return chain_mend_nsec3(c, v, policy, names);
	return chain_mend_nsec(c, v, names);
}
