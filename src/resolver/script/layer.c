/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Layers of Lua modules on the engine's hook table (configuration contract section 5.1).
 *
 *   begin -> begin            reset, produce -> find, and produce for further messages
 *   checkout -> checkout      consume -> consume, and found for what nobody was asked for
 *   answer_finalize, finish -> finish
 *
 * Invariant: a layer that raises an error fails its request and nothing else.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "report/group_log.h"

#include <lauxlib.h>

enum layer_function {
	LAYER_BEGIN,
	LAYER_RESET,
	LAYER_PRODUCE,
	LAYER_CHECKOUT,
	LAYER_CONSUME,
	LAYER_FINALIZE,
	LAYER_FINISH,
	LAYER_FUNCTIONS
};

static const char *const names[LAYER_FUNCTIONS] = {
	"begin", "reset", "produce", "checkout", "consume", "answer_finalize", "finish"};

struct script_layer {
	struct script *s;
	struct list link;
	char *name;
	int table;                 /* reference: the module's layer */
	bool has[LAYER_FUNCTIONS]; /* in it */
};

/* What else a function gets. */
struct with {
	struct kres_packet *packet;
	const struct kres_address *to;
	bool tcp;
};

/* Call one function; the state that follows. An error: SCRIPT_FAIL */
static unsigned call(struct script_layer *l, enum layer_function f, struct script_request *sr,
                     unsigned state, const struct with *with)
{
	struct script *s = l->s;
	lua_State *lua = s->stack;
	if (!l->has[f])
		return state;
	script_push_function(s, lua, "layer");
	lua_rawgeti(lua, LUA_REGISTRYINDEX, l->table);
	lua_pushstring(lua, names[f]);
	lua_pushnumber(lua, state);
	lua_pushnumber(lua, sr->slot);
	lua_pushnumber(lua, sr->generation);
	if (with->packet != NULL)
		lua_pushlightuserdata(lua, with->packet);
	else
		lua_pushnil(lua);
	if (with->to != NULL)
		lua_pushlightuserdata(lua, (void *)(uintptr_t)with->to);
	else
		lua_pushnil(lua);
	lua_pushboolean(lua, with->tcp);
	unsigned outer = sr->state;
	sr->state = state; /* what the function sees, and may set */
	bool good = script_call(s, lua, 8, 1);
	state = sr->state;
	sr->state = outer;
	if (!good)
		return SCRIPT_FAIL;
	if (lua_isnumber(lua, -1))
		state = (unsigned)lua_tointeger(lua, -1);
	lua_pop(lua, 1);
	return state;
}

static enum hook_result fail(const struct script_layer *l, enum err err)
{
	group_log(SEV_ERROR, "system", "error: answer of module '%s': %s", l->name, err_text(err));
	l->s->errors++;
	return HOOK_FAILED;
}

static enum hook_result begin(void *ctx, struct request *r)
{
	struct script_layer *l = ctx;
	struct script_request *sr = script_request_of(l->s, r);
	r->own = true; /* it wants to see every request */
	sr->current = NULL;
	unsigned state = call(l, LAYER_BEGIN, sr, sr->state, &(struct with){0});
	if (state & SCRIPT_FAIL)
		return HOOK_FAILED;
	enum err err = script_answer_take(l->s, sr, (state & SCRIPT_DONE) != 0);
	if (err != OK)
		return fail(l, err);
	return state & SCRIPT_DONE ? HOOK_ANSWERED : HOOK_NEXT;
}

/* Has a layer that waited about this been called again? *passes: it does not want to be */
static bool is_again(struct script_request *sr, const struct script_layer *l, const struct query *q,
                     bool *passes)
{
	if (sr->waiting != l || sr->waiting_about != q)
		return false;
	*passes = sr->waiting_passes;
	sr->waiting = NULL;
	return true;
}

/* Queries that the layer has pushed go first. */
static bool waits(struct script_request *sr, const struct script_layer *l, struct query *q,
                  unsigned state)
{
	if (sr->r->plan.top == q)
		return false;
	sr->waiting = l;
	sr->waiting_about = q;
	sr->waiting_passes = (state & SCRIPT_YIELD) == 0;
	return true;
}

