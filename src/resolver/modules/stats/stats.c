/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module stats: what clients were answered, the questions that go to servers most often, and how
 * long servers took.  Answers are counted where they leave, also those of the answer cache.
 */

#include "resolver/modules/stats/stats.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/rand.h"
#include "base/vec.h"
#include "resolver/modules/builtin.h"

#include <stdlib.h>

enum {
	SAMPLE = 10,           /* one in so many questions to servers is counted by name */
	UPSTREAMS_COUNT = 512, /* round trips that are kept */
	CUSTOM_MAX = 4096,     /* metrics that scripts may add */
	KEY_MAX = 255,
};

enum metric {
	TOTAL,
	NOERROR,
	NODATA,
	NXDOMAIN,
	SERVFAIL,
	CACHED,
	MS_1,
	MS_10,
	MS_50,
	MS_100,
	MS_250,
	MS_500,
	MS_1000,
	MS_1500,
	SLOW,
	FLAG_AA,
	FLAG_TC,
	FLAG_RD,
	FLAG_RA,
	FLAG_AD,
	FLAG_CD,
	EDNS0,
	DNSSEC_OK,
	QUERY_EDNS,
	QUERY_DNSSEC,
	STALE,
	/* by transport, of each first all, then over IPv4 and IPv6 */
	UDP,
	UDP_4,
	UDP_6,
	TCP,
	TCP_4,
	TCP_6,
	DOT,
	DOT_4,
	DOT_6,
	/* from here on: made when looked at */
	SUM_MS,
	REQUEST_TOTAL,
	INTERNAL,
	DOH,
	XDP,
	ITERATOR_UDP,
	ITERATOR_TCP,
	CONCURRENT,
	METRICS,
};

static const char *const names[METRICS] = {
	[TOTAL] = "answer.total",
	[NOERROR] = "answer.noerror",
	[NODATA] = "answer.nodata",
	[NXDOMAIN] = "answer.nxdomain",
	[SERVFAIL] = "answer.servfail",
	[CACHED] = "answer.cached",
	[MS_1] = "answer.1ms",
	[MS_10] = "answer.10ms",
	[MS_50] = "answer.50ms",
	[MS_100] = "answer.100ms",
	[MS_250] = "answer.250ms",
	[MS_500] = "answer.500ms",
	[MS_1000] = "answer.1000ms",
	[MS_1500] = "answer.1500ms",
	[SLOW] = "answer.slow",
	[FLAG_AA] = "answer.aa",
	[FLAG_TC] = "answer.tc",
	[FLAG_RD] = "answer.rd",
	[FLAG_RA] = "answer.ra",
	[FLAG_AD] = "answer.ad",
	[FLAG_CD] = "answer.cd",
	[EDNS0] = "answer.edns0",
	[DNSSEC_OK] = "answer.do",
	[QUERY_EDNS] = "query.edns",
	[QUERY_DNSSEC] = "query.dnssec",
	[STALE] = "answer.stale",
	[UDP] = "request.udp",
	[UDP_4] = "request.udp4",
	[UDP_6] = "request.udp6",
	[TCP] = "request.tcp",
	[TCP_4] = "request.tcp4",
	[TCP_6] = "request.tcp6",
	[DOT] = "request.dot",
	[DOT_4] = "request.dot4",
	[DOT_6] = "request.dot6",
	[SUM_MS] = "answer.sum_ms",
	[REQUEST_TOTAL] = "request.total",
	[INTERNAL] = "request.internal",
	[DOH] = "request.doh",
	[XDP] = "request.xdp",
	[ITERATOR_UDP] = "iterator.udp",
	[ITERATOR_TCP] = "iterator.tcp",
	[CONCURRENT] = "query.concurrent",
};

/* Upper ends of the buckets MS_1 to MS_1500. */
static const int64_t bounds_ms[] = {1, 10, 50, 100, 250, 500, 1000, 1500};

struct custom {
	char *key;
	double value;
};

struct round_trip {
	uint8_t len; /* of the address */
	uint8_t octets[16];
	uint32_t rtt_ms;
};

struct stats {
	double metrics[METRICS];
	int64_t sum_ns; /* behind SUM_MS */
	VEC(struct custom) custom;
	struct frequent *frequent;
	struct round_trip trips[UPSTREAMS_COUNT];
	uint64_t trip_count; /* ever; the next goes to its remainder */
};

/* ---- counting ---- */

static enum metric bucket_of(int64_t elapsed_ns)
{
	size_t i = 0;
	while (i < ARRAY_LEN(bounds_ms) && elapsed_ns > bounds_ms[i] * NS_PER_MS)
		i++;
	return (enum metric)(MS_1 + i);
}

