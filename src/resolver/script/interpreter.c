/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The Lua state.  What users see is made by the files of lua/, compiled in; they get one table of
 * native functions, which the other files of this folder fill.  Invariant: no C code here keeps a
 * resource across a call that may raise a Lua error.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "build_config.h"

#include <errno.h>
#include <lualib.h>
#include <unistd.h>

/* Key of the evaluating function in the registry. */
static const char eval_key;

struct script *script_of(lua_State *lua)
{
	return lua_touserdata(lua, lua_upvalueindex(1));
}

void script_set_functions(struct script *s, const luaL_Reg *list)
{
	for (; list->name != NULL; list++) {
		lua_pushlightuserdata(s->lua, s);
		lua_pushcclosure(s->lua, list->func, 1);
		lua_setfield(s->lua, -2, list->name);
	}
}

/* "FILE:LINE: " of the innermost code that is none of ours; nothing when there is none. */
static void push_place(lua_State *lua)
{
	static const char ours[] = "=kresd/";
	lua_Debug at;
	for (int level = 1; lua_getstack(lua, level, &at); level++) {
		lua_getinfo(lua, "Sl", &at);
		if (at.currentline > 0 && strncmp(at.source, ours, sizeof(ours) - 1) != 0) {
			lua_pushfstring(lua, "%s:%d: ", at.short_src, at.currentline);
			return;
		}
	}
	lua_pushliteral(lua, "");
}

int script_raise(lua_State *lua, const char *fmt, ...)
{
	va_list ap;
	push_place(lua);
	va_start(ap, fmt);
	lua_pushvfstring(lua, fmt, ap);
	va_end(ap);
	lua_concat(lua, 2);
	return lua_error(lua);
}

int script_refuse(lua_State *lua, const char *fmt, ...)
{
	va_list ap;
	lua_pushnil(lua);
	va_start(ap, fmt);
	lua_pushvfstring(lua, fmt, ap);
	va_end(ap);
	return 2;
}

/* Run the language's own sources with the natives; the last returns the function that evaluates. */
static int sandbox_open(lua_State *lua)
{
	struct script *s = lua_touserdata(lua, 1);
	luaL_openlibs(lua);
	lua_pushlightuserdata(lua, (void *)(uintptr_t)&eval_key);
	lua_newtable(lua);
	script_add_anchors(s);
	script_add_names(s);
	script_add_net(s);
	script_add_cache(s);
	script_add_import(s);
	script_add_cache_insert(s);
	script_add_event(s);
	script_add_hints(s);
	script_add_json(s);
	script_add_modules(s);
	script_add_options(s);
	script_add_policy(s);
	script_add_process(s);
	script_add_stale(s);
	script_add_layers(s);
	script_add_records(s);
	script_add_resolve(s);
	lua_pushliteral(lua, BOWLINE_VERSION);
	lua_setfield(lua, -2, "version");
	lua_pushstring(lua,
	               s->env.module_folder != NULL ? s->env.module_folder : DEFAULT_MODULEDIR);
	lua_setfield(lua, -2, "module_folder");
	script_push_rooms(s);
	lua_pushliteral(lua, "sandbox");
	lua_call(lua, 1, 1);
	lua_settable(lua, LUA_REGISTRYINDEX);
	return 0;
}

struct script *script_new(const struct script_env *env)
{
	struct script *s = mem_zalloc(sizeof(*s));
	s->env = *env;
	cache_options_init(&s->cache_options);
	s->lua = luaL_newstate();
	if (s->lua == NULL)
		mem_exhausted(sizeof(lua_State *));
	s->functions = LUA_NOREF;
	list_init(&s->layers);
	list_init(&s->gone_layers);
	list_init(&s->finds);
	s->stack = lua_newthread(s->lua);
	luaL_ref(s->lua, LUA_REGISTRYINDEX); /* for good */
	if (lua_cpcall(s->lua, sandbox_open, s) != 0) {
		/* Our own source is wrong: a bug, not a condition. */
		fprintf(stderr, "%s\n", lua_tostring(s->lua, -1));
		abort();
	}
	script_watch_start(s);
	script_servers_start(s);
	return s;
}

