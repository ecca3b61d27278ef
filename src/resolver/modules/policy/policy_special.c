/* SPDX-License-Identifier: BSD-2-Clause */
/* What is answered for special-use names, when no rule stopped. */

#include "dns/edns.h"
#include "dns/rrtype.h"
#include "resolver/modules/policy/policy.h"
#include "resolver/modules/policy/policy_answer.h"
#include "resolver/rules/special.h"

static const char about_local[] =
	"Blocking is mandated by standards, see references on "
	"https://www.iana.org/assignments/locally-served-dns-zones/locally-served-dns-zones.xhtml";
static const char about_use[] =
	"Blocking is mandated by standards, see references on "
	"https://www.iana.org/assignments/special-use-domain-names/special-use-domain-names.xhtml";

static const uint8_t localhost[] = "\11localhost";

static void put_one(struct request *r, uint16_t type, uint32_t ttl, const void *rdata, size_t len)
{
	uint8_t record[2 + NAME_MAX_LEN];
	wire_set_u16(record, (uint16_t)len);
	memcpy(record + 2, rdata, len);
	const struct rrset set = {
		.type = type, .ttl = ttl, .count = 1, .size = 2 + (uint32_t)len, .records = record};
	policy_answer_put(r, &set);
}

/* The SOA of the zone as an answer. */
static void answer_soa(struct request *r)
{
	policy_answer_nodata(r, r->client.qname.wire, localhost, POLICY_DENY_TTL);
	if (r->answer.authority_count == 0)
		return; /* no room */
	const struct req_set soa = r->answer.authority[0];
	r->answer.authority_count = 0;
	req_answer_add(&r->answer, SECTION_ANSWER, &soa);
}

/* RFC 6761 section 6.3 */
static void answer_localhost(struct request *r, const uint8_t *zone)
{
	static const uint8_t ip4[4] = {127, 0, 0, 1}, ip6[16] = {[15] = 1};
	bool apex = zone == r->client.qname.wire;
	uint16_t type = r->client.qtype;
	policy_answer_begin(r);
	if (type == RR_A)
		put_one(r, type, POLICY_LOCAL_TTL, ip4, sizeof(ip4));
	else if (type == RR_AAAA)
		put_one(r, type, POLICY_LOCAL_TTL, ip6, sizeof(ip6));
	else if (apex && type == RR_NS)
		put_one(r, type, POLICY_LOCAL_TTL, localhost, sizeof(localhost));
	else if (apex && type == RR_SOA)
		answer_soa(r);
	else
		policy_answer_nodata(r, zone, localhost, POLICY_DENY_TTL);
}

static void answer_loopback(struct request *r, const uint8_t *zone, const uint8_t *host)
{
	const uint8_t *name = r->client.qname.wire;
	uint16_t type = r->client.qtype;
	bool apex = zone == name;
	policy_answer_begin(r);
	if (type == RR_PTR && name_equal(name, host))
		put_one(r, type, POLICY_LOCAL_TTL, localhost, sizeof(localhost));
	else if (apex && type == RR_NS)
		put_one(r, type, POLICY_LOCAL_TTL, localhost, sizeof(localhost));
	else if (apex && type == RR_SOA)
		answer_soa(r);
	else
		policy_answer_nodata(r, zone, localhost, POLICY_DENY_TTL);
	/* What is neither the host nor above it is not there. */
	if (!name_is_under(host, name))
		r->answer.rcode = RCODE_NXDOMAIN;
}

/*
 * What kind of special name a question is about.
 *
 * zone  gets the zone that makes it one
 */
static enum special_kind kind_of(const struct request *r, const uint8_t **zone)
{
	const uint8_t *name = r->client.qname.wire;
	size_t labels;
	enum special_kind kind = special_find(name, &labels);
	if (kind == SPECIAL_NONE)
		return kind;
	*zone = name_skip(name, name_labels(name) - labels);
	/* DS is the parent's, and there the delegation is insecure (RFC 8375 section 4). */
	return r->client.qtype == RR_DS && *zone == name ? SPECIAL_NONE : kind;
}

enum policy_end policy_special_answer(struct request *r)
{
	static const uint8_t one4[] = "\1\61\1\60\1\60\003127\7in-addr\4arpa";
	const uint8_t *zone;
	switch (kind_of(r, &zone)) {
	case SPECIAL_LOCAL:
		policy_answer_deny(r, about_local, EDE_NOT_SUPPORTED, "locally served zone");
		break;
	case SPECIAL_LOCALHOST:
		answer_localhost(r, zone);
		break;
	case SPECIAL_LOOPBACK4:
		answer_loopback(r, zone, one4);
		break;
	case SPECIAL_LOOPBACK6:
		answer_loopback(r, zone, zone);
		break;
	case SPECIAL_USE:
		policy_answer_deny(r, about_use, EDE_NOT_SUPPORTED, "special-use name");
		break;
	case SPECIAL_NONE:
		return POLICY_END_CHAIN;
	}
	return POLICY_END_ANSWERED;
}

void policy_special_init(struct policy *p)
{
	static const unsigned kinds[] = {1 << SPECIAL_LOCAL, 1 << SPECIAL_USE,
	                                 1 << SPECIAL_LOCALHOST,
	                                 1 << SPECIAL_LOOPBACK4 | 1 << SPECIAL_LOOPBACK6};
	rules_clear(p->rules, 1 << RULES_SPECIAL);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		rule_unref(rules_add(p->rules, RULES_SPECIAL, filter_special(kinds[i]),
		                     action_new(ACTION_SPECIAL)));
}

enum policy_end policy_special(struct policy *p, struct request *r)
{
	const uint8_t *zone;
	if (r->options.no_special || r->options.for_itself || r->options.forward != NULL ||
	    kind_of(r, &zone) == SPECIAL_NONE)
		return POLICY_END_CHAIN;
	if (p->calls.special != NULL) {
		r->own = true; /* the list may change without our hearing of it */
		p->calls.special(p->calls.ctx);
	}
	return policy_run(p, RULES_SPECIAL, r);
}