static void count_answer(void *ctx, const struct front_answer *a)
{
	static const struct {
		uint16_t flag;
		enum metric metric;
	} flags[] = {{MSG_AA, FLAG_AA}, {MSG_TC, FLAG_TC}, {MSG_RD, FLAG_RD},
	             {MSG_RA, FLAG_RA}, {MSG_AD, FLAG_AD}, {MSG_CD, FLAG_CD}};
	struct stats *s = ctx;
	double *m = s->metrics;
	uint16_t word = wire_get_u16(a->message.data + 2);
	m[TOTAL]++;
	switch (word & 15) {
	case RCODE_NOERROR:
		m[wire_get_u16(a->message.data + 6) > 0 ? NOERROR : NODATA]++;
		break;
	case RCODE_NXDOMAIN:
		m[NXDOMAIN]++;
		break;
	case RCODE_SERVFAIL:
		m[SERVFAIL]++;
		break;
	default:
		break;
	}
	for (size_t i = 0; i < ARRAY_LEN(flags); i++)
		m[flags[i].metric] += (word & flags[i].flag) != 0;
	m[bucket_of(a->elapsed_ns)]++;
	s->sum_ns += a->elapsed_ns;
	m[STALE] += a->stale;
	enum metric transport = a->tls ? DOT : a->stream ? TCP : UDP;
	m[transport]++;
	m[transport + (a->ip6 ? 2 : 1)]++;
	m[CACHED] += a->cached;
	m[EDNS0] += a->edns;
	m[QUERY_EDNS] += a->edns;
	m[DNSSEC_OK] += a->wants_dnssec;
	m[QUERY_DNSSEC] += a->wants_dnssec;
}

static void note_trip(struct stats *s, const struct request *r, const struct query *q)
{
	const struct cut_addr *from = &q->cut.addr[q->attempt.addr];
	struct round_trip *t = &s->trips[s->trip_count++ % UPSTREAMS_COUNT];
	t->len = from->at.len;
	memcpy(t->octets, from->at.octets, from->at.len);
	t->rtt_ms = (uint32_t)((r->now.ns - q->attempt.sent.ns) / NS_PER_MS);
}

static enum hook_result consume(void *ctx, struct request *r, struct query *q,
                                const struct msg **reply)
{
	struct stats *s = ((struct module *)ctx)->state;
	(void)reply;
	note_trip(s, r, q);
	if (!q->attempt.minimised && rand_below(SAMPLE) == 0)
		frequent_count(s->frequent, q->name, q->type);
	return HOOK_NEXT;
}

static void init(struct module *m)
{
	struct stats *s = mem_zalloc(sizeof(*s));
	s->frequent = frequent_new();
	m->state = s;
	m->env->front->answered_ctx = s;
	m->env->front->answered = count_answer;
}

static void deinit(struct module *m)
{
	struct stats *s = m->state;
	m->env->front->answered = NULL;
	for (size_t i = 0; i < s->custom.count; i++)
		mem_free(s->custom.items[i].key);
	VEC_FREE(&s->custom);
	frequent_free(s->frequent);
	mem_free(s);
}

/* ---- what scripts see ---- */

static double *find(struct stats *s, struct span key)
{
	for (size_t i = 0; i < METRICS; i++) {
		if (span_is_word(key, names[i]))
			return &s->metrics[i];
	}
	for (size_t i = 0; i < s->custom.count; i++) {
		if (span_is_word(key, s->custom.items[i].key))
			return &s->custom.items[i].value;
	}
	return NULL;
}

/* What others count, and the sum, which is kept finer than it is shown. */
static void refresh(const struct module *m)
{
	struct stats *s = m->state;
	struct module_numbers n = {0};
	m->env->numbers(m->env->ctx, &n);
	const int64_t whole_ms = s->sum_ns / NS_PER_MS;
	s->metrics[SUM_MS] = (double)whole_ms;
	s->metrics[INTERNAL] = (double)n.internal;
	/* Questions of clients, by the answers that left, and our own. */
	s->metrics[REQUEST_TOTAL] = s->metrics[UDP] + s->metrics[TCP] + s->metrics[DOT] +
	                            s->metrics[INTERNAL];
	s->metrics[ITERATOR_UDP] = (double)n.udp;
	s->metrics[ITERATOR_TCP] = (double)n.tcp;
	s->metrics[CONCURRENT] = n.concurrent;
}

static enum err get(struct module *m, const char *args, struct text *out)
{
	struct stats *s = m->state;
	refresh(m);
	const double *value = args != NULL ? find(s, span_str(args)) : NULL;
	if (value != NULL)
		json_put_number(out, *value);
	return OK;
}

/* The value of a key, made if need be; NULL: there are too many. */
static double *make(struct stats *s, struct span key)
{
	double *value = find(s, key);
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference): it is loaded */
	if (value != NULL || s->custom.count == CUSTOM_MAX)
		return value;
	struct custom c = {.key = mem_printf("%.*s", (int)key.len, (const char *)key.data)};
	VEC_PUSH(&s->custom, c);
	return &s->custom.items[s->custom.count - 1].value;
}

