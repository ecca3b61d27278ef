/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plays replay scripts against the resolver's engine: virtual clock, virtual network, nothing
 * sleeps.  Each script runs with QNAME minimisation on and off unless it says which, and with
 * several seeds, since servers are chosen at random.
 *
 *   scenario [-v] FILE...      exit 0: all passed, 1: not, 77: a file is not there (skipped)
 */

#include "message.h"
#include "modules_play.h"
#include "policy.h"
#include "sign.h"

#include "base/rand.h"
#include "dns/rdata.h"
#include "resolver/engine/engine.h"
#include "zonefile/zonefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEEDS = 4, CLIENT_WAIT_MS = 5000, UDP_MS = 2, SKIPPED = 77, OUR_SIZE = 4096 };

struct world {
	struct rpl *rpl;
	struct engine_env env;
	struct anchors *anchors;
	struct engine_hints hints;
	struct engine_hooks hooks;
	struct modules_play modules;
	struct req_options options;
	struct addr root; /* a server that is there, whether a range lists it or not */
	struct req_forward forward;
	struct name forward_below; /* of which names; len 0: none */
	struct mono now;
	int64_t wall_offset; /* seconds */
	unsigned step;       /* id of the step that runs */
	unsigned sends;
	char failure[512];
	size_t answer_len;
	uint8_t answer[MSG_MAX_LEN];
};

static struct wall wall_now(const struct world *w)
{
	return (struct wall){w->now.ns / NS_PER_S + w->wall_offset};
}

static void blame(struct world *w, const char *what, const struct msg *m)
{
	struct text t;
	if (w->failure[0] != '\0')
		return;
	text_init(&t);
	text_printf(&t, "step %u: %s", w->step, what);
	if (m != NULL && m->qname.len > 0) {
		text_put_char(&t, ' ');
		name_print(&t, m->qname.wire);
		text_put_char(&t, ' ');
		rrtype_print(&t, m->qtype);
	}
	snprintf(w->failure, sizeof(w->failure), "%s", t.buf);
	text_deinit(&t);
}

static bool range_has(const struct rpl_range *r, const struct addr *a)
{
	for (unsigned i = 0; i < r->addr_count; i++) {
		if (addr_equal(&r->addrs[i], a, false))
			return true;
	}
	return false;
}

/* The range that answers for an address now (README.md, "Ranges"). */
static const struct rpl_range *find_range(const struct world *w, const struct addr *to,
                                          bool *listed)
{
	*listed = false;
	for (const struct rpl_range *r = w->rpl->ranges; r != NULL; r = r->next)
		*listed = *listed || range_has(r, to);
	for (const struct rpl_range *r = w->rpl->ranges; r != NULL; r = r->next) {
		if (r->from > w->step || r->to < w->step)
			continue;
		if (r->addr_count == 0 || range_has(r, to) ||
		    (!*listed && addr_equal(to, &w->root, false)))
			return r;
	}
	return NULL;
}

static struct rpl_entry *find_step_reply(struct world *w, const struct msg *q, bool tcp)
{
	const char *why;
	for (struct rpl_step *s = w->rpl->steps; s != NULL; s = s->next) {
		if (s->type == STEP_REPLY && s->entry != NULL && s->id >= w->step &&
		    !s->entry->used && message_matches(s->entry, q, tcp, &why))
			return s->entry;
	}
	return NULL;
}

/* Who answers a message; NULL: it gets lost. */
static const struct rpl_entry *find_reply(struct world *w, const struct engine_ask *ask,
                                          const struct msg *q)
{
	static const struct rpl_entry servfail = {.flags = MSG_QR,
	                                          .rcode = RCODE_SERVFAIL,
	                                          .adjust = ADJUST_COPY_ID | ADJUST_COPY_QUERY};
	const char *why;
	bool listed;
	const struct rpl_range *r = find_range(w, &ask->to, &listed);
	bool lost = !listed && w->rpl->ranges != NULL && !addr_equal(&ask->to, &w->root, false);
	struct rpl_entry *found = NULL;
	if (r != NULL) {
		for (found = r->entries; found != NULL; found = found->next) {
			if (message_matches(found, q, ask->tcp, &why))
				break;
		}
	} else {
		if (lost)
			return NULL;
		found = find_step_reply(w, q, ask->tcp);
	}
	if (found == NULL) {
		struct text t;
		char what[200];
		text_init_fixed(&t, what, sizeof(what));
		text_put(&t, "nobody foresaw that ");
		addr_print(&t, &ask->to, false);
		text_put(&t, " is asked");
		blame(w, what, q);
		return &servfail;
	}
	found->used = true;
	return found;
}

