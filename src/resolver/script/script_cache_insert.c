/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of scripts on their way into the cache. */

#include "resolver/script/inner.h"

#include "dns/rdata.h"

enum { RECORDS_MAX = 256 };

/* A number of kres.rank: they are those of the cache. */
static uint8_t rank_of(lua_Integer rank)
{
	uint8_t known = rank & (CACHE_RANK_SECURE | CACHE_RANK_INSECURE | CACHE_RANK_AUTH);
	return known != 0 ? known : CACHE_RANK_INDET;
}

/* The list of octets at an index of the stack becomes a set. NULL: well; else what is wrong */
static const char *take_records(lua_State *lua, int list, struct arena *arena, struct rrset *set)
{
	size_t count = lua_objlen(lua, list);
	if (count > RECORDS_MAX)
		return err_text(E_LIMIT);
	for (size_t i = 1; i <= count; i++) {
		size_t len = 0;
		lua_rawgeti(lua, list, (int)i);
		const char *data = lua_tolstring(lua, -1, &len);
		enum err err = data != NULL ? rdata_check(set->type, span_of(data, len))
		                            : E_INVALID;
		if (err == OK)
			err = rrset_add(set, arena, span_of(data, len));
		lua_pop(lua, 1);
		if (err != OK)
			return err_text(err);
	}
	return NULL;
}

/* cache_insert(owner, type, ttl, data, signatures, rank, seconds | nil) -> true | nil, message */
static int cache_insert(lua_State *lua)
{
	struct script *s = script_of(lua);
	size_t len = 0, used = 0;
	const char *owner = luaL_checklstring(lua, 1, &len);
	lua_Number type = luaL_checknumber(lua, 2), ttl = luaL_checknumber(lua, 3);
	luaL_checktype(lua, 4, LUA_TTABLE);
	luaL_checktype(lua, 5, LUA_TTABLE);
	uint8_t rank = rank_of(luaL_checkinteger(lua, 6));
	struct wall learnt = clock_wall();
	if (!lua_isnoneornil(lua, 7))
		learnt.s = (int64_t)luaL_checknumber(lua, 7);
	luaL_argcheck(lua, name_check(span_of(owner, len), &used) == OK && used == len, 1,
	              "no name");
	luaL_argcheck(lua, type >= 1 && type <= UINT16_MAX, 2, "no type");
	luaL_argcheck(lua, ttl >= 0 && ttl <= UINT32_MAX, 3, "no TTL");
	struct name name;
	struct arena arena;
	name_copy(&name, (const uint8_t *)owner);
	name_lower(name.wire, name.len);
	struct rrset sets[2] = {
		{.owner = name.wire,
	         .type = (uint16_t)type,
	         .class_ = CLASS_IN,
	         .ttl = (uint32_t)ttl},
		{.owner = name.wire, .type = RR_RRSIG, .class_ = CLASS_IN, .ttl = (uint32_t)ttl},
	};
	arena_init(&arena, 1 << 20);
	const char *wrong = take_records(lua, 4, &arena, &sets[0]);
	if (wrong == NULL)
		wrong = take_records(lua, 5, &arena, &sets[1]);
	if (wrong == NULL && sets[0].count == 0)
		wrong = "no records";
	if (wrong == NULL) {
		const struct cache_entry entry = {.ttl = (uint32_t)ttl,
		                                  .rank = rank,
		                                  .count = sets[1].count > 0 ? 2 : 1,
		                                  .sets = sets};
		cache_put(s->env.cache, CACHE_KEY(CACHE_SET, name.wire, sets[0].type), learnt,
		          &entry);
		answer_cache_clear(s->env.answers);
	}
	arena_deinit(&arena);
	if (wrong != NULL)
		return script_refuse(lua, "%s", wrong);
	lua_pushboolean(lua, true);
	return 1;
}

/* cache_sync() -> true */
static int cache_sync(lua_State *lua)
{
	cache_turn_end(script_of(lua)->env.cache);
	lua_pushboolean(lua, true);
	return 1;
}

void script_add_cache_insert(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"cache_insert", cache_insert}, {"cache_sync", cache_sync}, {NULL, NULL}};
	script_set_functions(s, functions);
}
