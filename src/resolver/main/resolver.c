/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Puts the rooms of the resolver together.  Invariant: the engine's environment outlives the
 * service that uses it, and the loop outlives all.
 */

#include "resolver/main/resolver.h"

#include "base/mem.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/main/module_env.h"
#include "resolver/main/peers.h"
#include "resolver/script/handle.h"

#include <stdlib.h>

enum { SERVERS_REMEMBERED = 65536, TRACE_EVENTS = 4096 };

struct resolver {
	uv_loop_t loop;
	uv_prepare_t turn;   /* called before the loop waits */
	uint64_t generation; /* of the cache that `answers` was made from */
	struct engine_hints hints;
	struct engine_hooks hooks;
	struct engine_env engine;
	struct front front;
	struct policy *policy;
	struct module_parts module_parts;
	struct module_checkpoint checkpoint;
	bool follow_anchors;
	struct modules *modules;
	struct answer_cache *answers;
	struct rrcache *cache;
	struct upstream *upstream;
	struct anchors *anchors;
	struct validator *validator;
	struct serve *serve;
	struct script *script;
	const struct group *group;
	bool running;
	bool stopped;
};

/* A request was answered: with -v, or when it was to be traced, what happened to it. */
static void on_answered(void *ctx, const struct request *request)
{
	const struct resolver *r = ctx;
	if (r->engine.trace_asked && !request->options.trace)
		return;
	enum log_severity severity = request->options.trace ? SEV_NOTICE : SEV_DEBUG;
	for (size_t i = 0;; i++) {
		const struct trace_event *e = trace_at(r->engine.trace, i);
		struct text line;
		if (e == NULL)
			break;
		if (e->request != request->id || e->at_ns < request->began.ns)
			continue;
		text_init(&line);
		trace_print(&line, e, request->began, rrtype_print);
		if (!script_request_trace(r->script, (struct request *)(uintptr_t)request,
		                          line.buf))
			group_log(severity, "resolve", "[%u] %s", (unsigned)request->id, line.buf);
		text_deinit(&line);
	}
}

/* Clients ask: what the shared cache was cleared of must not come out of our own. */
static void on_arrived(void *ctx)
{
	struct resolver *r = ctx;
	uint64_t generation = cache_generation(r->cache);
	if (generation != r->generation)
		answer_cache_clear(r->answers);
	r->generation = generation;
}

/* Nothing of a request may be used any more. */
static void on_ended(void *ctx, struct request *request)
{
	script_request_ended(((struct resolver *)ctx)->script, request);
}

static void on_turn_end(uv_prepare_t *turn)
{
	cache_turn_end(((struct resolver *)turn->data)->cache);
}

/* Rules hold otherwise from now on. */
static void on_changed(void *ctx)
{
	answer_cache_clear(((struct resolver *)ctx)->answers);
}

static void quit(void *ctx)
{
	resolver_stop(ctx);
}

void resolver_set_verbose(struct resolver *r, bool on)
{
	r->engine.trace_asked = !on;
}

static bool ask_peer(void *ctx, unsigned id, struct span command, struct text *out)
{
	const struct group *g = ((struct resolver *)ctx)->group;
	return id > 0 && id < g->count && g->down != NULL &&
	       peers_ask(&g->down[id - 1], command, out);
}

static void verbose(void *ctx, bool on)
{
	resolver_set_verbose(ctx, on);
}

