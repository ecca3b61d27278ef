/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trust anchors from scripts: records, files that are only read, negative anchors.
 *
 * Invariant: the keys of the root that are built in give way to the first ones that a configuration
 * names for the root; what changes trust empties the process's own answers.
 */

#include "resolver/script/inner.h"

#include "base/mem.h"
#include "resolver/anchors/keyfile.h"

#include <errno.h>

static void changed(struct script *s)
{
	answer_cache_clear(s->env.answers);
}

/* Let keys take the place of those that are built in. */
static void yield_default(struct script *s, const uint8_t *owner)
{
	if (s->default_anchor && name_is_root(owner)) {
		anchors_remove(s->env.anchors, name_root);
		s->default_anchor = false;
	}
}

/* Add the keys of a text; 0, or the values of a refusal. */
static int add_text(struct script *s, const char *what, struct span text, bool replace)
{
	struct anchor keys, *to;
	struct keyfile_fault fault;
	enum err err = keyfile_read(&keys, text, &fault);
	if (err != OK) {
		if (fault.line == 0)
			return script_refuse(s->lua, "%s: %s", what, fault.why);
		return script_refuse(s->lua, "%s:%d: %s", what, (int)fault.line, fault.why);
	}
	yield_default(s, keys.owner.wire);
	if (replace)
		anchors_remove(s->env.anchors, keys.owner.wire);
	err = anchors_make(s->env.anchors, keys.owner.wire, &to);
	for (size_t i = 0; err == OK && i < keys.keys.count; i++) {
		const struct anchor_key *k = &keys.keys.items[i];
		size_t before = to->keys.count;
		err = anchor_add(to, k->type, k->ttl, anchor_key_rdata(k));
		if (err == OK && to->keys.count > before) {
			to->keys.items[before].state = k->state;
			to->keys.items[before].timer = k->timer;
		}
	}
	anchor_deinit(&keys);
	changed(s);
	return err == OK ? 0 : script_refuse(s->lua, "%s: %s", what, err_text(err));
}

/* anchors_add(text) -> true | nil, message */
static int add_record(lua_State *lua)
{
	size_t len;
	const char *text = luaL_checklstring(lua, 1, &len);
	int refused = add_text(script_of(lua), "trust anchor", span_of(text, len), false);
	if (refused > 0)
		return refused;
	lua_pushboolean(lua, true);
	return 1;
}

/* All of a file into memory from the Lua state; NULL: it cannot be read, error is set. */
static const uint8_t *read_file(lua_State *lua, const char *path, size_t *len, enum err *error)
{
	uint8_t *buf = lua_newuserdata(lua, KEYFILE_MAX_LEN + 1);
	FILE *f = fopen(path, "re");
	if (f == NULL) {
		*error = err_from_errno(errno);
		return NULL;
	}
	*len = fread(buf, 1, KEYFILE_MAX_LEN + 1, f);
	*error = ferror(f) ? E_IO : OK;
	fclose(f);
	return *error == OK ? buf : NULL;
}

/* anchors_file(path) -> true | nil, message */
static int add_file(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *path = luaL_checkstring(lua, 1);
	size_t len = 0;
	enum err err = OK;
	const uint8_t *text = read_file(lua, path, &len, &err);
	if (text == NULL)
		return script_refuse(lua, "keyfile '%s': %s", path, err_text(err));
	int refused = add_text(s, path, span_of(text, len), true);
	if (refused > 0)
		return refused;
	lua_pushboolean(lua, true);
	return 1;
}

/* anchors_default(false): no keys but those of the configuration */
static int set_default(lua_State *lua)
{
	struct script *s = script_of(lua);
	if (!lua_toboolean(lua, 1))
		yield_default(s, name_root);
	changed(s);
	return 0;
}

/* anchors_remove(name) -> whether there were any | nil, message */
static int remove_name(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct name name;
	const char *text = luaL_checkstring(lua, 1);
	enum err err = name_parse_str(&name, text);
	if (err != OK)
		return script_refuse(lua, "'%s': %s", text, err_text(err));
	if (name_is_root(name.wire))
		s->default_anchor = false;
	lua_pushboolean(lua, anchors_remove(s->env.anchors, name.wire));
	changed(s);
	return 1;
}

