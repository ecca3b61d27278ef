/* SPDX-License-Identifier: BSD-2-Clause */
/* Names, record types and addresses for lua/kres.lua, as numbers and strings of octets. */

#include "resolver/script/inner.h"

#include "base/addr.h"
#include "base/ip.h"
#include "dns/rrtype.h"

/* types() -> { A = 1, ... } */
static int types(lua_State *lua)
{
	const struct rrtype *t;
	lua_newtable(lua);
	for (size_t i = 0; (t = rrtype_at(i)) != NULL; i++) {
		lua_pushinteger(lua, t->number);
		lua_setfield(lua, -2, t->word);
	}
	return 1;
}

/* type_parse(word) -> number | nil */
static int type_parse(lua_State *lua)
{
	size_t len = 0;
	const char *word = luaL_checklstring(lua, 1, &len);
	uint16_t type;
	if (rrtype_parse(&type, span_of(word, len)) != OK)
		return 0;
	lua_pushinteger(lua, type);
	return 1;
}

/* type_print(number) -> word | nil */
static int type_print(lua_State *lua)
{
	lua_Number type = luaL_checknumber(lua, 1);
	char buf[32];
	struct text t;
	if (!(type >= 0 && type <= UINT16_MAX))
		return 0;
	text_init_fixed(&t, buf, sizeof(buf));
	rrtype_print(&t, (uint16_t)type);
	lua_pushlstring(lua, t.buf, t.len);
	return 1;
}

/* name_parse(text) -> octets in lower case | nil */
static int name_parse_text(lua_State *lua)
{
	size_t len = 0;
	const char *text = luaL_checklstring(lua, 1, &len);
	struct name name;
	if (name_parse(&name, span_of(text, len), name_root) != OK)
		return 0;
	name_lower(name.wire, name.len);
	lua_pushlstring(lua, (const char *)name.wire, name.len);
	return 1;
}

/* name_print(octets) -> text | nil */
static int name_print_text(lua_State *lua)
{
	size_t len = 0, used = 0;
	const char *octets = luaL_checklstring(lua, 1, &len);
	char buf[4 * NAME_MAX_LEN + 1];
	struct text t;
	if (name_check(span_of(octets, len), &used) != OK || used != len)
		return 0;
	text_init_fixed(&t, buf, sizeof(buf));
	name_print(&t, (const uint8_t *)octets);
	lua_pushlstring(lua, t.buf, t.len);
	return 1;
}

/* ip_parse(text) -> 4 or 16 octets | nil */
static int ip_parse(lua_State *lua)
{
	size_t len = 0;
	const char *text = luaL_checklstring(lua, 1, &len);
	uint8_t octets[16];
	if (ip4_parse(octets, span_of(text, len)) == OK)
		lua_pushlstring(lua, (const char *)octets, 4);
	else if (ip6_parse(octets, span_of(text, len)) == OK)
		lua_pushlstring(lua, (const char *)octets, 16);
	else
		return 0;
	return 1;
}

/* ip_print(4 or 16 octets) -> text | nil */
static int ip_print(lua_State *lua)
{
	size_t len = 0;
	const char *octets = luaL_checklstring(lua, 1, &len);
	char buf[64];
	struct text t;
	if (len != 4 && len != 16)
		return 0;
	struct addr a = addr_from_octets(span_of(octets, len), 0);
	text_init_fixed(&t, buf, sizeof(buf));
	addr_print(&t, &a, false);
	lua_pushlstring(lua, t.buf, t.len);
	return 1;
}

void script_add_names(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"types", types},
		{"type_parse", type_parse},
		{"type_print", type_print},
		{"name_parse", name_parse_text},
		{"name_print", name_print_text},
		{"ip_parse", ip_parse},
		{"ip_print", ip_print},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
