/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Questions of scripts.  They begin in the next turn of the loop, so that no function of a script
 * is called from within another.  Invariant: each that was taken is ended exactly once, at the
 * latest when the script is closed.
 */

#include "resolver/script/request.h"

#include "base/mem.h"

#include <lauxlib.h>

enum { FINDS_MAX = 4096 };

struct script_find {
	struct script *s; /* NULL: it is closed */
	struct list link;
	int id; /* of lua/resolve.lua */
	uint16_t type;
	bool keep;
	bool wants_dnssec;
	bool begun;
	struct name name;
};

/* Call a function of lua/resolve.lua: f(id[, slot, generation]). */
static void tell(struct script *s, const char *function, int id, struct request *r)
{
	lua_State *lua = s->stack;
	script_push_function(s, lua, function);
	lua_pushinteger(lua, id);
	if (r != NULL) {
		struct kres_handle h = script_handle(s, r, NULL);
		lua_pushnumber(lua, h.slot);
		lua_pushnumber(lua, h.generation);
	}
	(void)script_call(s, lua, r != NULL ? 3 : 1, 0);
}

static void begin(void *ctx, struct request *r)
{
	struct script_find *f = ctx;
	r->client.flags |= MSG_AD;
	r->client.wants_dnssec = f->wants_dnssec;
	if (r->options.cd_upstream)
		r->client.flags |= MSG_CD;
	r->client.stream = true;
	tell(f->s, "resolve_begin", f->id, r);
	r->client.wants_dnssec = f->wants_dnssec;
}

static void end(struct script_find *f)
{
	if (f->s != NULL) {
		list_remove(&f->link);
		f->s->find_count--;
	}
	mem_free(f);
}

static void found(void *ctx, const struct request *r)
{
	struct script_find *f = ctx;
	struct script *s = f->s;
	/* It is ours: nobody else waits for it. */
	if (s != NULL)
		tell(s, "resolve_end", f->id, (struct request *)(uintptr_t)r);
	end(f);
}

static void on_turn(uv_timer_t *timer)
{
	struct script *s = timer->data;
	LIST_EACH_SAFE (it, &s->finds) {
		struct script_find *f = LIST_ITEM(it, struct script_find, link);
		if (f->begun)
			continue;
		f->begun = true;
		const struct serve_question q = {
			.name = f->name.wire,
			.type = f->type,
			.keep = f->keep,
			.begin = begin,
			.found = found,
			.ctx = f,
		};
		if (!serve_ask(s->env.serve, &q)) { /* too much is under way */
			tell(s, "resolve_end", f->id, NULL);
			end(f);
		}
	}
}

static void on_closed(uv_handle_t *h)
{
	mem_free(h);
}

void script_finds_close(struct script *s)
{
	LIST_EACH_SAFE (it, &s->finds) {
		struct script_find *f = LIST_ITEM(it, struct script_find, link);
		list_remove(&f->link);
		f->s = NULL;
		if (!f->begun)
			mem_free(f);
	}
	if (s->find_turn != NULL)
		uv_close((uv_handle_t *)s->find_turn, on_closed);
	s->find_turn = NULL;
}

/* resolve(id, name, type, keep, wants_dnssec) -> bool: will it be done? */
static int resolve(lua_State *lua)
{
	struct script *s = script_of(lua);
	size_t len = 0, used = 0;
	lua_Integer id = luaL_checkinteger(lua, 1);
	const char *name = luaL_checklstring(lua, 2, &len);
	lua_Number type = luaL_checknumber(lua, 3);
	luaL_argcheck(lua, name_check(span_of(name, len), &used) == OK && used == len, 2,
	              "no name");
	luaL_argcheck(lua, type >= 0 && type <= UINT16_MAX, 3, "no type");
	if (s->find_count == FINDS_MAX) {
		lua_pushboolean(lua, false);
		return 1;
	}
	struct script_find *f = mem_zalloc(sizeof(*f));
	f->s = s;
	f->id = (int)id;
	f->type = (uint16_t)type;
	f->keep = lua_toboolean(lua, 4);
	f->wants_dnssec = lua_toboolean(lua, 5);
	name_copy(&f->name, (const uint8_t *)name);
	list_append(&s->finds, &f->link);
	s->find_count++;
	if (s->find_turn == NULL) {
		s->find_turn = mem_zalloc(sizeof(*s->find_turn));
		uv_timer_init(s->env.loop, s->find_turn);
		s->find_turn->data = s;
	}
	uv_timer_start(s->find_turn, on_turn, 0, 0);
	lua_pushboolean(lua, true);
	return 1;
}

void script_add_resolve(struct script *s)
{
	static const luaL_Reg functions[] = {{"resolve", resolve}, {NULL, NULL}};
	script_set_functions(s, functions);
}
