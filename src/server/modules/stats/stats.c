/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mod-stats: counts queries and replies once they are over.  Each option of its section is a group
 * of counters; a group that is off has none.
 */

#include "base/mem.h"
#include "dns/edns.h"
#include "dns/rrtype.h"
#include "observe/counters.h"
#include "server/modules/module.h"

#include <stdio.h>

enum group {
	REQUEST_PROTOCOL,
	SERVER_OPERATION,
	REQUEST_BYTES,
	RESPONSE_BYTES,
	EDNS_PRESENCE,
	FLAG_PRESENCE,
	RESPONSE_CODE,
	REQUEST_OPTION,
	RESPONSE_OPTION,
	REPLY_NODATA,
	QUERY_TYPE,
	QUERY_SIZE,
	REPLY_SIZE,
	GROUPS,
};

enum {
	PROTOCOLS = 14,
	RCODES = 24, /* the last is "other" behind BADCOOKIE */
	OPTIONS = 20,
	TYPES_LOW = 65, /* 1 to 65, 99 to 110, 255 to 260 */
	TYPES_SIG_FIRST = 99,
	TYPES_SIG_LAST = 110,
	TYPES_META_FIRST = 255,
	TYPES_META_LAST = 260,
	TYPES = TYPES_LOW + 12 + 6,
	BUCKET = 16,
	QUERY_BUCKETS = 288 / BUCKET,
	REPLY_BUCKETS = 4096 / BUCKET,
	LABEL_MAX = 32,
};

enum { BYTES_QUERY, BYTES_UPDATE, BYTES_OTHER };
enum { BYTES_REPLY, BYTES_TRANSFER };

struct stats {
	size_t first[GROUPS]; /* of each group; SIZE_MAX: off */
	struct counters *counters;
};

static const char *const protocols[PROTOCOLS] = {
	"udp4", "tcp4",     "quic4",    "tls4",      "udp6",     "tcp6",     "quic6",
	"tls6", "udp4-xdp", "tcp4-xdp", "quic4-xdp", "udp6-xdp", "tcp6-xdp", "quic6-xdp",
};
static const char *const operations[] = {"query", "update", "notify", "axfr", "ixfr", "invalid"};
static const char *const request_bytes[] = {"query", "update", "other"};
static const char *const response_bytes[] = {"reply", "transfer", "other"};
static const char *const edns_presence[] = {"request", "response"};
static const char *const flag_presence[] = {"TC", "DO"};
static const char *const nodata_types[] = {"A", "AAAA", "other"};

static const struct {
	const char *name;
	bool is_on; /* when the section does not say */
	uint16_t count;
	const char *const *labels; /* NULL: made by label_make */
} groups[GROUPS] = {
	[REQUEST_PROTOCOL] = {"request-protocol", true, PROTOCOLS, protocols},
	[SERVER_OPERATION] = {"server-operation", true, ARRAY_LEN(operations), operations},
	[REQUEST_BYTES] = {"request-bytes", true, ARRAY_LEN(request_bytes), request_bytes},
	[RESPONSE_BYTES] = {"response-bytes", true, ARRAY_LEN(response_bytes), response_bytes},
	[EDNS_PRESENCE] = {"edns-presence", false, ARRAY_LEN(edns_presence), edns_presence},
	[FLAG_PRESENCE] = {"flag-presence", false, ARRAY_LEN(flag_presence), flag_presence},
	[RESPONSE_CODE] = {"response-code", true, RCODES + 1, NULL},
	[REQUEST_OPTION] = {"request-edns-option", false, OPTIONS + 1, NULL},
	[RESPONSE_OPTION] = {"response-edns-option", false, OPTIONS + 1, NULL},
	[REPLY_NODATA] = {"reply-nodata", false, ARRAY_LEN(nodata_types), nodata_types},
	[QUERY_TYPE] = {"query-type", false, TYPES + 1, NULL},
	[QUERY_SIZE] = {"query-size", false, QUERY_BUCKETS + 1, NULL},
	[REPLY_SIZE] = {"reply-size", false, REPLY_BUCKETS + 1, NULL},
};