struct frequent *stats_frequent(const struct module *stats)
{
	return ((const struct stats *)stats->state)->frequent;
}

void stats_set(struct module *stats, const char *key, double value)
{
	double *at = make(stats->state, span_str(key));
	if (at != NULL)
		*at = value;
}

static enum err set(struct module *m, const char *args, struct text *out)
{
	struct stats *s = m->state;
	char *end = NULL;
	const char *blank = args != NULL ? strrchr(args, ' ') : NULL;
	double number = blank != NULL ? strtod(blank + 1, &end) : 0;
	if (blank == NULL || blank == args || end == blank + 1 || *end != '\0' ||
	    blank - args > KEY_MAX) {
		text_put(out, "expected 'set(string key, number value)'");
		return E_INVALID;
	}
	struct span key = span_of(args, (size_t)(blank - args));
	double *value = make(s, key);
	if (value >= &s->metrics[SUM_MS] && value < &s->metrics[METRICS]) {
		text_printf(out, "'%.*s' cannot be set", (int)key.len, (const char *)key.data);
		return E_INVALID;
	}
	if (value == NULL) {
		text_put(out, "too many metrics");
		return E_LIMIT;
	}
	*value = number;
	return OK;
}

static void put_metric(struct text *out, const char *key, const char *prefix, double value)
{
	if (strncmp(key, prefix, strlen(prefix)) != 0)
		return;
	text_put(out, out->buf[out->len - 1] != '{' ? "," : "");
	json_put_string(out, span_str(key));
	text_put_char(out, ':');
	json_put_number(out, value);
}

static enum err list(struct module *m, const char *args, struct text *out)
{
	struct stats *s = m->state;
	const char *prefix = args != NULL ? args : "";
	refresh(m);
	text_put_char(out, '{');
	for (size_t i = 0; i < METRICS; i++)
		put_metric(out, names[i], prefix, s->metrics[i]);
	for (size_t i = 0; i < s->custom.count; i++)
		put_metric(out, s->custom.items[i].key, prefix, s->custom.items[i].value);
	text_put_char(out, '}');
	return OK;
}

static enum err frequent(struct module *m, const char *args, struct text *out)
{
	const struct stats *s = m->state;
	(void)args;
	frequent_print(s->frequent, out);
	return OK;
}

static enum err clear_frequent(struct module *m, const char *args, struct text *out)
{
	const struct stats *s = m->state;
	(void)args;
	(void)out;
	frequent_clear(s->frequent);
	return OK;
}

/* Round trip i of those that are kept, the newest first. */
static const struct round_trip *trip_at(const struct stats *s, uint64_t i)
{
	return &s->trips[(s->trip_count - 1 - i) % UPSTREAMS_COUNT];
}

static bool same_server(const struct round_trip *a, const struct round_trip *b)
{
	return a->len == b->len && memcmp(a->octets, b->octets, a->len) == 0;
}

/* One server's: those from i on. */
static void put_server(const struct stats *s, uint64_t i, uint64_t count, struct text *out)
{
	const struct round_trip *t = trip_at(s, i);
	struct addr at = addr_from_octets(span_of(t->octets, t->len), 0);
	text_put_char(out, '"');
	addr_print(out, &at, false);
	text_printf(out, "\":[%u", (unsigned)t->rtt_ms);
	for (uint64_t k = i + 1; k < count; k++) {
		if (same_server(trip_at(s, k), t))
			text_printf(out, ",%u", (unsigned)trip_at(s, k)->rtt_ms);
	}
	text_put_char(out, ']');
}

static enum err upstreams(struct module *m, const char *args, struct text *out)
{
	const struct stats *s = m->state;
	uint64_t count = MIN_OF(s->trip_count, (uint64_t)UPSTREAMS_COUNT);
	(void)args;
	text_put_char(out, '{');
	for (uint64_t i = 0; i < count; i++) {
		uint64_t before = 0;
		while (before < i && !same_server(trip_at(s, before), trip_at(s, i)))
			before++;
		if (before < i)
			continue; /* listed already */
		text_put(out, i > 0 ? "," : "");
		put_server(s, i, count, out);
	}
	text_put_char(out, '}');
	return OK;
}

static const struct module_property properties[] = {
	{"get", get},
	{"set", set},
	{"list", list},
	{"frequent", frequent},
	{"clear_frequent", clear_frequent},
	{"upstreams", upstreams},
	{NULL, NULL},
};

const struct module_api module_stats = {
	.abi = MODULE_ABI,
	.name = "stats",
	.init = init,
	.deinit = deinit,
	.layer = {.consume = consume},
	.properties = properties,
};
