/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module dns64: clients that have IPv6 alone reach what has IPv4 alone by addresses made of both
 * (RFC 6147, RFC 6052).  When a name has no IPv6 address, its IPv4 addresses are asked for and put
 * behind the prefix; addresses under the prefix lead back to the names of those inside.
 *
 * Invariant: what is made up is never called more secure than both answers it is made of.
 */

#include "resolver/modules/builtin.h"

#include "base/hex.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "dns/rrtype.h"

enum {
	PREFIX = 12, /* octets: /96 (RFC 6052 section 2.2) */
	IP4 = 4,
	IP6 = 16,
	REV_TTL = 60,
	NO_SOA_TTL = 600, /* RFC 6147 section 5.1.7 */
	RANGES_MAX = 64,
};

/* A request that waits for its second question. */
struct pending {
	const struct request *r; /* compared only */
	uint32_t id;
	const struct query *q;
};

struct settings {
	uint8_t prefix[PREFIX];
	uint32_t rev_ttl;
	VEC(struct addr_range) excluded; /* addresses that are as good as none */
};

struct dns64 {
	struct settings settings;
	VEC(struct pending) pending;
};

/* ---- requests that wait ---- */

static struct pending *find_pending(const struct dns64 *d, const struct request *r)
{
	for (size_t i = 0; i < d->pending.count; i++) {
		if (d->pending.items[i].r == r)
			return &d->pending.items[i];
	}
	return NULL;
}

/* The query that was pushed for a request, once; NULL: none was. */
static const struct query *take_pending(struct dns64 *d, const struct request *r)
{
	struct pending *p = find_pending(d, r);
	if (p == NULL)
		return NULL;
	const struct query *q = p->id == r->id ? p->q : NULL;
	*p = d->pending.items[--d->pending.count];
	return q;
}

static enum hook_result push(struct dns64 *d, struct request *r, const uint8_t *name, uint16_t type)
{
	const struct query *q = hook_push(r, name, type);
	const struct pending p = {.r = r, .id = r->id, .q = q};
	if (q == NULL)
		return HOOK_NEXT;
	VEC_PUSH(&d->pending, p);
	return HOOK_YIELD;
}

/* ---- AAAA ---- */

/* The name at the end of the aliases of an answer. */
static const uint8_t *final_name(const struct request *r)
{
	const uint8_t *name = r->client.qname.wire;
	for (size_t i = 0; i < r->answer.answer_count; i++) {
		const struct rrset *set = &r->answer.answer[i].data;
		if (set->type == RR_CNAME)
			name = rrset_first(set).data;
	}
	return name;
}

static bool is_excluded(const struct settings *s, struct span rdata)
{
	struct addr at = addr_from_octets(rdata, 0);
	for (size_t i = 0; i < s->excluded.count; i++) {
		if (addr_range_has(&s->excluded.items[i], &at))
			return true;
	}
	return false;
}

/* Does an answer have an IPv6 address that counts? */
static bool has_address(const struct settings *s, const struct req_answer *a)
{
	for (size_t i = 0; i < a->answer_count; i++) {
		const struct rrset *set = &a->answer[i].data;
		struct rrset_iter it = rrset_iter_of(set);
		struct span rdata;
		while (set->type == RR_AAAA && rrset_next(&it, &rdata)) {
			if (rdata.len == IP6 && !is_excluded(s, rdata))
				return true;
		}
	}
	return false;
}

/* RFC 6147 section 5.1: NOERROR without an address, and the client does not check for itself. */
static bool wants_addresses(const struct settings *s, const struct request *r)
{
	const struct req_client *c = &r->client;
	const struct req_options *o = &r->options;
	return c->qtype == RR_AAAA && c->qclass == CLASS_IN && (c->flags & MSG_CD) == 0 &&
	       !o->no_dns64 && (o->forward == NULL || !o->forward->stub) &&
	       r->answer.rcode == RCODE_NOERROR && !r->answer.truncate &&
	       !has_address(s, &r->answer);
}

/* TTL of what is made: of the IPv4 addresses, but not more than that of the denial. */
static uint32_t made_ttl(const struct req_answer *a, uint32_t ttl)
{
	for (size_t i = 0; i < a->authority_count; i++) {
		if (a->authority[i].data.type == RR_SOA)
			return MIN_OF(ttl, a->authority[i].data.ttl);
	}
	return MIN_OF(ttl, (uint32_t)NO_SOA_TTL);
}

static bool make_set(const struct settings *s, struct request *r, const struct query *q,
                     struct req_set *out)
{
	struct rrset_iter it = rrset_iter_of(&q->set.data);
	struct span rdata;
	*out = (struct req_set){
		.data = {.owner = q->set.data.owner,
	                 .type = RR_AAAA,
	                 .class_ = CLASS_IN,
	                 .ttl = made_ttl(&r->answer, q->set.data.ttl)},
		.trust = REQ_INSECURE,
	};
	while (rrset_next(&it, &rdata)) {
		uint8_t address[IP6];
		memcpy(address, s->prefix, PREFIX);
		if (rdata.len != IP4)
			continue;
		memcpy(address + PREFIX, rdata.data, IP4);
		if (rrset_add(&out->data, &r->arena, span_of(address, IP6)) != OK)
			return false;
	}
	return out->data.count > 0;
}