static void *make(const struct module_config *config)
{
	struct stats *s = mem_zalloc(sizeof(*s));
	size_t count = 0;
	for (unsigned g = 0; g < GROUPS; g++) {
		bool is_on = module_number(config->block, groups[g].name, groups[g].is_on) != 0;
		s->first[g] = is_on ? count : SIZE_MAX;
		count += is_on ? groups[g].count : 0;
	}
	s->counters = counters_new(count);
	return s;
}

static void free_stats(void *module)
{
	struct stats *s = module;
	counters_free(s->counters);
	mem_free(s);
}

static bool is_on(const struct stats *s, enum group g)
{
	return s->first[g] != SIZE_MAX;
}

static void count(const struct stats *s, enum group g, size_t i, uint64_t n)
{
	if (is_on(s, g))
		counters_add(s->counters, s->first[g] + i, n);
}

static size_t type_index(uint16_t type)
{
	if (type >= 1 && type <= TYPES_LOW)
		return type - 1u;
	if (type >= TYPES_SIG_FIRST && type <= TYPES_SIG_LAST)
		return TYPES_LOW + type - (size_t)TYPES_SIG_FIRST;
	if (type >= TYPES_META_FIRST && type <= TYPES_META_LAST)
		return TYPES_LOW + 12 + type - (size_t)TYPES_META_FIRST;
	return TYPES;
}

static uint16_t type_of_index(size_t i)
{
	if (i < TYPES_LOW)
		return (uint16_t)(i + 1);
	if (i < TYPES_LOW + 12)
		return (uint16_t)(i - TYPES_LOW + TYPES_SIG_FIRST);
	return (uint16_t)(i - TYPES_LOW - 12 + TYPES_META_FIRST);
}

static size_t protocol_index(const struct hook_query *q)
{
	size_t kind = q->protocol == PROTOCOL_UDP   ? 0
	              : q->protocol == PROTOCOL_TCP ? 1
	              : q->protocol == PROTOCOL_TLS ? 3
	                                            : 2;
	return kind + (q->peer != NULL && addr_family(q->peer) == AF_INET6 ? 4 : 0);
}

static void count_options(const struct stats *s, enum group g, struct span message)
{
	struct msg m;
	uint16_t code;
	struct span value;
	if (!is_on(s, g) || msg_parse(&m, message) != OK || !m.edns.present)
		return;
	struct edns_iter it = edns_options(&m.edns);
	while (edns_next(&it, &code, &value))
		count(s, g, MIN_OF(code, (uint16_t)OPTIONS), 1);
}

static void count_request(const struct stats *s, const struct hook_query *q)
{
	count(s, REQUEST_PROTOCOL, protocol_index(q), 1);
	count(s, SERVER_OPERATION, q->operation, 1);
	count(s, REQUEST_BYTES,
	      q->operation == OPERATION_QUERY    ? BYTES_QUERY
	      : q->operation == OPERATION_UPDATE ? BYTES_UPDATE
	                                         : BYTES_OTHER,
	      q->query.len);
	if (q->has_edns)
		count(s, EDNS_PRESENCE, 0, 1);
	if (q->wants_dnssec)
		count(s, FLAG_PRESENCE, 1, 1);
	count_options(s, REQUEST_OPTION, q->query);
	if (q->operation != OPERATION_QUERY)
		return;
	if (q->has_question)
		count(s, QUERY_TYPE, type_index(q->qtype), 1);
	count(s, QUERY_SIZE, MIN_OF(q->query.len / BUCKET, (size_t)QUERY_BUCKETS), 1);
}

/* An empty answer with authority: the name is there, the type is not. */
static void count_nodata(const struct stats *s, const struct hook_query *q)
{
	const uint8_t *p = q->reply.data;
	if (q->rcode != RCODE_NOERROR || wire_get_u16(p + 6) != 0 ||
	    (wire_get_u16(p + 2) & (MSG_AA | MSG_TC)) != MSG_AA)
		return;
	count(s, REPLY_NODATA, q->qtype == RR_A ? 0 : q->qtype == RR_AAAA ? 1 : 2, 1);
}

