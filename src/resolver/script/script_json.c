/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON and Lua values.  A table whose first key is a number is a list; what JSON has no form for is
 * null.  Invariant: what is being read or written belongs to a userdata, so that no Lua error
 * leaks it.
 */

#include "resolver/script/inner.h"

#include "base/json.h"

enum { DEPTH_MAX = 64 };

struct scratch {
	struct json_reader in;
	struct text out;
};

static int scratch_free(lua_State *lua)
{
	struct scratch *s = lua_touserdata(lua, 1);
	json_reader_deinit(&s->in);
	text_deinit(&s->out);
	return 0;
}

/* Push one. */
static struct scratch *scratch_new(lua_State *lua)
{
	struct scratch *s = lua_newuserdata(lua, sizeof(*s));
	json_reader_init(&s->in, span_of("", 0));
	text_init(&s->out);
	lua_createtable(lua, 0, 1);
	lua_pushcfunction(lua, scratch_free);
	lua_setfield(lua, -2, "__gc");
	lua_setmetatable(lua, -2);
	return s;
}

struct text *script_new_text(lua_State *lua)
{
	return &scratch_new(lua)->out;
}

/* Both ways go no deeper than DEPTH_MAX. */
/* NOLINTBEGIN(misc-no-recursion) */

/* ---- out ---- */

static void put_value(lua_State *lua, int at, struct text *t, int depth);

/* The values of 1 up to the length; what is there under other keys follows them. */
static void put_list(lua_State *lua, int at, struct text *t, int depth)
{
	size_t count = lua_objlen(lua, at);
	char before = '[';
	for (size_t i = 1; i <= count; i++, before = ',') {
		text_put_char(t, before);
		lua_rawgeti(lua, at, (int)i);
		put_value(lua, lua_gettop(lua), t, depth);
		lua_pop(lua, 1);
	}
	for (lua_pushnil(lua); lua_next(lua, at) != 0; lua_pop(lua, 1)) {
		lua_Number key = lua_type(lua, -2) == LUA_TNUMBER ? lua_tonumber(lua, -2) : 0;
		if (key >= 1 && key <= (lua_Number)count && key == (lua_Number)(size_t)key)
			continue;
		text_put_char(t, before);
		put_value(lua, lua_gettop(lua), t, depth);
		before = ',';
	}
	text_put(t, before == '[' ? "[]" : "]");
}

static void put_key(lua_State *lua, struct text *t)
{
	size_t len = 0;
	lua_pushvalue(lua, -2); /* lua_tolstring would change a number in place */
	const char *key = lua_tolstring(lua, -1, &len);
	json_put_string(t, key != NULL ? span_of(key, len) : span_str(luaL_typename(lua, -1)));
	lua_pop(lua, 1);
}

/*
 * Fields that are made when they are looked at: the list "shown" of the metatable.
 *
 * before  what goes before the first
 */
static void put_shown(lua_State *lua, int at, struct text *t, int depth, const char *before)
{
	if (!luaL_getmetafield(lua, at, "shown"))
		return;
	if (!lua_istable(lua, -1)) {
		lua_pop(lua, 1);
		return;
	}
	for (int i = 1; lua_rawgeti(lua, -1, i), !lua_isnil(lua, -1); i++, lua_pop(lua, 1)) {
		lua_pushvalue(lua, -1);
		lua_gettable(lua, at);
		if (!lua_isnil(lua, -1)) {
			text_put(t, before);
			put_key(lua, t);
			text_put_char(t, ':');
			put_value(lua, lua_gettop(lua), t, depth);
			before = ",";
		}
		lua_pop(lua, 1);
	}
	lua_pop(lua, 2);
}

static void put_table(lua_State *lua, int at, struct text *t, int depth)
{
	if (depth == DEPTH_MAX)
		(void)script_raise(lua, "table is nested too deeply for JSON");
	luaL_checkstack(lua, 8, "JSON");
	lua_pushnil(lua);
	bool more = lua_next(lua, at) != 0, empty = !more;
	if (more && lua_type(lua, -2) == LUA_TNUMBER) {
		lua_pop(lua, 2);
		put_list(lua, at, t, depth + 1);
		return;
	}
	text_put_char(t, '{');
	while (more) {
		put_key(lua, t);
		text_put_char(t, ':');
		put_value(lua, lua_gettop(lua), t, depth + 1);
		lua_pop(lua, 1);
		more = lua_next(lua, at) != 0;
		if (more)
			text_put_char(t, ',');
	}
	put_shown(lua, at, t, depth + 1, empty ? "" : ",");
	text_put_char(t, '}');
}

