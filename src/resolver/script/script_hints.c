/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root hints from a table or a zone file.  Invariant: the hints in use are replaced as a whole and
 * only by hints that have an address.
 */

#include "resolver/script/inner.h"

#include "base/mem.h"
#include "zonefile/zonefile.h"

enum { DNS_PORT = 53 };

static enum err add_text(struct engine_hints *h, const char *owner, const char *address)
{
	struct name name;
	struct addr at;
	TRY(name_parse_str(&name, owner));
	TRY(addr_parse(&at, span_str(address), DNS_PORT));
	return hints_add(h, name.wire, addr_octets(&at), addr_port(&at));
}

/* hints_set({ { name, address }, ... }) -> true | nil, message */
static int hints_set(lua_State *lua)
{
	struct script *s = script_of(lua);
	luaL_checktype(lua, 1, LUA_TTABLE);
	struct engine_hints *h = lua_newuserdata(lua, sizeof(*h));
	hints_clear(h);
	for (int i = 1;; i++) {
		lua_rawgeti(lua, 1, i);
		if (lua_isnil(lua, -1))
			break;
		lua_rawgeti(lua, -1, 1);
		lua_rawgeti(lua, -2, 2);
		const char *owner = lua_tostring(lua, -2), *address = lua_tostring(lua, -1);
		if (owner == NULL || address == NULL)
			return script_refuse(lua, "root hints are names with addresses");
		enum err e = add_text(h, owner, address);
		if (e != OK)
			return script_refuse(lua, "root hint '%s' '%s': %s", owner, address,
			                     err_text(e));
		lua_pop(lua, 3);
	}
	if (h->addr_count == 0)
		return script_refuse(lua, "root hints without any address");
	*s->env.hints = *h;
	lua_pushboolean(lua, true);
	return 1;
}

/* What a zone file said. */
struct reading {
	struct engine_hints hints;
	struct text error;
};

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct reading *r = arg;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *z = &batch->records[i];
		TRY(hints_add_record(&r->hints, z->owner, z->type,
		                     span_of(z->rdata, z->rdata_len)));
	}
	return OK;
}

static void take_error(void *arg, const struct zf_error *e)
{
	struct reading *r = arg;
	if (r->error.len == 0)
		text_printf(&r->error, "%s:%u: %s", e->file, (unsigned)e->line, err_text(e->code));
}

/* hints_file(path) -> true | nil, message */
static int hints_file(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *path = luaL_checkstring(lua, 1);
	struct reading *r = lua_newuserdata(lua, sizeof(*r));
	const struct zf_options options = {.default_ttl = 3600000};
	const struct zf_sink sink = {.arg = r, .records = take_records, .error = take_error};
	hints_clear(&r->hints);
	text_init(&r->error);
	enum err e = zf_read(&zf_file_source, path, &options, &sink);
	char first[256];
	snprintf(first, sizeof(first), "%s", r->error.len > 0 ? r->error.buf : err_text(e));
	text_deinit(&r->error);
	if (e != OK)
		return script_refuse(lua, "root hints '%s': %s", path, first);
	if (r->hints.addr_count == 0)
		return script_refuse(lua, "root hints '%s': no address", path);
	*s->env.hints = r->hints;
	lua_pushboolean(lua, true);
	return 1;
}

/* hints_reset() -> true */
static int hints_reset(lua_State *lua)
{
	hints_init(script_of(lua)->env.hints);
	lua_pushboolean(lua, true);
	return 1;
}

/* hints_get() -> list of { name, address } */
static int hints_get(lua_State *lua)
{
	const struct engine_hints *h = script_of(lua)->env.hints;
	char buf[1100];
	struct text t;
	lua_newtable(lua);
	for (int i = 0; i < h->addr_count; i++) {
		struct addr at = server_addr_get(&h->addrs[i].at);
		lua_createtable(lua, 2, 0);
		text_init_fixed(&t, buf, sizeof(buf));
		name_print(&t, h->names[h->addrs[i].name].wire);
		lua_pushlstring(lua, t.buf, t.len);
		lua_rawseti(lua, -2, 1);
		text_reset(&t);
		addr_print(&t, &at, addr_port(&at) != DNS_PORT);
		lua_pushlstring(lua, t.buf, t.len);
		lua_rawseti(lua, -2, 2);
		lua_rawseti(lua, -2, i + 1);
	}
	return 1;
}

void script_add_hints(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"hints_set", hints_set},
		{"hints_file", hints_file},
		{"hints_get", hints_get},
		{"hints_reset", hints_reset},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
