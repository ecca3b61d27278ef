/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of functions of scripts by the resolver.  Invariant: whatever such a function does, the
 * stack is as it was before it and its error, told and counted, goes no further.
 */

#include "resolver/script/request.h"

#include "report/group_log.h"

#include <lauxlib.h>

bool script_call(struct script *s, lua_State *lua, int args, int results)
{
	s->call_count++;
	if (s->calls++ == 0)
		script_watch_begin(s, SCRIPT_CALL_MS);
	int status = lua_pcall(lua, args, results, 0);
	if (--s->calls == 0)
		script_watch_end(s);
	if (status == 0)
		return true;
	const char *text = lua_tostring(lua, -1);
	group_log(SEV_ERROR, "system", "error: %s", text != NULL ? text : luaL_typename(lua, -1));
	lua_pop(lua, 1);
	s->errors++;
	return false;
}

uint64_t script_errors(const struct script *s)
{
	return s->errors;
}

int script_keep(lua_State *lua, int index)
{
	lua_pushvalue(lua, index);
	return luaL_ref(lua, LUA_REGISTRYINDEX);
}

void script_release(struct script *s, int function)
{
	luaL_unref(s->lua, LUA_REGISTRYINDEX, function);
}

void script_push_function(struct script *s, lua_State *lua, const char *name)
{
	lua_rawgeti(lua, LUA_REGISTRYINDEX, s->functions);
	lua_getfield(lua, -1, name);
	lua_remove(lua, -2);
}

static void push_handle(lua_State *lua, const struct kres_handle *h)
{
	lua_pushnumber(lua, h->slot);
	lua_pushnumber(lua, h->generation);
}

void script_push_request(struct script *s, lua_State *lua, struct request *r)
{
	struct kres_handle h = script_handle(s, r, NULL);
	script_push_function(s, lua, "request");
	push_handle(lua, &h);
	if (!script_call(s, lua, 2, 1))
		lua_pushnil(lua);
}

void script_push_query(struct script *s, lua_State *lua, struct request *r, struct query *q)
{
	struct kres_handle h = script_handle(s, r, q);
	script_push_function(s, lua, "query");
	push_handle(lua, &h);
	lua_pushnumber(lua, h.query);
	if (!script_call(s, lua, 3, 1))
		lua_pushnil(lua);
}

void script_forget_vars(struct script *s, const struct script_request *sr)
{
	lua_State *lua = s->lua;
	if (s->functions == LUA_NOREF || !sr->has_vars)
		return;
	script_push_function(s, lua, "forget");
	lua_pushnumber(lua, sr->slot);
	(void)script_call(s, lua, 1, 0);
}

/* Take over what an action has done. FAIL: it cannot be */
static unsigned take_answer(struct script *s, struct script_request *sr, unsigned state)
{
	/* An answer that a native action has made is there already. */
	bool all = (state & SCRIPT_DONE) != 0 && !sr->answered;
	enum err err = script_answer_take(s, sr, all);
	sr->answered = false;
	if (err == OK)
		return state;
	group_log(SEV_ERROR, "system", "error: answer of a script: %s", err_text(err));
	s->errors++;
	return SCRIPT_FAIL;
}

unsigned script_call_action(struct script *s, int function, struct request *r, unsigned state)
{
	lua_State *lua = s->stack;
	struct script_request *sr = script_request_of(s, r);
	r->own = true; /* nobody knows what it depends on */
	script_push_function(s, lua, "action");
	lua_rawgeti(lua, LUA_REGISTRYINDEX, function);
	lua_pushnumber(lua, state);
	push_handle(lua, &(struct kres_handle){.slot = sr->slot, .generation = sr->generation});
	if (!script_call(s, lua, 4, 1))
		return SCRIPT_FAIL;
	state = lua_isnumber(lua, -1) ? (unsigned)lua_tointeger(lua, -1) : 0;
	lua_pop(lua, 1);
	return take_answer(s, sr, state);
}

enum script_rule script_call_rule(struct script *s, int function, struct request *r, unsigned state,
                                  unsigned *result)
{
	lua_State *lua = s->stack;
	struct script_request *sr = script_request_of(s, r);
	r->own = true;
	script_push_function(s, lua, "rule");
	lua_rawgeti(lua, LUA_REGISTRYINDEX, function);
	lua_pushnumber(lua, state);
	push_handle(lua, &(struct kres_handle){.slot = sr->slot, .generation = sr->generation});
	*result = SCRIPT_FAIL;
	if (!script_call(s, lua, 4, 2))
		return SCRIPT_RULE_ACTED;
	bool acted = lua_toboolean(lua, -1);
	bool number = lua_isnumber(lua, -2);
	if (number)
		*result = (unsigned)lua_tointeger(lua, -2);
	lua_pop(lua, 2);
	if (!number)
		return SCRIPT_RULE_NONE;
	if (!acted)
		return SCRIPT_RULE_NUMBER;
	*result = take_answer(s, sr, *result);
	return SCRIPT_RULE_ACTED;
}