/* What the exchange below the engine would make of a reply. */
static void judge_reply(const struct engine_ask *ask, const struct msg *query, struct span reply,
                        struct engine_event *event)
{
	struct msg m;
	enum err ignored = msg_parse(&m, reply);
	(void)ignored;
	event->type = ENGINE_REPLY;
	event->reply = reply;
	bool fails = (m.flags & 15) != RCODE_NOERROR;
	bool same = m.qname.len > 0
	                    ? name_equal(m.qname.wire, query->qname.wire) && m.qtype == query->qtype
	                    : fails;
	bool case_same = m.qname.len == 0 ||
	                 memcmp(m.qname.wire, query->qname.wire, m.qname.len) == 0;
	if (!(m.flags & MSG_QR) || !same || (ask->check_case && !case_same)) {
		event->type = ENGINE_MISMATCH;
		event->case_only = (m.flags & MSG_QR) && same;
	}
}

/* Let the network do what was asked for; the clock moves on to the event that comes of it. */
static void exchange(struct world *w, const struct engine_ask *ask, struct engine_event *event)
{
	static uint8_t reply[MSG_MAX_LEN];
	struct msg query;
	w->sends++;
	*event = (struct engine_event){.type = ENGINE_FAILED, .err = E_TIMEOUT, .ask = ask->number};
	if (msg_parse(&query, ask->message) != OK) {
		blame(w, "malformed query", NULL);
		return;
	}
	const struct rpl_entry *e = find_reply(w, ask, &query);
	if (e != NULL && e->adjust & ADJUST_CLOSE) {
		event->err = ask->tcp ? E_CLOSED : E_CONNREFUSED;
	} else if (e != NULL && !(e->adjust & ADJUST_SILENT) &&
	           (e->adjust & (ADJUST_COPY_ID | ADJUST_RAW_ID))) {
		size_t len = message_make(e, &query, reply);
		judge_reply(ask, &query, span_of(reply, len), event);
	}
	bool silent = event->type == ENGINE_FAILED && event->err == E_TIMEOUT;
	w->now = mono_add_ms(w->now, silent ? ask->timeout_ms : ask->tcp ? 2 * UDP_MS : UDP_MS);
}

/* After a message that did not match, nothing more comes. */
static void time_out(struct world *w, const struct engine_ask *ask, struct engine_event *event)
{
	w->now = mono_add_ms(w->now, ask->timeout_ms);
	*event = (struct engine_event){.type = ENGINE_FAILED, .err = E_TIMEOUT, .ask = ask->number};
}

/* Drive one request to its answer. */
static void resolve(struct world *w, struct request *r)
{
	struct engine_event event = {.type = ENGINE_BEGIN}, pending = event;
	struct engine_actions actions;
	struct engine_ask last = {0};
	bool waits = false;
	struct mono wait = {0}, then = {0};
	for (unsigned guard = 0; guard < 10000; guard++) {
		bool was_mismatch = event.type == ENGINE_MISMATCH;
		event.now = w->now;
		event.wall = wall_now(w);
		engine_step(&w->env, r, &event, &actions);
		const struct engine_ask *ask = NULL;
		for (unsigned i = 0; i < actions.count; i++) {
			if (actions.list[i].type == ENGINE_ANSWER) {
				w->answer_len = req_answer_write(&r->answer, &r->client, OUR_SIZE,
				                                 w->answer, sizeof(w->answer));
				return;
			}
			if (actions.list[i].type == ENGINE_ASK)
				ask = &actions.list[i].ask;
			if (actions.list[i].type == ENGINE_WAIT) {
				waits = true;
				wait = actions.list[i].at;
			}
		}
		if (then.ns > 0) { /* it had been woken before the event that comes now */
			w->now = then;
			then.ns = 0;
			event = pending;
		} else if (ask != NULL) {
			struct mono before = w->now;
			last = *ask;
			exchange(w, &last, &event);
			if (waits && !mono_reached(before, wait) && mono_reached(w->now, wait)) {
				pending = event;
				then = w->now;
				w->now = wait;
				event = (struct engine_event){.type = ENGINE_WAKE};
			}
		} else if (was_mismatch) {
			time_out(w, &last, &event);
		} else {
			event = (struct engine_event){.type = ENGINE_WAKE};
		}
	}
	blame(w, "the engine does not come to an end", NULL);
}