/* Call reset and produce with a message to be filled in. */
static enum hook_result produce(struct script_layer *l, struct request *r, struct query *q,
                                bool may_answer)
{
	struct script_request *sr = script_request_of(l->s, r);
	struct with with = {0};
	bool passes = false, again = is_again(sr, l, q, &passes);
	if (again && passes)
		return HOOK_NEXT;
	sr->current = q;
	unsigned state = again ? SCRIPT_YIELD : SCRIPT_PRODUCE;
	if (!again)
		state = call(l, LAYER_RESET, sr, state, &with);
	if (!l->has[LAYER_PRODUCE])
		return state & SCRIPT_FAIL ? HOOK_FAILED : HOOK_NEXT;
	with.packet = script_blank(sr, q);
	state = call(l, LAYER_PRODUCE, sr, state, &with);
	if (state & SCRIPT_FAIL) {
		query_fail(q, EDE_OTHER, "refused by a module");
		q->own_fault = true;
		return may_answer ? HOOK_FOUND : HOOK_FAILED;
	}
	if (waits(sr, l, q, state))
		return HOOK_YIELD;
	if (!may_answer || (wire_get_u16(with.packet->wire + 2) & MSG_QR) == 0)
		return HOOK_NEXT;
	enum err err = script_result_take(sr, q, with.packet);
	if (err == E_AGAIN) { /* an alias: from the first module again */
		q->hook_next = UINT16_MAX;
		return HOOK_NEXT;
	}
	if (err != OK) {
		(void)fail(l, err);
		query_fail(q, EDE_OTHER, "refused by a module");
	}
	return HOOK_FOUND;
}

static enum hook_result find(void *ctx, struct request *r, struct query *q)
{
	const struct script_layer *l = ctx;
	struct script_request *sr = script_request_of(l->s, r);
	sr->announced = q;
	sr->announced_sends = q->sends;
	return produce(ctx, r, q, true);
}

/* The first message was already announced when the query began, or went on with an alias. */
static enum hook_result produce_further(void *ctx, struct request *r, struct query *q)
{
	const struct script_layer *l = ctx;
	const struct script_request *sr = script_request_of(l->s, r);
	if (sr->announced == q && sr->announced_sends == q->sends)
		return HOOK_NEXT;
	return produce(ctx, r, q, false);
}

static enum hook_result checkout(void *ctx, struct request *r, struct query *q,
                                 const struct hook_message *m)
{
	struct script_layer *l = ctx;
	struct script_request *sr = script_request_of(l->s, r);
	struct kres_address to = script_address(&m->to);
	sr->current = q;
	const struct with with = {
		.packet = script_message(sr, m->wire, false), .to = &to, .tcp = m->tcp};
	unsigned state = call(l, LAYER_CHECKOUT, sr, SCRIPT_PRODUCE, &with);
	script_packet_return(with.packet);
	return state & SCRIPT_FAIL ? HOOK_FAILED : HOOK_NEXT;
}

/* A layer has made something of a packet that cannot be. */
static enum hook_result fail_changed(const struct script_layer *l, struct query *q,
                                     const char *wrong)
{
	group_log(SEV_ERROR, "system", "error: packet changed by module '%s': %s", l->name, wrong);
	l->s->errors++;
	q->own_fault = true;
	query_fail(q, EDE_OTHER, "broken by a module");
	return HOOK_FAILED;
}

static enum hook_result consume(void *ctx, struct request *r, struct query *q,
                                const struct msg **reply)
{
	struct script_layer *l = ctx;
	struct script_request *sr = script_request_of(l->s, r);
	bool passes = false, again = is_again(sr, l, q, &passes);
	if (again && passes)
		return HOOK_NEXT;
	sr->current = q;
	sr->rtt_ns = r->now.ns - q->attempt.sent.ns;
	const struct with with = {.packet = script_message(sr, (*reply)->wire, true)};
	unsigned state = call(l, LAYER_CONSUME, sr, again ? SCRIPT_YIELD : SCRIPT_CONSUME, &with);
	const struct msg *was = *reply;
	const char *wrong = state & SCRIPT_FAIL ? NULL : script_reply_take(sr, with.packet, reply);
	script_packet_return(with.packet);
	r->own |= *reply != was; /* nobody knows what it depends on */
	enum hook_result result = state & SCRIPT_FAIL ? HOOK_FAILED : HOOK_NEXT;
	if (wrong != NULL)
		result = fail_changed(l, q, wrong);
	return waits(sr, l, q, state) ? HOOK_YIELD : result;
}

