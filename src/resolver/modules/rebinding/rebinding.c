/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module rebinding: a name outside must not lead to an address inside, or a page in a browser could
 * reach what a firewall keeps from it.  Replies of servers with such an address anywhere in them
 * are refused; what was cached before is not looked at.
 */

#include "resolver/modules/builtin.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/vec.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/modules/policy/policy_answer.h"

#include <assert.h>

enum { ALLOWED_MAX = 4096 };

static const char blocked[] = "blocked by DNS rebinding protection";

/* Networks that are not part of the Internet (IANA's special-purpose registries). */
static const char *const inside[] = {
	"0.0.0.0/8",      "10.0.0.0/8",    "100.64.0.0/10",  "127.0.0.0/8",
	"169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "::/128",
	"::1/128",        "fc00::/7",      "fe80::/10",
};

struct rebinding {
	struct addr_range inside[ARRAY_LEN(inside)];
	VEC(struct addr_range) networks; /* allowed nevertheless */
	VEC(struct name) names;          /* whose data may be anything, at and below */
};

static void init(struct module *m)
{
	struct rebinding *b = mem_zalloc(sizeof(*b));
	for (size_t i = 0; i < ARRAY_LEN(inside); i++) {
		enum err err = addr_range_parse(&b->inside[i], span_str(inside[i]));
		assert(err == OK); /* of the table above */
		(void)err;
	}
	m->state = b;
}

static void deinit(struct module *m)
{
	struct rebinding *b = m->state;
	VEC_FREE(&b->networks);
	VEC_FREE(&b->names);
	mem_free(b);
}

/* ---- replies ---- */

/* IPv4 in IPv6 counts as what it is (RFC 4291 section 2.5.5.2). */
static struct addr address_of(const uint8_t *rdata, size_t len)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	if (len == 16 && memcmp(rdata, mapped, sizeof(mapped)) == 0)
		return addr_from_octets(span_of(rdata + 12, 4), 0);
	return addr_from_octets(span_of(rdata, len), 0);
}

static bool is_allowed(const struct rebinding *b, const uint8_t *owner, const struct addr *at)
{
	for (size_t i = 0; i < b->names.count; i++) {
		if (name_is_under(owner, b->names.items[i].wire))
			return true;
	}
	for (size_t i = 0; i < b->networks.count; i++) {
		if (addr_range_has(&b->networks.items[i], at))
			return true;
	}
	return false;
}

static bool is_inside(const struct rebinding *b, const struct addr *at)
{
	for (size_t i = 0; i < ARRAY_LEN(b->inside); i++) {
		if (addr_range_has(&b->inside[i], at))
			return true;
	}
	return false;
}

static void log_record(const struct query *q, const struct msg_rr *rr, const struct addr *at)
{
	const struct cut_addr *from = &q->cut.addr[q->attempt.addr];
	struct addr server = addr_from_octets(span_of(from->at.octets, from->at.len), 0);
	char line[1300];
	struct text t;
	text_init_fixed(&t, line, sizeof(line));
	name_print(&t, rr->owner.wire);
	text_put(&t, " at ");
	addr_print(&t, at, false);
	text_put(&t, ", said by ");
	addr_print(&t, &server, false);
	group_log(SEV_DEBUG, "rebinding", "%s: %s", blocked, line);
}

static enum hook_result consume(void *ctx, struct request *r, struct query *q,
                                const struct msg **reply)
{
	const struct rebinding *b = ((struct module *)ctx)->state;
	struct msg_iter it = msg_records(*reply);
	struct msg_rr rr;
	if (r->options.allow_local) /* somebody wants them */
		return HOOK_NEXT;
	while (msg_next(&it, &rr)) {
		size_t len = rr.type == RR_A ? 4 : rr.type == RR_AAAA ? 16 : 0;
		if (len == 0 || rr.class_ != CLASS_IN || rr.rdata_len != len)
			continue;
		struct addr at = address_of((*reply)->wire.data + rr.rdata_at, len);
		if (!is_inside(b, &at) || is_allowed(b, rr.owner.wire, &at))
			continue;
		log_record(q, &rr, &at);
		q->ede = EDE_BLOCKED;
		q->ede_text = blocked;
		return HOOK_REFUSED;
	}
	return HOOK_NEXT;
}

/* What a refused question is answered with says why. */
static enum hook_result finish(void *ctx, struct request *r)
{
	(void)ctx;
	if (r->answer.ede_text == blocked)
		policy_answer_explain(r, blocked);
	return HOOK_NEXT;
}

/* ---- configuration ---- */

/* A network, or a name. */
static bool allow(struct rebinding *b, const char *text)
{
	struct addr_range range;
	struct name name;
	if (b->networks.count + b->names.count == ALLOWED_MAX)
		return false;
	if (text[0] != '/' && addr_range_parse(&range, span_str(text)) == OK)
		VEC_PUSH(&b->networks, range);
	else if (strchr(text, '/') == NULL && name_parse_str(&name, text) == OK)
		VEC_PUSH(&b->names, name);
	else
		return false;
	return true;
}

static bool read_allowed(struct json_reader *r, struct rebinding *b)
{
	enum json_token token = json_next(r);
	if (token == JSON_OBJECT_BEGIN) /* an empty table */
		return json_next(r) == JSON_OBJECT_END && json_next(r) == JSON_END;
	while (token == JSON_LIST_BEGIN || token == JSON_COMMA) {
		if (json_next(r) != JSON_STRING || !allow(b, r->string.buf))
			return false;
		token = json_next(r);
	}
	return token == JSON_LIST_END && json_next(r) == JSON_END;
}

static enum err config(struct module *m, const char *args, struct text *out)
{
	struct rebinding *b = m->state, fresh = *b;
	struct json_reader r;
	memset(&fresh.networks, 0, sizeof(fresh.networks));
	memset(&fresh.names, 0, sizeof(fresh.names));
	json_reader_init(&r, span_str(args != NULL ? args : "{}"));
	bool good = read_allowed(&r, &fresh);
	json_reader_deinit(&r);
	struct rebinding *old = good ? b : &fresh;
	VEC_FREE(&old->networks);
	VEC_FREE(&old->names);
	if (!good) {
		text_put(out,
		         "expected 'config({ name or network, ... })', those that are allowed");
		return E_INVALID;
	}
	*b = fresh;
	m->env->changed(m->env->ctx);
	return OK;
}

const struct module_api module_rebinding = {
	.abi = MODULE_ABI,
	.name = "rebinding",
	.init = init,
	.deinit = deinit,
	.config = config,
	.layer = {.consume = consume, .finish = finish},
};
