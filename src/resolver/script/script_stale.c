/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that say how long what has expired may be used still: serve_stale.callback, of all
 * requests, and query.stale_cb, of one.
 */

#include "resolver/script/request.h"

enum { AT_ONCE_MS = 1, DAY_S = 86400 };

/* An error, or something that is no number: what has expired is not used. */
static int64_t judge_by(struct script *s, int function, struct request *r, int64_t ttl,
                        const uint8_t *name, uint16_t type)
{
	lua_State *lua = s->stack;
	lua_rawgeti(lua, LUA_REGISTRYINDEX, function);
	lua_pushnumber(lua, (lua_Number)ttl);
	lua_pushlstring(lua, (const char *)name, name_len(name));
	lua_pushinteger(lua, type);
	script_push_query(s, lua, r, NULL);
	if (!script_call(s, lua, 4, 1))
		return -1;
	lua_Number given = lua_isnumber(lua, -1) ? lua_tonumber(lua, -1) : -1;
	lua_pop(lua, 1);
	return given >= 0 && given <= INT32_MAX ? (int64_t)given : -1;
}

static int64_t judge(void *ctx, struct request *r, int64_t ttl, const uint8_t *name, uint16_t type)
{
	struct script *s = ctx;
	return judge_by(s, s->stale_function, r, ttl, name, type);
}

static int64_t judge_own(void *ctx, struct request *r, int64_t ttl, const uint8_t *name,
                         uint16_t type)
{
	const struct script_request *sr = r->script;
	return sr != NULL && sr->stale != LUA_NOREF ? judge_by(ctx, sr->stale, r, ttl, name, type)
	                                            : -1;
}

int script_query_set_stale(void *script, const struct kres_handle *h, int function)
{
	struct script *s = script;
	struct script_request *sr = script_request_find(s, h);
	if (sr == NULL)
		return KRES_GONE;
	struct req_options *o = &sr->r->options;
	const struct req_options *common = &serve_settings(s->env.serve)->request;
	script_release(s, sr->stale);
	sr->stale = function;
	sr->r->own = true;
	o->stale_judge = common->stale_judge;
	o->stale_after_ms = common->stale_after_ms;
	o->stale_max_s = common->stale_max_s;
	if (function == LUA_NOREF)
		return KRES_THERE;
	s->request_judge = (struct req_stale_judge){.judge = judge_own, .ctx = s};
	o->stale_judge = &s->request_judge;
	o->stale_after_ms = AT_ONCE_MS;
	if (o->stale_max_s == 0)
		o->stale_max_s = DAY_S;
	return KRES_THERE;
}

/* stale_callback(function | nil): nil is as without one */
static int stale_callback(lua_State *lua)
{
	struct script *s = script_of(lua);
	const struct req_stale_judge **now = &serve_settings(s->env.serve)->request.stale_judge;
	if (*now != NULL)
		script_release(s, s->stale_function);
	*now = NULL;
	if (lua_isnoneornil(lua, 1))
		return 0;
	luaL_checktype(lua, 1, LUA_TFUNCTION);
	s->stale_function = script_keep(lua, 1);
	s->stale_judge = (struct req_stale_judge){.judge = judge, .ctx = s};
	*now = &s->stale_judge;
	return 0;
}

void script_add_stale(struct script *s)
{
	static const luaL_Reg functions[] = {{"stale_callback", stale_callback}, {NULL, NULL}};
	script_set_functions(s, functions);
}