/* Does the layer see what iterate has not seen yet? */
static bool is_before_iterate(const struct script_layer *l)
{
	const char *name;
	for (size_t i = 0; (name = modules_name(l->s->env.modules, i)) != NULL; i++) {
		if (strcmp(name, "iterate") == 0)
			return false;
		if (strcmp(name, l->name) == 0)
			return true;
	}
	return false;
}

/* The result of a query as a packet, as layers have left it. */
static struct kres_packet *found_packet(struct script_layer *l, struct script_request *sr,
                                        const struct query *q)
{
	if (sr->found_of != q) {
		sr->found = script_result(l->s, sr, q);
		sr->found_of = q;
		sr->found_as_made = sr->found->changes;
	}
	return sr->found;
}

/* What others are validated with was validated itself. */
static bool is_found_fixed(const struct query *q)
{
	return q->purpose == QUERY_TRUST || q->purpose == QUERY_SIGS;
}

static enum hook_result found(void *ctx, struct request *r, struct query *q)
{
	struct script_layer *l = ctx;
	struct script_request *sr = script_request_of(l->s, r);
	bool passes = false, again = is_again(sr, l, q, &passes);
	unsigned state = again ? SCRIPT_YIELD : SCRIPT_CONSUME;
	struct kres_packet *p = found_packet(l, sr, q);
	if (!passes) {
		sr->current = q;
		p->fixed = is_found_fixed(q);
		state = call(l, LAYER_CONSUME, sr, state, &(struct with){.packet = p});
		p->fixed = 1;
		if (waits(sr, l, q, state))
			return HOOK_YIELD;
	}
	if (state & SCRIPT_FAIL)
		return HOOK_FAILED;
	if (p->changes == sr->found_as_made || !is_before_iterate(l))
		return HOOK_NEXT;
	r->own = true;
	sr->found_of = NULL;
	enum err err = script_found_take(sr, q, p);
	return err != OK ? fail_changed(l, q, err_text(err)) : HOOK_NEXT;
}

/* The last chance of all modules, in their order. */
static void finalise(struct script *s, struct script_request *sr, unsigned state)
{
	const char *name;
	if (sr->finalised)
		return;
	sr->finalised = true;
	for (size_t i = 0; (name = modules_name(s->env.modules, i)) != NULL; i++) {
		LIST_EACH (it, &s->layers) {
			struct script_layer *l = LIST_ITEM(it, struct script_layer, link);
			if (strcmp(l->name, name) == 0)
				state = call(l, LAYER_FINALIZE, sr, state, &(struct with){0});
		}
	}
	sr->state = state;
}

static enum hook_result finish(void *ctx, struct request *r)
{
	struct script_layer *l = ctx;
	struct script *s = l->s;
	struct script_request *sr = script_request_of(s, r);
	bool passes = false, again = is_again(sr, l, NULL, &passes);
	unsigned state = r->answer.rcode == RCODE_SERVFAIL ? SCRIPT_FAIL : SCRIPT_DONE;
	if (again && passes)
		return HOOK_NEXT;
	sr->current = NULL;
	if (sr->ede != EDE_NONE && r->answer.ede == EDE_NONE) {
		r->answer.ede = sr->ede;
		void *kept;
		if (arena_try(&r->arena, sizeof(sr->ede_text), &kept) == OK)
			r->answer.ede_text = memcpy(kept, sr->ede_text, sizeof(sr->ede_text));
	}
	finalise(s, sr, state);
	if (l->has[LAYER_FINISH]) {
		const struct with with = {.packet = script_answer(s, sr)};
		state = call(l, LAYER_FINISH, sr, again ? SCRIPT_YIELD : state, &with);
		if (waits(sr, l, NULL, state))
			return HOOK_YIELD;
	}
	enum err err = script_answer_take(s, sr, false);
	bool failed = r->answer.rcode == RCODE_SERVFAIL;
	if (err == OK && (!(state & SCRIPT_FAIL) || failed))
		return HOOK_NEXT;
	if (err != OK)
		(void)fail(l, err);
	req_answer_init(&r->answer);
	return HOOK_NEXT;
}