static void play_query(struct world *w, const struct rpl_step *step, bool verbose)
{
	static const struct front front = {.refuse_no_rd = true}; /* by default */
	static uint8_t wire[MSG_MAX_LEN];
	static struct request r;
	static uint32_t id;
	struct req_client client;
	size_t len = message_make(step->entry, NULL, wire);
	struct mono began = w->now;
	w->answer_len = 0;
	if (req_client_read(&client, span_of(wire, len), false, OUR_SIZE) == REQ_CLIENT_DROP) {
		if (!step->entry->is_raw)
			blame(w, "the query was dropped", NULL);
		return;
	}
	req_client_take_front(&client, &front);
	req_init(&r);
	req_reset(&r, ++id, &client, &w->options);
	resolve(w, &r);
	if (verbose) {
		struct text t;
		text_init(&t);
		trace_print_request(&t, w->env.trace, id, rrtype_print);
		fputs(t.buf != NULL ? t.buf : "", stdout);
		text_deinit(&t);
	}
	req_deinit(&r);
	if (mono_ms_between(began, w->now) > CLIENT_WAIT_MS &&
	    !rpl_is_on(w->rpl, "patient-client", false))
		blame(w, "the client did not wait so long", NULL);
}

static void print_answer(const struct msg *m)
{
	struct msg_rr rr;
	struct text t;
	uint8_t rdata[65535];
	const char *rcode = msg_rcode_name(msg_rcode(m));
	text_init(&t);
	text_printf(&t, "  got flags %04x rcode %s\n", m->flags, rcode ? rcode : "?");
	struct msg_iter it = msg_records(m);
	while (msg_next(&it, &rr)) {
		struct wire_writer w = wire_writer_of(rdata, sizeof(rdata));
		text_printf(&t, "  %d ", (int)rr.section);
		name_print(&t, rr.owner.wire);
		text_printf(&t, " %u ", rr.ttl);
		rrtype_print(&t, rr.type);
		text_put_char(&t, ' ');
		if (rdata_read(&w, rr.type, m->wire, rr.rdata_at, rr.rdata_len) == OK)
			rdata_print(&t, rr.type, span_of(rdata, w.pos), NULL);
		text_put_char(&t, '\n');
	}
	fputs(t.buf, stdout);
	text_deinit(&t);
}

static void play_check(struct world *w, const struct rpl_step *step)
{
	struct msg m;
	const char *why = "";
	char what[100];
	if (msg_parse(&m, span_of(w->answer, w->answer_len)) != OK) {
		blame(w, "no answer, or a malformed one", NULL);
		return;
	}
	if (!message_matches(step->entry, &m, false, &why)) {
		snprintf(what, sizeof(what), "the answer differs in %s", why);
		blame(w, what, &m);
		print_answer(&m);
	}
}

static void check_used(struct world *w)
{
	char what[100];
	const char *max = rpl_setting(w->rpl, "max-queries");
	for (struct rpl_range *r = w->rpl->ranges; r != NULL; r = r->next) {
		for (struct rpl_entry *e = r->entries; e != NULL; e = e->next) {
			if (e->mandatory && !e->used) {
				snprintf(what, sizeof(what), "entry at line %u was never used",
				         e->line);
				blame(w, what, NULL);
			}
			e->used = false;
		}
	}
	for (struct rpl_step *s = w->rpl->steps; s != NULL; s = s->next) {
		if (s->entry != NULL)
			s->entry->used = false;
	}
	if (max != NULL && w->sends > (unsigned)atoi(max)) {
		snprintf(what, sizeof(what), "%u messages to servers, %s are allowed", w->sends,
		         max);
		blame(w, what, NULL);
	}
}

/* "features: a = 1; b = 2", perhaps on several lines. */
static uint32_t feature(const struct rpl *rpl, const char *name, uint32_t otherwise)
{
	for (const struct rpl_setting *s = rpl->settings; s != NULL; s = s->next) {
		const char *at = strcmp(s->key, "features") == 0 ? strstr(s->value, name) : NULL;
		if (at != NULL && (at = strchr(at, '=')) != NULL)
			return (uint32_t)strtoul(at + 1, NULL, 10);
	}
	return otherwise;
}

static void set_clock(struct world *w)
{
	w->wall_offset = rpl_date(w->rpl);
	w->now = (struct mono){1000 * NS_PER_S};
	w->wall_offset -= 1000;
}