/* Aliases stay, addresses that do not count go. */
static void keep_aliases(struct req_answer *a)
{
	uint8_t kept = 0;
	for (uint8_t i = 0; i < a->answer_count; i++) {
		if (a->answer[i].data.type != RR_AAAA)
			a->answer[kept++] = a->answer[i];
	}
	a->answer_count = kept;
	a->authority_count = 0;
}

static void put_addresses(const struct settings *s, struct request *r, const struct query *q)
{
	struct req_set made;
	if (q->result != QUERY_ANSWER || q->set.data.type != RR_A || !make_set(s, r, q, &made))
		return; /* the answer stays as it was (RFC 6147 section 5.1.6) */
	keep_aliases(&r->answer);
	r->answer.secure = r->answer.secure && q->set.trust == REQ_SECURE;
	r->answer.ede = EDE_FORGED;
	r->answer.ede_text = "DNS64 synthesis";
	/* Also aliases of the IPv4 address that came meanwhile; there is room for what there was.
	 */
	for (uint8_t i = 0; i < q->chain_count; i++)
		if (!req_answer_add(&r->answer, SECTION_ANSWER, &q->chain[i]))
			return;
	if (!req_answer_add(&r->answer, SECTION_ANSWER, &made))
		req_answer_init(&r->answer);
}

/* ---- PTR ---- */

/* The IPv4 address in a name of ip6.arpa under the prefix. */
static bool read_reverse(const struct settings *s, const uint8_t *name, uint8_t ip4[IP4])
{
	static const uint8_t suffix[] = {3, 'i', 'p', '6', 4, 'a', 'r', 'p', 'a', 0};
	uint8_t address[IP6] = {0};
	for (unsigned i = 0; i < 2 * IP6; i++, name += 2) {
		int digit = name[0] == 1 ? hex_digit(name[1]) : -1;
		if (digit < 0)
			return false;
		address[IP6 - 1 - i / 2] |= (uint8_t)(i % 2 == 0 ? digit : digit << 4);
	}
	memcpy(ip4, address + PREFIX, IP4);
	return name_equal(name, suffix) && memcmp(address, s->prefix, PREFIX) == 0;
}

static void reverse_name(struct name *out, const uint8_t ip4[IP4])
{
	char text[40];
	snprintf(text, sizeof(text), "%u.%u.%u.%u.in-addr.arpa.", ip4[3], ip4[2], ip4[1], ip4[0]);
	enum err err = name_parse_str(out, text);
	(void)err; /* such a text is a name */
}

static bool wants_reverse(const struct settings *s, const struct request *r, struct name *target)
{
	const struct req_client *c = &r->client;
	const struct req_options *o = &r->options;
	uint8_t ip4[IP4];
	if (c->qtype != RR_PTR || c->qclass != CLASS_IN || o->no_dns64 ||
	    (o->forward != NULL && o->forward->stub) || !read_reverse(s, c->qname.wire, ip4))
		return false;
	reverse_name(target, ip4);
	return true;
}

/* Nobody else knows of such a name: it is not looked for (RFC 6147 section 5.3.1). */
static enum hook_result find(void *ctx, struct request *r, struct query *q)
{
	const struct dns64 *d = ((struct module *)ctx)->state;
	struct name target;
	if (q->purpose != QUERY_CLIENT || q->type != RR_PTR ||
	    !wants_reverse(&d->settings, r, &target))
		return HOOK_NEXT;
	q->result = QUERY_NODATA;
	return HOOK_FOUND;
}

static void put_reverse(const struct settings *s, struct request *r, const struct name *target,
                        const struct query *q)
{
	struct req_set alias = {
		.data = {.owner = r->client.qname.wire,
	                 .type = RR_CNAME,
	                 .class_ = CLASS_IN,
	                 .ttl = s->rev_ttl},
		.trust = REQ_INSECURE,
	};
	req_answer_init(&r->answer);
	if (q->result == QUERY_FAILED ||
	    rrset_add(&alias.data, &r->arena, span_of(target->wire, target->len)) != OK)
		return;
	r->answer.rcode = q->result == QUERY_NXDOMAIN ? RCODE_NXDOMAIN : RCODE_NOERROR;
	r->answer.ede = EDE_FORGED;
	r->answer.ede_text = "DNS64 synthesis";
	bool room = req_answer_add(&r->answer, SECTION_ANSWER, &alias);
	for (uint8_t i = 0; i < q->chain_count; i++)
		room = room && req_answer_add(&r->answer, SECTION_ANSWER, &q->chain[i]);
	if (q->result == QUERY_ANSWER)
		room = room && req_answer_add(&r->answer, SECTION_ANSWER, &q->set);
	else if (q->proof_count > 0)
		room = room && req_answer_add(&r->answer, SECTION_AUTHORITY, &q->proof[0]);
	if (!room)
		req_answer_init(&r->answer);
}

