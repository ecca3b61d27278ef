/* SPDX-License-Identifier: BSD-2-Clause */
/* C modules as scripts see them: loading, order, and calls of their properties. */

#include "resolver/script/inner.h"

#include "resolver/modules/shared.h"

#include <string.h>

/* module_known(name) -> bool: is there such a C module? */
static int module_known(lua_State *lua)
{
	lua_pushboolean(lua, modules_known(luaL_checkstring(lua, 1)) != NULL);
	return 1;
}

/* module_open(name, folder) -> a C module in a file | nil: none is there | nil, message */
static int module_open(lua_State *lua)
{
	const char *name = luaL_checkstring(lua, 1), *folder = luaL_checkstring(lua, 2);
	const struct module_api *api;
	struct text *error = script_new_text(lua);
	enum err e = shared_open(&api, folder, name, error);
	if (e == E_NOFILE)
		return 0;
	if (e != OK)
		return script_refuse(lua, "%s", error->buf);
	lua_pushlightuserdata(lua, (void *)(uintptr_t)api);
	return 1;
}

/* "<" or ">"; else: none was asked for. */
static enum modules_place place_of(const char *sign)
{
	return sign[0] == '<' ? MODULES_BEFORE : sign[0] == '>' ? MODULES_AFTER : MODULES_LAST;
}

int script_module_load(lua_State *lua, const char *name, const struct module_api *api,
                       const struct engine_hook *hook, enum err *err)
{
	const char *sign = luaL_optstring(lua, 2, ""), *ref = luaL_optstring(lua, 3, NULL);
	enum err e = modules_load(script_of(lua)->env.modules, name, api, hook, place_of(sign),
	                          ref);
	if (err != NULL)
		*err = e;
	if (e == E_NOTFOUND)
		return script_refuse(lua, "referenced module not found");
	if (e != OK)
		return script_refuse(lua, "module '%s': %s", name, err_text(e));
	lua_pushboolean(lua, true);
	return 1;
}

/* module_load(name, "<" | ">" | nil, ref | nil, what module_open gave | nil) -> true | nil, message
 */
static int module_load(lua_State *lua)
{
	static const struct engine_hook none;
	const char *name = luaL_checkstring(lua, 1);
	const struct module_api *api = lua_touserdata(lua, 4);
	return script_module_load(lua, name, api != NULL ? api : modules_known(name), &none, NULL);
}

/* module_move(name, "<" | ">", ref) -> true | nil, message */
static int module_move(lua_State *lua)
{
	const char *name = luaL_checkstring(lua, 1), *ref = luaL_checkstring(lua, 3);
	enum modules_place place = place_of(luaL_checkstring(lua, 2));
	if (modules_move(script_of(lua)->env.modules, name, place, ref) != OK)
		return script_refuse(lua, "referenced module not found");
	lua_pushboolean(lua, true);
	return 1;
}

/* module_unload(name) -> true | nil, message */
static int module_unload(lua_State *lua)
{
	struct script *s = script_of(lua);
	if (modules_unload(s->env.modules, luaL_checkstring(lua, 1)) != OK)
		return script_refuse(lua, "No such file or directory");
	lua_pushboolean(lua, true);
	return 1;
}

/* module_list() -> names in order */
static int module_list(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *name;
	lua_newtable(lua);
	for (int i = 0; (name = modules_name(s->env.modules, (size_t)i)) != NULL; i++) {
		lua_pushstring(lua, name);
		lua_rawseti(lua, -2, i + 1);
	}
	return 1;
}

/* module_properties(name) -> names of its functions, "config" among them if it takes one */
static int module_properties(lua_State *lua)
{
	const struct module *m = modules_find(script_of(lua)->env.modules,
	                                      luaL_checkstring(lua, 1));
	int count = 0;
	lua_newtable(lua);
	if (m == NULL)
		return 1;
	if (m->api->config != NULL) {
		lua_pushliteral(lua, "config");
		lua_rawseti(lua, -2, ++count);
	}
	for (const struct module_property *p = m->api->properties; p != NULL && p->name != NULL;
	     p++) {
		lua_pushstring(lua, p->name);
		lua_rawseti(lua, -2, ++count);
	}
	return 1;
}

/* module_needs(name) -> another module that it cannot do without now | nil */
static int module_needs(lua_State *lua)
{
	const struct module *m = modules_find(script_of(lua)->env.modules,
	                                      luaL_checkstring(lua, 1));
	if (m == NULL || m->api->needs == NULL)
		return 0;
	lua_pushstring(lua, m->api->needs(m));
	return 1;
}

static module_property_fn *find_property(const struct module *m, const char *name)
{
	if (strcmp(name, "config") == 0)
		return m->api->config;
	for (const struct module_property *p = m->api->properties; p != NULL && p->name != NULL;
	     p++) {
		if (strcmp(p->name, name) == 0)
			return p->call;
	}
	return NULL;
}

/* module_call(module, property, text | nil) -> true, value | nil, message */
static int module_call(lua_State *lua)
{
	const char *name = luaL_checkstring(lua, 1), *property = luaL_checkstring(lua, 2);
	const char *args = luaL_optstring(lua, 3, NULL);
	struct module *m = modules_find(script_of(lua)->env.modules, name);
	if (m == NULL)
		return script_refuse(lua, "module '%s' is not loaded", name);
	module_property_fn *call = find_property(m, property);
	if (call == NULL)
		return script_refuse(lua, "module '%s' has no '%s'", name, property);
	struct text *out = script_new_text(lua);
	text_put(out, "");
	if (call(m, args, out) != OK)
		return script_refuse(lua, "%s.%s: %s", name, property, out->buf);
	lua_pushboolean(lua, true);
	if (out->len == 0)
		return 1;
	if (!script_push_json(lua, text_span(out)))
		lua_pushlstring(lua, out->buf, out->len);
	return 2;
}

void script_add_modules(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"module_known", module_known},
		{"module_open", module_open},
		{"module_load", module_load},
		{"module_move", module_move},
		{"module_unload", module_unload},
		{"module_list", module_list},
		{"module_properties", module_properties},
		{"module_needs", module_needs},
		{"module_call", module_call},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