static enum err take_anchors(void *arg, const struct zf_batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *z = &batch->records[i];
		struct anchor *a;
		TRY(anchors_make(arg, z->owner, &a));
		TRY(anchor_add(a, z->type, z->ttl, span_of(z->rdata, z->rdata_len)));
	}
	return OK;
}

static void ignore_error(void *arg, const struct zf_error *error)
{
	(void)arg;
	(void)error;
}

/* "trust-anchor: @ZONE": the key that the zone signs with. */
static bool add_own_anchor(struct world *w, const char *zone)
{
	struct name name;
	struct anchor *a;
	const struct sign_zone *z;
	return name_parse_str(&name, zone) == OK && (z = sign_find(w->rpl, name.wire)) != NULL &&
	       anchors_make(w->anchors, name.wire, &a) == OK &&
	       anchor_add(a, RR_DNSKEY, 3600, sign_dnskey(z)) == OK;
}

/* "trust-anchor" and "domain-insecure"; false: one cannot be read. */
static bool set_anchors(struct world *w)
{
	struct name names[16];
	size_t count = 0;
	struct anchors *anchors = anchors_new();
	const struct zf_options options = {.default_ttl = 3600};
	const struct zf_sink sink = {
		.arg = anchors, .records = take_anchors, .error = ignore_error};
	w->anchors = anchors;
	for (const struct rpl_setting *s = w->rpl->settings; s != NULL; s = s->next) {
		if (strcmp(s->key, "trust-anchor") == 0 && s->value[0] == '@') {
			if (!add_own_anchor(w, s->value + 1))
				return false;
		} else if (strcmp(s->key, "trust-anchor") == 0 &&
		           zf_read_text(NULL, span_str(s->value), "", &options, &sink) != OK)
			return false;
		if (strcmp(s->key, "domain-insecure") == 0 && count < ARRAY_LEN(names) &&
		    name_parse_str(&names[count++], s->value) != OK)
			return false;
	}
	anchors_set_negative(anchors, names, count);
	return true;
}

/* "forward-addr", "forward-below" and "forward-stub"; false: one cannot be read. */
static bool set_forward(struct world *w)
{
	char address[100], below[256];
	const char *at = rpl_setting(w->rpl, "forward-below");
	snprintf(below, sizeof(below), "%s", at != NULL ? at : ".");
	w->forward.stub = rpl_is_on(w->rpl, "forward-stub", false);
	for (const struct rpl_setting *s = w->rpl->settings; s != NULL; s = s->next) {
		if (strcmp(s->key, "forward-addr") != 0)
			continue;
		snprintf(address, sizeof(address), "%s", s->value);
		if (w->forward.count == REQ_FORWARD_MAX ||
		    addr_parse(&w->forward.to[w->forward.count++], span_str(address), 53) != OK)
			return false;
	}
	return w->forward.count == 0 || name_parse_str(&w->forward_below, below) == OK;
}

static enum hook_result forward(void *ctx, struct request *r)
{
	const struct world *w = ctx;
	if (w->forward.count > 0 && name_is_under(r->client.qname.wire, w->forward_below.wire))
		r->options.forward = &w->forward;
	return HOOK_NEXT;
}

/* Policy with the rules that the script has, what is loaded by default, and modules that the script
 * names. */
static bool set_modules(struct world *w)
{
	const struct engine_hook forwarding = {.ctx = w, .begin = forward};
	modules_play_init(&w->modules, &w->hooks, w->anchors, &w->hints, &w->options);
	const char *wrong = scenario_policy_add(w->modules.policy, w->rpl);
	if (wrong != NULL)
		printf("rule not understood: %s\n", wrong);
	bool good = wrong == NULL && modules_play_load(&w->modules, "policy") &&
	            modules_load(w->modules.modules, "forward", NULL, &forwarding, MODULES_LAST,
	                         NULL) == OK &&
	            modules_play_load(&w->modules, "ta_sentinel");
	for (const struct rpl_setting *s = w->rpl->settings; s != NULL; s = s->next) {
		if (strcmp(s->key, "module") == 0)
			good = modules_play_load(&w->modules, s->value) && good;
	}
	return good;
}

