/* SPDX-License-Identifier: BSD-2-Clause */
/* serve_stale.callback: a function that says how long what has expired may be used still. */

#include "resolver/script/request.h"

/* An error, or something that is no number: what has expired is not used. */
static int64_t judge(void *ctx, struct request *r, int64_t ttl, const uint8_t *name, uint16_t type)
{
	struct script *s = ctx;
	lua_State *lua = s->stack;
	lua_rawgeti(lua, LUA_REGISTRYINDEX, s->stale_function);
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
