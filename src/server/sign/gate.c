/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two signatures stand for all: whoever validates begins with the DNSKEY set, and the SOA is signed
 * last, by the keys that sign the rest.  All of a version is checked by zone_check_signatures,
 * which costs more than signing.
 */

#include "server/sign/gate.h"

#include "dns/rrtype.h"
#include "sec/rrsig.h"
#include "server/zone/expand.h"

#include <limits.h>

static bool set_is_good(struct rrsig_checker *c, const struct zone_version *v, uint16_t type)
{
	struct zone_sets it;
	bool good = false;
	zone_sets_init(&it, v, v->apex);
	while (!good && zone_sets_next(&it)) {
		c->checks_left = c->failures_left = UINT_MAX;
		good = it.data.type == type && it.data.count > 0 &&
		       rrset_check(c, &it.data, &it.sigs, NULL) == RRSIG_VALID;
	}
	zone_sets_deinit(&it);
	return good;
}

enum err sign_gate(const struct zone_version *v, struct wall now)
{
	struct zone_expander memory = {0};
	struct dnskey_set keys = {0};
	struct rrset set;
	struct rrsig_checker c = {.zone = v->apex->name,
	                          .keys = &keys,
	                          .now = now,
	                          .same_tag_max = RRSIG_SAME_TAG_MAX};
	enum err e = E_KEY;
	if (zone_expand_type(&memory, v, v->apex, RR_DNSKEY, &set) &&
	    dnskey_set_init(&keys, &set) == OK && keys.count > 0)
		e = set_is_good(&c, v, RR_DNSKEY) && set_is_good(&c, v, RR_SOA) ? OK : E_SIGNATURE;
	dnskey_set_deinit(&keys);
	rrsig_checker_deinit(&c);
	zone_expander_deinit(&memory);
	return e;
}
