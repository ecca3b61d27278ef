/* SPDX-License-Identifier: BSD-2-Clause */
/* How requests are resolved by default: option() and mode(). */

#include "resolver/request/flags.h"
#include "resolver/script/request.h"

/* option(name[, bool]) -> bool */
static int option(lua_State *lua)
{
	struct req_options *o = &serve_settings(script_of(lua)->env.serve)->request;
	const char *name = luaL_checkstring(lua, 1);
	const struct req_flag *flag = req_flag_find(name);
	if (flag == NULL)
		return script_raise(lua, "invalid option name: %s", name);
	if (!flag->settable)
		return script_raise(lua, "option '%s' cannot be set by users", name);
	if (lua_gettop(lua) > 1) {
		if (!lua_isboolean(lua, 2))
			return script_raise(lua, "invalid option value: %s",
			                    lua_isstring(lua, 2) ? lua_tostring(lua, 2)
			                                         : luaL_typename(lua, 2));
		req_flag_set(flag, o, lua_toboolean(lua, 2));
	}
	lua_pushboolean(lua, req_flag_get(flag, o));
	return 1;
}

/* flags() -> { { name, bit or nil, can scripts set it? }, ... }: the first is number 0 of
 * kres_ffi.h */
static int flags(lua_State *lua)
{
	const struct req_flag *f;
	lua_newtable(lua);
	for (size_t i = 0; (f = req_flag_at(i)) != NULL; i++) {
		lua_createtable(lua, 3, 0);
		lua_pushstring(lua, f->name);
		lua_rawseti(lua, -2, 1);
		if (f->bit >= 0) {
			lua_pushnumber(lua, (lua_Number)((uint64_t)1 << f->bit));
			lua_rawseti(lua, -2, 2);
		}
		lua_pushboolean(lua, f->settable || script_flag_goes_unsaid(f));
		lua_rawseti(lua, -2, 3);
		lua_rawseti(lua, -2, (int)i + 1);
	}
	return 1;
}

/* mode() -> string; mode(m) -> true */
static int mode(lua_State *lua)
{
	static const char *const words[] = {
		[REQ_MODE_STRICT] = "strict",
		[REQ_MODE_NORMAL] = "normal",
		[REQ_MODE_PERMISSIVE] = "permissive",
	};
	struct req_options *o = &serve_settings(script_of(lua)->env.serve)->request;
	if (lua_gettop(lua) == 0) {
		lua_pushstring(lua, words[o->mode]);
		return 1;
	}
	const char *word = luaL_checkstring(lua, 1);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		o->mode = (enum req_mode)i;
		lua_pushboolean(lua, true);
		return 1;
	}
	return script_raise(lua, "unsupported mode: %s", word);
}

void script_add_options(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"option", option}, {"mode", mode}, {"flags", flags}, {NULL, NULL}};
	script_set_functions(s, functions);
}
