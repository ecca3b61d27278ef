/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trust anchors from scripts: records, files that are only read, negative anchors.
 *
 * Invariant: the keys of the root that are built in give way to the first ones that a configuration
 * names for the root; what changes trust empties the process's own answers.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "resolver/anchors/keyfile.h"

#include <errno.h>
#include <unistd.h>

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

/* Add the keys of a text.  owner: gets their name; may be NULL.  error: gets a line on failure. */
static enum err add_text(struct script *s, const char *what, struct span text, bool replace,
                         struct name *owner, struct text *error)
{
	struct anchor keys, *to;
	struct keyfile_fault fault;
	enum err err = keyfile_read(&keys, text, &fault);
	if (err != OK) {
		text_put(error, what);
		if (fault.line != 0)
			text_printf(error, ":%u", (unsigned)fault.line);
		text_printf(error, ": %s", fault.why);
		return err;
	}
	if (owner != NULL)
		*owner = keys.owner;
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
	if (err != OK)
		text_printf(error, "%s: %s", what, err_text(err));
	return err;
}

/* All of a file; more than a file of keys may have is cut, and then refused. */
static enum err read_file(const char *path, struct text *out)
{
	char chunk[4096];
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return err_from_errno(errno);
	for (size_t n; out->len <= KEYFILE_MAX_LEN && (n = fread(chunk, 1, sizeof(chunk), f)) > 0;)
		text_put_octets(out, chunk, n);
	enum err err = ferror(f) ? E_IO : OK;
	fclose(f);
	return err;
}

/* Have lua/bootstrap.lua make a file. E_NOTFOUND: nobody has said from whom; E_FAILED, with error
 */
static enum err fetch_file(struct script *s, const char *path, struct text *error)
{
	lua_State *lua = s->lua;
	enum err err = E_FAILED;
	script_push_function(s, lua, "bootstrap");
	lua_pushstring(lua, path);
	if (lua_pcall(lua, 1, 2, 0) != 0) {
		text_put(error, lua_tostring(lua, -1));
		lua_pop(lua, 1);
		return E_FAILED;
	}
	if (lua_isnil(lua, -2))
		err = E_NOTFOUND;
	else if (lua_toboolean(lua, -2))
		err = OK;
	else
		text_printf(error, "keyfile '%s': %s", path, lua_tostring(lua, -1));
	lua_pop(lua, 2);
	return err;
}

/* Is a file there, so that it can be kept up to date?  Made if it is not. */
static enum err begin_file(struct script *s, const char *path, struct text *error)
{
	TRY(script_keyfile_check(path));
	if (access(path, F_OK) == 0)
		return OK;
	enum err err = fetch_file(s, path, error);
	return err == E_NOTFOUND ? script_keyfile_bootstrap(path) : err;
}

enum err script_add_keyfile(struct script *s, const char *path, bool keep, struct text *error)
{
	struct text text;
	struct name owner;
	if (keep && script_keyfile_is_kept(s, path))
		return OK;
	text_init(&text);
	enum err err = keep ? begin_file(s, path, error) : OK;
	bool folder = err == E_PERM;
	if (err == OK)
		err = read_file(path, &text);
	if (err != OK && error->len == 0)
		text_printf(error, "keyfile '%s': %s%s", path, err_text(err),
		            folder ? ", its folder must be writable" : "");
	else if (err == OK)
		err = add_text(s, path, span_of(text.buf, text.len), true, &owner, error);
	text_deinit(&text);
	if (err == OK)
		script_keyfile_log(anchors_get(s->env.anchors, owner.wire));
	if (err == OK && keep)
		script_keyfile_keep(s, path, owner.wire);
	return err;
}

/* true, or nil and what is wrong; ends the text. */
static int push_result(lua_State *lua, enum err err, struct text *error)
{
	if (err == OK) {
		lua_pushboolean(lua, true);
		text_deinit(error);
		return 1;
	}
	lua_pushnil(lua);
	lua_pushlstring(lua, error->buf, error->len);
	text_deinit(error);
	return 2;
}