static void put_value(lua_State *lua, int at, struct text *t, int depth)
{
	size_t len = 0;
	const char *string;
	switch (lua_type(lua, at)) {
	case LUA_TNUMBER:
		json_put_number(t, lua_tonumber(lua, at));
		break;
	case LUA_TBOOLEAN:
		text_put(t, lua_toboolean(lua, at) ? "true" : "false");
		break;
	case LUA_TSTRING:
		string = lua_tolstring(lua, at, &len);
		json_put_string(t, span_of(string, len));
		break;
	case LUA_TTABLE:
		put_table(lua, at, t, depth);
		break;
	default:
		text_put(t, "null");
	}
}

/* tojson(value) -> string */
static int tojson(lua_State *lua)
{
	lua_settop(lua, 1);
	struct text *t = script_new_text(lua);
	put_value(lua, 1, t, 0);
	lua_pushlstring(lua, t->buf, t->len);
	return 1;
}

/* ---- in ---- */

static bool push_value(lua_State *lua, struct json_reader *r, enum json_token token, int depth);

static bool push_list(lua_State *lua, struct json_reader *r, int depth)
{
	enum json_token token = json_next(r);
	lua_newtable(lua);
	if (token == JSON_LIST_END)
		return true;
	for (int i = 1;; i++, token = json_next(r)) {
		if (!push_value(lua, r, token, depth))
			return false;
		lua_rawseti(lua, -2, i);
		token = json_next(r);
		if (token != JSON_COMMA)
			return token == JSON_LIST_END;
	}
}

static bool push_object(lua_State *lua, struct json_reader *r, int depth)
{
	enum json_token token = json_next(r);
	lua_newtable(lua);
	if (token == JSON_OBJECT_END)
		return true;
	for (;; token = json_next(r)) {
		if (token != JSON_STRING)
			return false;
		lua_pushlstring(lua, r->string.buf, r->string.len);
		if (json_next(r) != JSON_COLON || !push_value(lua, r, json_next(r), depth))
			return false;
		lua_rawset(lua, -3);
		token = json_next(r);
		if (token != JSON_COMMA)
			return token == JSON_OBJECT_END;
	}
}

/* Push the value that begins with a token; false: not JSON, with anything on the stack. */
static bool push_value(lua_State *lua, struct json_reader *r, enum json_token token, int depth)
{
	if (depth == DEPTH_MAX)
		return false;
	luaL_checkstack(lua, 4, "JSON");
	switch (token) {
	case JSON_NULL:
		lua_pushnil(lua);
		return true;
	case JSON_FALSE:
	case JSON_TRUE:
		lua_pushboolean(lua, token == JSON_TRUE);
		return true;
	case JSON_NUMBER:
		lua_pushnumber(lua, r->number);
		return true;
	case JSON_STRING:
		lua_pushlstring(lua, r->string.buf, r->string.len);
		return true;
	case JSON_LIST_BEGIN:
		return push_list(lua, r, depth + 1);
	case JSON_OBJECT_BEGIN:
		return push_object(lua, r, depth + 1);
	default:
		return false;
	}
}

/* NOLINTEND(misc-no-recursion) */

bool script_push_json(lua_State *lua, struct span json)
{
	int top = lua_gettop(lua);
	struct scratch *s = scratch_new(lua);
	json_reader_deinit(&s->in);
	json_reader_init(&s->in, json);
	if (push_value(lua, &s->in, json_next(&s->in), 0) && json_next(&s->in) == JSON_END) {
		lua_remove(lua, top + 1);
		return true;
	}
	lua_settop(lua, top);
	return false;
}

/* fromjson(string) -> value */
static int fromjson(lua_State *lua)
{
	size_t len = 0;
	if (lua_type(lua, 1) != LUA_TSTRING)
		return script_raise(lua, "a JSON string is required");
	const char *text = lua_tolstring(lua, 1, &len);
	if (!script_push_json(lua, span_of(text, len)))
		return script_raise(lua, "invalid JSON string");
	return 1;
}

void script_add_json(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"tojson", tojson}, {"fromjson", fromjson}, {NULL, NULL}};
	script_set_functions(s, functions);
}
