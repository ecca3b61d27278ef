/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Native functions of `cache`.  One size covers both levels: a quarter of it, and 8 MB at most, is
 * for finished answers.
 */

#include "resolver/script/inner.h"

bool script_cache_is_open(const struct script *s)
{
	return s->cache_size != 0;
}

enum err script_cache_open(struct script *s, size_t size)
{
	if (size < SCRIPT_CACHE_LEAST)
		return E_RANGE;
	size_t answers = MIN_OF(size / 4, (size_t)ANSWER_CACHE_DEFAULT);
	s->cache_size = size;
	s->cache_options.max_bytes = size - answers;
	answer_cache_resize(s->env.answers, answers);
	cache_set_options(s->env.cache, &s->cache_options);
	return OK;
}

/* cache_open(size) -> true | nil, message */
static int cache_open(lua_State *lua)
{
	enum { GREATEST_GB = 1 << 20 };
	lua_Number size = luaL_checknumber(lua, 1);
	if (!(size >= SCRIPT_CACHE_LEAST && size <= (lua_Number)GREATEST_GB * (1 << 30)) ||
	    script_cache_open(script_of(lua), (size_t)size) != OK)
		return script_refuse(
			lua, "invalid cache size specified, it must be in range <%d, %d GB>",
			SCRIPT_CACHE_LEAST, GREATEST_GB);
	lua_pushboolean(lua, true);
	return 1;
}

static int cache_size(lua_State *lua)
{
	lua_pushnumber(lua, (lua_Number)script_of(lua)->cache_size);
	return 1;
}

static void clear_all(struct script *s)
{
	cache_clear(s->env.cache);
	answer_cache_clear(s->env.answers);
	up_clear(s->env.upstream);
}

/* cache_clear([name]) -> true, or the number of entries below the name | nil, message */
static int cache_clear_some(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct name name;
	if (lua_isnoneornil(lua, 1)) {
		clear_all(s);
		lua_pushboolean(lua, true);
		return 1;
	}
	const char *text = luaL_checkstring(lua, 1);
	if (name_parse_str(&name, text) != OK)
		return script_refuse(lua, "cache.clear(): incorrect name passed");
	size_t count = cache_clear_under(s->env.cache, name.wire);
	answer_cache_clear(s->env.answers); /* chains may lead through the name */
	lua_pushinteger(lua, (lua_Integer)count);
	return 1;
}

static void set_number(lua_State *lua, const char *key, uint64_t n)
{
	lua_pushnumber(lua, (lua_Number)n);
	lua_setfield(lua, -2, key);
}

static int cache_stats(lua_State *lua)
{
	const struct script *s = script_of(lua);
	struct cache_numbers sets;
	struct answer_numbers answers;
	cache_get_numbers(s->env.cache, &sets);
	answer_cache_get_numbers(s->env.answers, &answers);
	lua_newtable(lua);
	set_number(lua, "hit", answers.hits + sets.hits);
	set_number(lua, "miss", sets.misses);
	set_number(lua, "insert", answers.inserts);
	set_number(lua, "delete", answers.evictions + sets.evictions);
	set_number(lua, "answer_hit", answers.hits);
	set_number(lua, "answer_miss", answers.misses);
	set_number(lua, "answer_bytes", answers.bytes);
	set_number(lua, "answer_count", answers.entries);
	set_number(lua, "count_entries", sets.entries);
	set_number(lua, "bytes", sets.bytes);
	lua_Number used = (lua_Number)(sets.bytes + answers.bytes);
	lua_Number size = (lua_Number)(s->cache_size != 0 ? s->cache_size : SCRIPT_CACHE_DEFAULT);
	lua_pushnumber(lua, 100 * used / size);
	lua_setfield(lua, -2, "usage_percent");
	return 1;
}

static int cache_count(lua_State *lua)
{
	struct cache_numbers n;
	cache_get_numbers(script_of(lua)->env.cache, &n);
	lua_pushinteger(lua, (lua_Integer)n.entries);
	return 1;
}

/* Change a limit once it was found good. */
static void apply_limits(struct script *s)
{
	cache_set_options(s->env.cache, &s->cache_options);
	answer_cache_clear(s->env.answers); /* made under the old limits */
}

static int cache_max_ttl(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct cache_options *o = &s->cache_options;
	if (lua_gettop(lua) > 0) {
		lua_Number n = luaL_checknumber(lua, 1);
		if (!(n > o->min_ttl && n <= (lua_Number)UINT32_MAX))
			return luaL_error(
				lua,
				"max_ttl must be larger than minimum TTL, and in range <1, %f>",
				(lua_Number)UINT32_MAX);
		o->max_ttl = (uint32_t)n;
		apply_limits(s);
	}
	lua_pushnumber(lua, o->max_ttl);
	return 1;
}

static int cache_min_ttl(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct cache_options *o = &s->cache_options;
	if (lua_gettop(lua) > 0) {
		lua_Number n = luaL_checknumber(lua, 1);
		if (!(n >= 0 && n < o->max_ttl))
			return luaL_error(lua, "min_ttl must be smaller than maximum TTL, and not "
			                       "negative");
		o->min_ttl = (uint32_t)n;
		apply_limits(s);
	}
	lua_pushnumber(lua, o->min_ttl);
	return 1;
}

void script_add_cache(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"cache_open", cache_open},        {"cache_size", cache_size},
		{"cache_clear", cache_clear_some}, {"cache_stats", cache_stats},
		{"cache_count", cache_count},      {"cache_max_ttl", cache_max_ttl},
		{"cache_min_ttl", cache_min_ttl},  {NULL, NULL},
	};
	script_set_functions(s, functions);
}