static bool set_up(struct world *w, bool minimise)
{
	const struct rpl *rpl = w->rpl;
	struct req_options *o = &w->options;
	const char *stub = rpl_setting(rpl, "stub-addr"), *name = rpl_setting(rpl, "stub-name");
	const char *mode = rpl_setting(rpl, "mode");
	struct addr addr;
	struct name root;
	struct cache_options cache;
	req_options_init(o);
	o->minimise = minimise;
	o->ip4 = rpl_is_on(rpl, "do-ip4", true);
	o->ip6 = rpl_is_on(rpl, "do-ip6", true);
	o->allow_local = !rpl_is_on(rpl, "do-not-query-localhost", true);
	o->random_case = rpl_is_on(rpl, "random-case", true);
	if (rpl_setting(rpl, "stale-after") != NULL)
		o->stale_after_ms = (uint32_t)atoi(rpl_setting(rpl, "stale-after"));
	if (!rpl_is_on(rpl, "harden-glue", true))
		o->mode = REQ_MODE_PERMISSIVE;
	if (mode != NULL)
		o->mode = strcmp(mode, "strict") == 0       ? REQ_MODE_STRICT
		          : strcmp(mode, "permissive") == 0 ? REQ_MODE_PERMISSIVE
		                                            : REQ_MODE_NORMAL;
	cache_options_init(&cache);
	cache.max_bytes = 2 << 20;
	cache.min_ttl = feature(rpl, "min_ttl", cache.min_ttl);
	cache.max_ttl = feature(rpl, "max_ttl", cache.max_ttl);
	if (stub == NULL || addr_parse(&addr, span_str(stub), 53) != OK ||
	    name_parse_str(&root, name != NULL ? name : "k.root-servers.net") != OK)
		return false;
	w->root = addr;
	if (!set_anchors(w) || !set_forward(w))
		return false;
	set_clock(w);
	hints_clear(&w->hints);
	engine_hooks_init(&w->hooks);
	w->env = (struct engine_env){
		.cache = cache_new(&cache),
		.upstream = up_new(1000),
		.hints = &w->hints,
		.hooks = &w->hooks,
		.anchors = w->anchors,
		.validator = validator_new(),
		.trace = trace_new(2000),
	};
	return set_modules(w) && hints_add(&w->hints, root.wire, addr_octets(&addr), 53) == OK;
}

static void tear_down(struct world *w)
{
	modules_play_deinit(&w->modules);
	anchors_free(w->anchors);
	validator_free(w->env.validator);
	cache_free(w->env.cache);
	up_free(w->env.upstream);
	trace_free(w->env.trace);
}

static bool play(struct rpl *rpl, bool minimise, uint64_t seed, bool verbose)
{
	static struct world w;
	memset(&w, 0, sizeof(w));
	w.rpl = rpl;
	rand_replay(seed);
	if (!set_up(&w, minimise)) {
		blame(&w, "bad stub-addr, stub-name, trust-anchor or module", NULL);
	} else {
		for (const struct rpl_step *s = rpl->steps; s != NULL; s = s->next) {
			w.step = s->id;
			if (s->type == STEP_QUERY)
				play_query(&w, s, verbose);
			else if (s->type == STEP_CHECK_ANSWER)
				play_check(&w, s);
			else if (s->type == STEP_TIME_PASSES)
				w.wall_offset += s->seconds;
		}
	}
	check_used(&w);
	if (verbose)
		printf("%u messages\n", w.sends);
	tear_down(&w);
	if (w.failure[0] == '\0')
		return true;
	printf("failed (minimise %s, seed %llu): %s\n", minimise ? "on" : "off",
	       (unsigned long long)seed, w.failure);
	return false;
}

static int play_file(const char *path, bool verbose)
{
	struct rpl rpl;
	bool good = true;
	if (access(path, R_OK) != 0) {
		printf("%s: not there, skipped\n", path);
		return SKIPPED;
	}
	if (!rpl_read(&rpl, path)) {
		printf("%s: %s\n", path, rpl.error);
		rpl_free(&rpl);
		return 1;
	}
	bool both = rpl_setting(&rpl, "query-minimization") == NULL;
	bool minimise = rpl_is_on(&rpl, "query-minimization", true);
	for (uint64_t seed = 1; seed <= (verbose ? 1 : SEEDS); seed++) {
		good = play(&rpl, minimise, seed, verbose) && good;
		if (both)
			good = play(&rpl, !minimise, seed, verbose) && good;
	}
	rpl_free(&rpl);
	printf("%s: %s\n", path, good ? "passed" : "FAILED");
	return good ? 0 : 1;
}

int main(int argc, char **argv)
{
	bool verbose = argc > 1 && strcmp(argv[1], "-v") == 0;
	int result = 0;
	for (int i = verbose ? 2 : 1; i < argc; i++) {
		int one = play_file(argv[i], verbose);
		result = result == 1 || one == 1 ? 1 : MAX_OF(result, one);
	}
	rand_replay(0);
	return result;
}
