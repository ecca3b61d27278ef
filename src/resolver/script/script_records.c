/* SPDX-License-Identifier: BSD-2-Clause */
/* Records as text and back, zone text, and the functions that lua/ffi.lua calls. */

#include "resolver/script/request.h"

#include "dns/rdata.h"
#include "zonefile/print.h"
#include "zonefile/zonefile.h"

#include <lauxlib.h>

static const char ffi_header[] =
#include "kres_ffi.inc"
	;

static struct span check_octets(lua_State *lua, int arg)
{
	size_t len = 0;
	const char *data = luaL_checklstring(lua, arg, &len);
	return span_of(data, len);
}

static uint16_t check_u16(lua_State *lua, int arg)
{
	lua_Number n = luaL_checknumber(lua, arg);
	luaL_argcheck(lua, n >= 0 && n <= UINT16_MAX, arg, "not a number of 16 bits");
	return (uint16_t)n;
}

/* record_text(owner, ttl, type, rdata) -> a line of zone text | nil, message */
static int record_text(lua_State *lua)
{
	struct span owner = check_octets(lua, 1), rdata = check_octets(lua, 4);
	lua_Number ttl = luaL_checknumber(lua, 2);
	uint16_t type = check_u16(lua, 3);
	size_t used = 0;
	if (name_check(owner, &used) != OK || used != owner.len)
		return script_refuse(lua, "invalid owner name");
	if (!(ttl >= 0 && ttl <= UINT32_MAX))
		return script_refuse(lua, "invalid TTL");
	if (rdata.len > RDATA_MAX_LEN)
		return script_refuse(lua, "%s", err_text(E_RDATA_LONG));
	struct text *t = script_new_text(lua);
	zf_print_record(t, owner.data, (uint32_t)ttl, type, rdata);
	lua_pushlstring(lua, t->buf, t->len);
	return 1;
}

/* rdata_text(type, rdata) -> text */
static int rdata_text(lua_State *lua)
{
	uint16_t type = check_u16(lua, 1);
	struct span rdata = check_octets(lua, 2);
	luaL_argcheck(lua, rdata.len <= RDATA_MAX_LEN, 2, "too long");
	struct text *t = script_new_text(lua);
	text_put(t, "");
	rdata_print(t, type, rdata, NULL);
	lua_pushlstring(lua, t->buf, t->len);
	return 1;
}

/* rdata_parse(type, text) -> octets | nil, message */
static int rdata_parse_text(lua_State *lua)
{
	uint16_t type = check_u16(lua, 1);
	struct script *s = script_of(lua);
	struct wire_writer w = wire_writer_of(s->message, sizeof(s->message));
	enum err err = rdata_parse_line(&w, type, check_octets(lua, 2), name_root);
	if (err != OK)
		return script_refuse(lua, "%s", err_text(err));
	lua_pushlstring(lua, (const char *)s->message, w.pos);
	return 1;
}

/* ---- zone text ---- */

/* Records on their way into a list. Raises nothing while the scanner runs. */
struct zone_reading {
	lua_State *lua;
	int list;
	int count;
	char fault[256];
};

/* The list gets { owner, ttl, class, type, rdata, line }. Memory may run out: Lua then ends. */
static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct zone_reading *z = arg;
	lua_State *lua = z->lua;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *r = &batch->records[i];
		lua_createtable(lua, 0, 6);
		lua_pushlstring(lua, (const char *)r->owner, r->owner_len);
		lua_setfield(lua, -2, "owner");
		lua_pushnumber(lua, r->ttl);
		lua_setfield(lua, -2, "ttl");
		lua_pushnumber(lua, r->class_);
		lua_setfield(lua, -2, "class");
		lua_pushnumber(lua, r->type);
		lua_setfield(lua, -2, "type");
		lua_pushlstring(lua, (const char *)r->rdata, r->rdata_len);
		lua_setfield(lua, -2, "rdata");
		lua_pushnumber(lua, batch->first_line + r->line);
		lua_setfield(lua, -2, "line");
		lua_rawseti(lua, z->list, ++z->count);
	}
	return OK;
}

static void take_fault(void *arg, const struct zf_error *e)
{
	struct zone_reading *z = arg;
	if (z->fault[0] == '\0')
		snprintf(z->fault, sizeof(z->fault), "%s:%u: %s", e->file, (unsigned)e->line,
		         err_text(e->code));
}

/* zone_read(text | nil, path | name, origin, ttl) -> records | nil, message */
static int zone_read(lua_State *lua)
{
	struct zone_reading z = {.lua = lua};
	const struct zf_sink sink = {.arg = &z, .records = take_records, .error = take_fault};
	const char *path = luaL_checkstring(lua, 2);
	struct span origin = check_octets(lua, 3);
	lua_Number ttl = luaL_checknumber(lua, 4);
	size_t used = 0;
	luaL_argcheck(lua, name_check(origin, &used) == OK && used == origin.len, 3, "no name");
	luaL_argcheck(lua, ttl >= 0 && ttl <= UINT32_MAX, 4, "no TTL");
	const struct zf_options options = {.origin = origin.data, .default_ttl = (uint32_t)ttl};
	lua_newtable(lua);
	z.list = lua_gettop(lua);
	enum err err;
	if (lua_isnil(lua, 1))
		err = zf_read(&zf_file_source, path, &options, &sink);
	else
		err = zf_read_text(NULL, check_octets(lua, 1), path, &options, &sink);
	if (z.fault[0] != '\0')
		return script_refuse(lua, "%s", z.fault);
	if (err != OK)
		return script_refuse(lua, "%s: %s", path, err_text(err));
	lua_settop(lua, z.list);
	return 1;
}

/* ffi() -> header, pointer to struct kres_api */
static int ffi(lua_State *lua)
{
	lua_pushlstring(lua, ffi_header, sizeof(ffi_header) - 1);
	lua_pushlightuserdata(lua, (void *)(uintptr_t)script_api(script_of(lua)));
	return 2;
}

void script_add_records(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"record_text", record_text},
		{"rdata_text", rdata_text},
		{"rdata_parse", rdata_parse_text},
		{"zone_read", zone_read},
		{"ffi", ffi},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