/* ---- the module ---- */

static enum hook_result finish(void *ctx, struct request *r)
{
	struct dns64 *d = ((struct module *)ctx)->state;
	const struct query *q = take_pending(d, r);
	struct name target;
	if (wants_reverse(&d->settings, r, &target)) {
		if (q == NULL)
			return push(d, r, target.wire, RR_PTR);
		put_reverse(&d->settings, r, &target, q);
	} else if (wants_addresses(&d->settings, r)) {
		if (q == NULL)
			return push(d, r, final_name(r), RR_A);
		put_addresses(&d->settings, r, q);
	}
	return HOOK_NEXT;
}

static void settings_init(struct settings *s)
{
	static const uint8_t well_known[PREFIX] = {0, 0x64, 0xff, 0x9b}; /* RFC 6052 section 2.1 */
	static const uint8_t mapped[IP6] = {[10] = 0xff, [11] = 0xff};   /* RFC 6147 5.1.4 */
	struct addr_range range = {.family = AF_INET6};
	*s = (struct settings){.rev_ttl = REV_TTL};
	memcpy(s->prefix, well_known, PREFIX);
	memcpy(range.first, mapped, IP6);
	memcpy(range.last, mapped, IP6);
	memset(range.last + PREFIX, 0xff, IP4);
	VEC_PUSH(&s->excluded, range);
}

static void init(struct module *m)
{
	struct dns64 *d = mem_zalloc(sizeof(*d));
	settings_init(&d->settings);
	m->state = d;
}

static void deinit(struct module *m)
{
	struct dns64 *d = m->state;
	VEC_FREE(&d->settings.excluded);
	VEC_FREE(&d->pending);
	mem_free(d);
}

static bool set_prefix(struct settings *s, const char *text)
{
	struct addr at;
	if (addr_parse(&at, span_str(text), 0) != OK || addr_family(&at) != AF_INET6 ||
	    addr_port(&at) != 0)
		return false;
	memcpy(s->prefix, addr_octets(&at).data, PREFIX);
	return true;
}

static bool read_excluded(struct settings *s, struct json_reader *r)
{
	enum json_token token = json_next(r);
	s->excluded.count = 0;
	if (token == JSON_OBJECT_BEGIN) /* an empty table */
		return json_next(r) == JSON_OBJECT_END;
	while (token == JSON_LIST_BEGIN || token == JSON_COMMA) {
		struct addr_range range;
		if (json_next(r) != JSON_STRING || s->excluded.count == RANGES_MAX ||
		    addr_range_parse(&range, text_span(&r->string)) != OK ||
		    range.family != AF_INET6)
			return false;
		VEC_PUSH(&s->excluded, range);
		token = json_next(r);
	}
	return token == JSON_LIST_END;
}

/* { prefix = '64:ff9b::', rev_ttl = 60, exclude_subnets = { '::ffff/96' } } */
static bool read_value(void *ctx, const char *key, struct json_reader *r)
{
	struct settings *s = ctx;
	if (strcmp(key, "prefix") == 0)
		return json_next(r) == JSON_STRING && set_prefix(s, r->string.buf);
	if (strcmp(key, "exclude_subnets") == 0)
		return read_excluded(s, r);
	if (strcmp(key, "rev_ttl") != 0 || json_next(r) != JSON_NUMBER ||
	    !(r->number >= 0 && r->number <= INT32_MAX))
		return false;
	s->rev_ttl = (uint32_t)r->number;
	return true;
}

static enum err config(struct module *m, const char *args, struct text *out)
{
	struct dns64 *d = m->state;
	struct settings fresh;
	settings_init(&fresh);
	bool good = args == NULL ||
	            (args[0] == '{' ? json_read_object(span_str(args), read_value, &fresh)
	                            : set_prefix(&fresh, args));
	if (!good) {
		VEC_FREE(&fresh.excluded);
		text_put(
			out,
			"expected 'config(prefix)' or 'config({ prefix = string, rev_ttl = "
			"number, exclude_subnets = { subnets } })' with an IPv6 address as prefix");
		return E_INVALID;
	}
	VEC_FREE(&d->settings.excluded);
	d->settings = fresh;
	m->env->changed(m->env->ctx);
	return OK;
}

const struct module_api module_dns64 = {
	.abi = MODULE_ABI,
	.name = "dns64",
	.init = init,
	.deinit = deinit,
	.config = config,
	.layer = {.find = find, .finish = finish},
};