/* anchors_add(text) -> true | nil, message */
static int add_record(lua_State *lua)
{
	size_t len;
	const char *text = luaL_checklstring(lua, 1, &len);
	struct text error;
	text_init(&error);
	enum err err = add_text(script_of(lua), "trust anchor", span_of(text, len), false, NULL,
	                        &error);
	return push_result(lua, err, &error);
}

/* anchors_file(path, keep) -> true | nil, message */
static int add_file(lua_State *lua)
{
	const char *path = luaL_checkstring(lua, 1);
	struct text error;
	text_init(&error);
	enum err err = script_add_keyfile(script_of(lua), path, lua_toboolean(lua, 2), &error);
	return push_result(lua, err, &error);
}

/* anchors_policy(name, [value]) -> value: RFC 5011 numbers */
static int policy(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *name = luaL_checkstring(lua, 1);
	bool set = lua_gettop(lua) > 1;
	lua_Number value = set && !lua_isnil(lua, 2) ? luaL_checknumber(lua, 2) : 0;
	if (!(value >= 0 && value <= 1e13))
		return script_refuse(lua, "'%s' is out of range", name);
	if (strcmp(name, "hold_down_time") == 0) {
		if (set)
			s->anchor_policy.hold_s = (int64_t)value / 1000;
		lua_pushnumber(lua, (lua_Number)s->anchor_policy.hold_s * 1000);
	} else if (strcmp(name, "refresh_time") == 0) {
		if (set)
			s->anchor_refresh_ms = (int64_t)value;
		if (s->anchor_refresh_ms == 0)
			lua_pushnil(lua);
		else
			lua_pushnumber(lua, (lua_Number)s->anchor_refresh_ms);
	} else {
		if (set)
			s->anchor_policy.keep_removed = (unsigned)MIN_OF(value, 64);
		lua_pushnumber(lua, s->anchor_policy.keep_removed);
	}
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
	script_keyfile_forget(s, name.wire);
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
	char buf[64];
	struct text t;
	text_init_fixed(&t, buf, sizeof(buf));
	lua_newtable(lua);
	lua_pushlstring(lua, (const char *)a->owner.wire, a->owner.len);
	lua_setfield(lua, -2, "owner");
	lua_pushinteger(lua, k->type);
	lua_setfield(lua, -2, "type");
	lua_pushinteger(lua, CLASS_IN);
	lua_setfield(lua, -2, "class");
	lua_pushnumber(lua, k->ttl);
	lua_setfield(lua, -2, "ttl");
	lua_pushlstring(lua, (const char *)k->rdata, k->len);
	lua_setfield(lua, -2, "rdata");
	lua_pushinteger(lua, k->tag);
	lua_setfield(lua, -2, "key_tag");
	lua_pushstring(lua, anchor_state_name(k->state));
	lua_setfield(lua, -2, "state");
	keyfile_note(&t, k);
	lua_pushlstring(lua, t.buf, t.len);
	lua_setfield(lua, -2, "comment");
	if (k->timer != 0) {
		lua_pushnumber(lua, (lua_Number)k->timer);
		lua_setfield(lua, -2, "timer");
	}
}

/* anchors_list() -> { [owner in wire form] = { keys, owner =, managed =, filename = } } */
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
		const char *path = script_keyfile_of(s, a->owner.wire);
		lua_pushboolean(lua, path != NULL);
		lua_setfield(lua, -2, "managed");
		lua_pushstring(lua, path);
		lua_setfield(lua, -2, "filename");
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
		{"anchors_policy", policy},
		{NULL, NULL},
	};
	list_init(&s->keyfiles);
	s->anchor_policy.hold_s = ANCHOR_HOLD_DOWN_S;
	anchors_add_root(s->env.anchors);
	s->default_anchor = true;
	script_set_functions(s, functions);
}