static void count_response(const struct stats *s, const struct hook_query *q)
{
	bool is_transfer = q->operation == OPERATION_AXFR || q->operation == OPERATION_IXFR;
	count(s, RESPONSE_BYTES,
	      q->operation == OPERATION_QUERY ? BYTES_REPLY
	      : is_transfer                   ? BYTES_TRANSFER
	                                      : BYTES_OTHER,
	      q->reply.len);
	count(s, RESPONSE_CODE, MIN_OF(q->rcode, (uint16_t)RCODES), 1);
	if (q->reply.data == NULL || q->reply.len < MSG_HEADER_LEN)
		return; /* a transfer in many messages: their octets are all that is known */
	if (q->has_edns)
		count(s, EDNS_PRESENCE, 1, 1);
	if ((wire_get_u16(q->reply.data + 2) & MSG_TC) != 0)
		count(s, FLAG_PRESENCE, 0, 1);
	count_options(s, RESPONSE_OPTION, q->reply);
	if (q->operation != OPERATION_QUERY)
		return;
	count_nodata(s, q);
	count(s, REPLY_SIZE, MIN_OF(q->reply.len / BUCKET, (size_t)REPLY_BUCKETS), 1);
}

static enum hook_next end(void *module, struct hook_query *q)
{
	const struct stats *s = module;
	count_request(s, q);
	/* What is said to updates is said later, and by others. */
	if (q->reply.len > 0 && q->operation != OPERATION_UPDATE)
		count_response(s, q);
	return HOOK_NEXT;
}

static void size_label(struct text *t, size_t i, size_t buckets)
{
	if (i < buckets)
		text_printf(t, "%zu-%zu", i * BUCKET, i * BUCKET + BUCKET - 1);
	else
		text_printf(t, "%zu-65535", buckets * BUCKET);
}

static void rcode_label(struct text *t, size_t i)
{
	/* 16 is two codes (RFC 6895 section 2.3); that of signatures stands in a free place. */
	if (i == 15)
		text_put(t, "BADSIG");
	else if (i == RCODES)
		text_put(t, "other");
	else if (msg_rcode_name((unsigned)i) != NULL)
		text_put(t, msg_rcode_name((unsigned)i));
	else
		text_printf(t, "RCODE%zu", i);
}

static void label_make(struct text *t, enum group g, size_t i)
{
	switch (g) {
	case RESPONSE_CODE:
		rcode_label(t, i);
		break;
	case REQUEST_OPTION:
	case RESPONSE_OPTION:
		if (i == OPTIONS)
			text_put(t, "other");
		else if (edns_option_name((uint16_t)i) != NULL)
			text_put(t, edns_option_name((uint16_t)i));
		else
			text_printf(t, "CODE%zu", i);
		break;
	case QUERY_TYPE:
		if (i == TYPES)
			text_put(t, "other");
		else
			rrtype_print(t, type_of_index(i));
		break;
	case QUERY_SIZE:
		size_label(t, i, QUERY_BUCKETS);
		break;
	case REPLY_SIZE:
		size_label(t, i, REPLY_BUCKETS);
		break;
	default:
		text_put(t, groups[g].labels[i]);
		break;
	}
}

static void tell(const void *module, module_counter_fn each, void *ctx)
{
	const struct stats *s = module;
	for (unsigned g = 0; g < GROUPS; g++) {
		for (size_t i = 0; is_on(s, g) && i < groups[g].count; i++) {
			char buf[LABEL_MAX];
			struct text label;
			text_init_fixed(&label, buf, sizeof(buf));
			label_make(&label, g, i);
			each(ctx, groups[g].name, buf, counters_sum(s->counters, s->first[g] + i));
		}
	}
}

const struct module_ops module_stats = {
	.name = "mod-stats",
	.make = make,
	.free = free_stats,
	.counters = tell,
	.hooks = {.at = {[HOOK_PROTO_END] = end}},
};
