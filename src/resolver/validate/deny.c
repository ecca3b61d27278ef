/* SPDX-License-Identifier: BSD-2-Clause */
/* Claims in terms of sec/denial.h, and its outcomes in terms of a verdict. */

#include "resolver/validate/deny.h"

#include "dns/rrtype.h"
#include "resolver/validate/verify.h"

static void gather(struct denial *d, const struct deny_claim *claim, const struct req_set *sets,
                   size_t count, unsigned rounds)
{
	denial_init(d, claim->zone, rounds);
	for (size_t i = 0; i < count; i++) {
		struct rrsig sig;
		if ((sets[i].data.type == RR_NSEC || sets[i].data.type == RR_NSEC3) &&
		    verify_good(&sets[i], &sig))
			denial_add(d, &sets[i].data, &sig);
	}
}

static struct deny_verdict say(enum proof proof)
{
	struct deny_verdict out = {.val = val_say(VAL_SECURE, EDE_NONE, NULL)};
	switch (proof) {
	case PROOF_SECURE:
		break;
	case PROOF_OPT_OUT:
		out.opt_out = true;
		break;
	case PROOF_INSECURE: /* RFC 9276 section 3.2 */
		out.val = val_say(VAL_INSECURE, EDE_NSEC3_ITERATIONS, "too many NSEC3 iterations");
		break;
	case PROOF_LIMIT:
		out.val = val_say(VAL_BOGUS, EDE_BOGUS, "too many NSEC3 hashes");
		break;
	case PROOF_NONE:
		out.val = val_say(VAL_BOGUS, EDE_NSEC_MISSING, "no proof of absence");
		break;
	}
	return out;
}

struct deny_verdict deny_name(const struct deny_claim *claim, const struct req_set *sets,
                              size_t count, unsigned *rounds)
{
	struct denial d;
	gather(&d, claim, sets, count, *rounds);
	enum proof proof = denial_name(&d, claim->name);
	*rounds = d.rounds_left;
	return say(proof);
}

static enum proof prove_type(struct denial *d, const struct deny_claim *claim)
{
	enum proof proof = denial_type(d, claim->name, claim->type);
	if (proof == PROOF_NONE)
		proof = denial_wildcard_type(d, claim->name, claim->type);
	return proof;
}

struct deny_verdict deny_type(const struct deny_claim *claim, const struct req_set *sets,
                              size_t count, unsigned *rounds)
{
	struct denial d;
	gather(&d, claim, sets, count, *rounds);
	enum proof proof = prove_type(&d, claim);
	bool below = false;
	if (proof == PROOF_NONE) {
		proof = denial_opt_out(&d, claim->name);
		below = proof == PROOF_OPT_OUT;
	}
	*rounds = d.rounds_left;
	struct deny_verdict out = say(proof);
	/* The name may be in an unsigned zone, of which these keys say nothing. */
	if (below)
		out.val.state = VAL_INSECURE;
	return out;
}

struct deny_verdict deny_ds(const struct deny_claim *claim, const struct req_set *sets,
                            size_t count, unsigned *rounds)
{
	struct denial d;
	const struct deny_claim ds = {.zone = claim->zone, .name = claim->name, .type = RR_DS};
	gather(&d, claim, sets, count, *rounds);
	enum proof proof = denial_delegation(&d, claim->name);
	bool is_cut = proof == PROOF_SECURE || proof == PROOF_OPT_OUT;
	if (proof == PROOF_NONE)
		proof = prove_type(&d, &ds);
	if (proof == PROOF_NONE)
		proof = denial_name(&d, claim->name);
	*rounds = d.rounds_left;
	struct deny_verdict out = say(proof);
	out.is_cut = is_cut || proof == PROOF_OPT_OUT;
	return out;
}

struct deny_verdict deny_closer(const struct deny_claim *claim, size_t labels,
                                const struct req_set *sets, size_t count, unsigned *rounds)
{
	struct denial d;
	gather(&d, claim, sets, count, *rounds);
	enum proof proof = denial_expansion(&d, claim->name, labels);
	*rounds = d.rounds_left;
	return say(proof);
}