void script_free(struct script *s)
{
	if (s == NULL)
		return;
	script_keyfiles_close(s);
	script_watch_stop(s);
	script_finds_close(s);
	script_requests_close(s);
	script_layers_close(s);
	script_policy_close(s);
	script_events_close(s); /* before the garbage collector closes descriptors */
	lua_close(s->lua);
	script_import_close(s);
	script_cache_close(s);
	script_servers_stop(s);
	mem_free(s->cache_folder);
	mem_free(s->hostname);
	mem_free(s);
}

/* The error on top of the stack as text; it may be any value. */
static void put_error(lua_State *lua, struct text *out)
{
	size_t len = 0;
	const char *text = lua_tolstring(lua, -1, &len);
	if (text != NULL)
		text_put_octets(out, text, len);
	else
		text_printf(out, "error of type %s", luaL_typename(lua, -1));
	lua_pop(lua, 1);
}

/* A file as a function on the stack, or an error. */
static bool load_file(struct script *s, const char *path)
{
	script_push_function(s, s->lua, "interpreted");
	if (luaL_loadfile(s->lua, path) == 0)
		return lua_pcall(s->lua, 1, 1, 0) == 0;
	lua_remove(s->lua, -2);
	return false;
}

enum err script_run_file(struct script *s, const char *path, struct text *error)
{
	if (access(path, R_OK) != 0) {
		enum err e = err_from_errno(errno);
		text_put(error, err_text(e));
		return e;
	}
	s->in_config = true;
	bool good = load_file(s, path) && lua_pcall(s->lua, 0, 0, 0) == 0;
	s->in_config = false;
	if (good)
		return OK;
	put_error(s->lua, error);
	return E_FAILED;
}

static enum script_shape shape_of(lua_State *lua, const char *text, size_t len)
{
	static const char early[] = "near '<eof>'";
	size_t message_len = 0;
	enum script_shape shape = SCRIPT_WRONG;
	int status = luaL_loadbuffer(lua, text, len, "=command");
	const char *message = status == 0 ? NULL : lua_tolstring(lua, -1, &message_len);
	if (status == 0)
		shape = SCRIPT_WHOLE;
	else if (message != NULL && message_len >= sizeof(early) - 1 &&
	         strcmp(message + message_len - (sizeof(early) - 1), early) == 0)
		shape = SCRIPT_UNFINISHED;
	lua_pop(lua, 1);
	return shape;
}

enum script_shape script_shape(struct script *s, struct span command)
{
	struct text value; /* or is it an expression? */
	text_init(&value);
	text_put(&value, "return ");
	text_put_octets(&value, command.data, command.len);
	enum script_shape as_value = shape_of(s->lua, value.buf, value.len);
	text_deinit(&value);
	if (as_value == SCRIPT_WHOLE)
		return SCRIPT_WHOLE;
	enum script_shape shape = shape_of(s->lua, (const char *)command.data, command.len);
	return shape == SCRIPT_WRONG ? as_value : shape;
}

bool script_eval(struct script *s, struct span command, struct text *out)
{
	lua_State *lua = s->lua;
	size_t len = 0;
	lua_pushlightuserdata(lua, (void *)(uintptr_t)&eval_key);
	lua_gettable(lua, LUA_REGISTRYINDEX);
	lua_pushlstring(lua, (const char *)command.data, command.len);
	script_watch_begin(s, SCRIPT_COMMAND_MS);
	int status = lua_pcall(lua, 1, 1, 0);
	script_watch_end(s);
	if (status != 0) {
		put_error(lua, out);
		return false;
	}
	/* Statements may return a table or a boolean: nothing to show. */
	if (lua_type(lua, -1) == LUA_TSTRING || lua_type(lua, -1) == LUA_TNUMBER) {
		const char *text = lua_tolstring(lua, -1, &len);
		text_put_octets(out, text, len);
	}
	lua_pop(lua, 1);
	return true;
}