static void free_layer(struct script_layer *l)
{
	list_remove(&l->link);
	luaL_unref(l->s->lua, LUA_REGISTRYINDEX, l->table);
	mem_free(l->name);
	mem_free(l);
}

static void free_all(struct list *layers)
{
	LIST_EACH_SAFE (it, layers)
		free_layer(LIST_ITEM(it, struct script_layer, link));
}

void script_layers_close(struct script *s)
{
	free_all(&s->layers);
	free_all(&s->gone_layers);
}

/* The hooks of the layer in the table at an index. */
static struct script_layer *new_layer(lua_State *lua, const char *name, int table)
{
	struct script *s = script_of(lua);
	struct script_layer *l = mem_zalloc(sizeof(*l));
	l->s = s;
	l->name = mem_strdup(name);
	for (int i = 0; i < LAYER_FUNCTIONS; i++) {
		lua_getfield(lua, table, names[i]);
		l->has[i] = lua_isfunction(lua, -1);
		lua_pop(lua, 1);
	}
	l->table = script_keep(lua, table);
	list_append(&s->layers, &l->link);
	return l;
}

static struct engine_hook hooks_of(struct script_layer *l)
{
	struct engine_hook h = {.ctx = l};
	const bool *has = l->has;
	if (has[LAYER_BEGIN])
		h.begin = begin;
	if (has[LAYER_RESET] || has[LAYER_PRODUCE]) {
		h.find = find;
		h.produce = produce_further;
	}
	if (has[LAYER_CHECKOUT])
		h.checkout = checkout;
	if (has[LAYER_CONSUME]) {
		h.consume = consume;
		h.found = found;
	}
	if (has[LAYER_FINALIZE] || has[LAYER_FINISH])
		h.finish = finish;
	return h;
}

/* layer_load(name, "<" | ">" | nil, ref | nil, layer | nil) -> true | nil, message: give a Lua
 * module its place */
static int layer_load(lua_State *lua)
{
	struct script *s = script_of(lua);
	if (s->calls == 0)
		free_all(&s->gone_layers);
	const char *name = luaL_checkstring(lua, 1);
	struct script_layer *l = NULL;
	struct engine_hook hook = {0};
	if (!lua_isnoneornil(lua, 4)) {
		luaL_checktype(lua, 4, LUA_TTABLE);
		l = new_layer(lua, name, 4);
		hook = hooks_of(l);
	}
	enum err e;
	int results = script_module_load(lua, name, NULL, &hook, &e);
	if (e != OK && l != NULL)
		free_layer(l);
	return results;
}

/* layer_unload(name): after module_unload */
static int layer_unload(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *name = luaL_checkstring(lua, 1);
	LIST_EACH_SAFE (it, &s->layers) {
		struct script_layer *l = LIST_ITEM(it, struct script_layer, link);
		if (strcmp(l->name, name) != 0)
			continue;
		for (size_t i = 0; i < s->requests.count; i++) {
			struct script_request *sr = s->requests.items[i];
			if (sr != NULL && sr->waiting == l)
				sr->waiting = NULL;
		}
		/* It may be a function of its own that says so. */
		memset(l->has, 0, sizeof(l->has));
		list_remove(&l->link);
		list_append(&s->gone_layers, &l->link);
	}
	return 0;
}

/* layer_functions(table): those of lua/layers.lua that are called from here */
static int layer_functions(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TTABLE);
	script_of(lua)->functions = script_keep(lua, 1);
	return 0;
}

/* keep_function(f) -> a number that stands for it */
static int keep_function(lua_State *lua)
{
	luaL_checktype(lua, 1, LUA_TFUNCTION);
	lua_pushinteger(lua, script_keep(lua, 1));
	return 1;
}

void script_add_layers(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"layer_load", layer_load},
		{"layer_unload", layer_unload},
		{"layer_functions", layer_functions},
		{"keep_function", keep_function},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