struct resolver *resolver_new(const struct group *group, const char *module_folder)
{
	struct resolver *r = mem_zalloc(sizeof(*r));
	struct cache_options cache_options;
	cache_options_init(&cache_options);
	if (uv_loop_init(&r->loop) != 0)
		abort(); /* no descriptors for an event loop: nothing can be done */
	uv_prepare_init(&r->loop, &r->turn);
	r->turn.data = r;
	uv_prepare_start(&r->turn, on_turn_end);
	uv_unref((uv_handle_t *)&r->turn); /* no reason to go on */
	r->group = group;
	hints_init(&r->hints);
	engine_hooks_init(&r->hooks);
	r->front.hides_errors = true; /* until module extended_error is loaded */
	r->answers = answer_cache_new(ANSWER_CACHE_DEFAULT);
	r->cache = cache_new(&cache_options);
	r->upstream = up_new(SERVERS_REMEMBERED);
	r->anchors = anchors_new();
	r->validator = validator_new();
	r->engine = (struct engine_env){
		.cache = r->cache,
		.upstream = r->upstream,
		.hints = &r->hints,
		.hooks = &r->hooks,
		.anchors = r->anchors,
		.validator = r->validator,
		.trace = trace_new(TRACE_EVENTS),
		.trace_asked = true,
	};
	const struct serve_env serve_env = {
		.loop = &r->loop,
		.engine = &r->engine,
		.front = &r->front,
		.answers = r->answers,
		.answered = on_answered,
		.arrived = on_arrived,
		.ended = on_ended,
		.ctx = r,
	};
	r->serve = serve_new(&serve_env);
	r->policy = policy_new(&r->front, &r->loop, on_changed, r);
	r->module_parts = (struct module_parts){
		.loop = &r->loop,
		.serve = r->serve,
		.answers = r->answers,
		.cache = r->cache,
		.upstream = r->upstream,
		.anchors = r->anchors,
		.hints = &r->hints,
		.front = &r->front,
		.policy = r->policy,
		.follow_anchors = &r->follow_anchors,
		.checkpoint = &r->checkpoint,
	};
	r->checkpoint = (struct module_checkpoint){.mono = clock_mono(),
	                                           .wall_ns = clock_wall_ns()};
	struct module_env module_env;
	module_env_init(&module_env, &r->module_parts);
	r->modules = modules_new(&module_env, &r->hooks);
	const struct script_env script_env = {
		.loop = &r->loop,
		.serve = r->serve,
		.engine = &r->engine,
		.answers = r->answers,
		.cache = r->cache,
		.upstream = r->upstream,
		.hints = &r->hints,
		.modules = r->modules,
		.policy = r->policy,
		.module_folder = module_folder,
		.anchors = r->anchors,
		.follow_anchors = &r->follow_anchors,
		.checkpoint = &r->checkpoint,
		.worker_id = group->id,
		.worker_count = group->count,
		.instance = getenv("SYSTEMD_INSTANCE"),
		.quit = quit,
		.verbose = verbose,
		.ask_peer = ask_peer,
		.ctx = r,
	};
	r->script = script_new(&script_env);
	return r;
}

uv_loop_t *resolver_loop(struct resolver *r)
{
	return &r->loop;
}

struct serve *resolver_serve(struct resolver *r)
{
	return r->serve;
}

struct script *resolver_script(struct resolver *r)
{
	return r->script;
}

void resolver_run(struct resolver *r)
{
	/* The configuration may have said quit() already. */
	if (r->stopped)
		return;
	r->running = true;
	uv_run(&r->loop, UV_RUN_DEFAULT);
	r->running = false;
}

void resolver_stop(struct resolver *r)
{
	r->stopped = true;
	if (r->running) /* else the next run of the loop, that of resolver_free, would stop */
		uv_stop(&r->loop);
}

void resolver_free(struct resolver *r)
{
	script_free(r->script);
	serve_close(r->serve, NULL, NULL);
	modules_free(r->modules); /* their timers are the loop's */
	uv_close((uv_handle_t *)&r->turn, NULL);
	policy_close(r->policy);
	uv_run(&r->loop, UV_RUN_DEFAULT); /* until every handle is closed */
	if (uv_loop_close(&r->loop) != 0)
		group_log(SEV_DEBUG, "system", "handles were left open");
	policy_free(r->policy);
	up_free(r->upstream);
	anchors_free(r->anchors);
	validator_free(r->validator);
	cache_free(r->cache);
	answer_cache_free(r->answers);
	trace_free(r->engine.trace);
	mem_free(r);
}