/* anchors_negative({ names }) -> true | nil, message */
static int set_negative(lua_State *lua)
{
	struct script *s = script_of(lua);
	luaL_checktype(lua, 1, LUA_TTABLE);
	size_t count = lua_objlen(lua, 1);
	struct name *names = lua_newuserdata(lua, MAX_OF(count, (size_t)1) * sizeof(*names));
	for (size_t i = 0; i < count; i++) {
		lua_rawgeti(lua, 1, (int)i + 1);
		const char *text = lua_tostring(lua, -1);
		if (text == NULL)
			return script_refuse(lua, "names are strings");
		enum err err = name_parse_str(&names[i], text);
		if (err != OK)
			return script_refuse(lua, "'%s': %s", text, err_text(err));
		lua_pop(lua, 1);
	}
	anchors_set_negative(s->env.anchors, names, count);
	changed(s);
	lua_pushboolean(lua, true);
	return 1;
}

static void push_key(lua_State *lua, const struct anchor *a, const struct anchor_key *k)
{
	lua_newtable(lua);
	lua_pushlstring(lua, (const char *)a->owner.wire, a->owner.len);
	lua_setfield(lua, -2, "owner");
	lua_pushinteger(lua, k->type);
	lua_setfield(lua, -2, "type");
	lua_pushnumber(lua, k->ttl);
	lua_setfield(lua, -2, "ttl");
	lua_pushlstring(lua, (const char *)k->rdata, k->len);
	lua_setfield(lua, -2, "rdata");
	lua_pushinteger(lua, k->tag);
	lua_setfield(lua, -2, "key_tag");
	lua_pushstring(lua, anchor_state_name(k->state));
	lua_setfield(lua, -2, "state");
	if (k->timer != 0) {
		lua_pushnumber(lua, (lua_Number)k->timer);
		lua_setfield(lua, -2, "timer");
	}
}

/* anchors_list() -> { [owner in wire form] = { keys, owner = } } */
static int list(lua_State *lua)
{
	const struct script *s = script_of(lua);
	const struct anchor *a;
	lua_newtable(lua);
	for (size_t i = 0; (a = anchors_at(s->env.anchors, i)) != NULL; i++) {
		lua_pushlstring(lua, (const char *)a->owner.wire, a->owner.len);
		lua_newtable(lua);
		for (size_t k = 0; k < a->keys.count; k++) {
			push_key(lua, a, &a->keys.items[k]);
			lua_rawseti(lua, -2, (int)k + 1);
		}
		lua_pushlstring(lua, (const char *)a->owner.wire, a->owner.len);
		lua_setfield(lua, -2, "owner");
		lua_settable(lua, -3);
	}
	return 1;
}

/* anchors_text([owner in wire form]) -> the keys as lines */
static int print(lua_State *lua)
{
	const struct script *s = script_of(lua);
	size_t len = 0, used = 0;
	const char *owner = lua_tolstring(lua, 1, &len);
	const struct anchor *a;
	struct text t;
	if (owner != NULL && (name_check(span_of(owner, len), &used) != OK || used != len))
		return script_refuse(lua, "not a domain name in wire form");
	text_init(&t);
	text_put(&t, "");
	for (size_t i = 0; (a = anchors_at(s->env.anchors, i)) != NULL; i++) {
		if (owner == NULL || name_equal(a->owner.wire, (const uint8_t *)owner))
			keyfile_print(&t, a);
	}
	lua_pushlstring(lua, t.buf, t.len);
	text_deinit(&t);
	return 1;
}

void script_add_anchors(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"anchors_add", add_record},
		{"anchors_file", add_file},
		{"anchors_default", set_default},
		{"anchors_remove", remove_name},
		{"anchors_negative", set_negative},
		{"anchors_list", list},
		{"anchors_text", print},
		{NULL, NULL},
	};
	anchors_add_root(s->env.anchors);
	s->default_anchor = true;
	script_set_functions(s, functions);
}
