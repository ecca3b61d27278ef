/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Lua files that are compiled into the program (lua/meson.build lists them).  A room is a file
 * of the language itself, run once by who first asks for it; a module is one that users load.
 * Chunks are named kresd/NAME, by which lua/fault.lua knows them from the user's.
 */

#include "resolver/script/inner.h"

#include <string.h>

static const struct embedded {
	const char *name;
	bool module;
	const char *text;
} embedded[] = {
#include "embedded.inc"
};

static const struct embedded *find_embedded(const char *name, bool module)
{
	for (size_t i = 0; i < sizeof(embedded) / sizeof(*embedded); i++) {
		if (embedded[i].module == module && strcmp(embedded[i].name, name) == 0)
			return &embedded[i];
	}
	return NULL;
}

static void load_chunk(lua_State *lua, const struct embedded *file)
{
	lua_pushfstring(lua, "=kresd/%s", file->name);
	int status = luaL_loadbuffer(lua, file->text, strlen(file->text), lua_tostring(lua, -1));
	lua_remove(lua, -2);
	if (status != 0)
		lua_error(lua);
}

/* room(name) -> what the file of that name returned; upvalue: a table of what is known. */
static int room(lua_State *lua)
{
	const char *name = luaL_checkstring(lua, 1);
	lua_settop(lua, 1);
	lua_getfield(lua, lua_upvalueindex(1), name);
	if (!lua_isnil(lua, -1))
		return 1;
	const struct embedded *file = find_embedded(name, false);
	if (file == NULL)
		return luaL_error(lua, "there is no room '%s'", name);
	load_chunk(lua, file);
	lua_pushvalue(lua, lua_upvalueindex(1));
	lua_pushcclosure(lua, room, 1);
	lua_call(lua, 1, 1);
	lua_pushvalue(lua, -1);
	lua_setfield(lua, lua_upvalueindex(1), name);
	return 1;
}

/* module_chunk(name) -> function | nil: the file of a module that is compiled in */
static int module_chunk(lua_State *lua)
{
	const struct embedded *file = find_embedded(luaL_checkstring(lua, 1), true);
	if (file == NULL)
		return 0;
	load_chunk(lua, file);
	return 1;
}

/* module_names() -> names of the modules that are compiled in */
static int module_names(lua_State *lua)
{
	int count = 0;
	lua_newtable(lua);
	for (size_t i = 0; i < sizeof(embedded) / sizeof(*embedded); i++) {
		if (!embedded[i].module)
			continue;
		lua_pushstring(lua, embedded[i].name);
		lua_rawseti(lua, -2, ++count);
	}
	return 1;
}

void script_push_rooms(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"module_chunk", module_chunk},
		{"module_names", module_names},
		{NULL, NULL},
	};
	lua_State *lua = s->lua;
	script_set_functions(s, functions);
	lua_newtable(lua);
	lua_insert(lua, -2);
	lua_setfield(lua, -2, "native");
	lua_pushcclosure(lua, room, 1);
}
