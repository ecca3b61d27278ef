/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * event.*: functions of scripts that the loop calls, after a time or when a descriptor is readable.
 *
 * Invariant: an event is in the table under its id until it ends; one that raises an error ends.
 * Its memory lives until the loop has closed its handle.
 */

#include "resolver/script/request.h"

#include "base/mem.h"

enum { EVENTS_MAX = 65536 };

struct script_event {
	struct script *s; /* NULL: it has ended */
	size_t id;
	int callback; /* reference to the function */
	bool is_socket;
	bool recurrent;
	union {
		uv_handle_t handle;
		uv_timer_t timer;
		uv_poll_t poll;
	};
};

static void on_closed(uv_handle_t *h)
{
	mem_free(h->data);
}

static void end(struct script_event *e)
{
	struct script *s = e->s;
	s->events.items[e->id] = NULL;
	e->s = NULL;
	luaL_unref(s->lua, LUA_REGISTRYINDEX, e->callback);
	uv_close(&e->handle, on_closed);
}

void script_events_close(struct script *s)
{
	for (size_t id = 0; id < s->events.count; id++) {
		if (s->events.items[id] != NULL)
			end(s->events.items[id]);
	}
	VEC_FREE(&s->events);
}

/* Call the function with its id and what else lies on the stack; false: it has raised an error. */
static bool call(struct script_event *e, int args)
{
	return script_call(e->s, e->s->lua, args, 0);
}

static void push_callback(const struct script_event *e)
{
	lua_rawgeti(e->s->lua, LUA_REGISTRYINDEX, e->callback);
	lua_pushnumber(e->s->lua, (lua_Number)e->id);
}

static void on_timer(uv_timer_t *timer)
{
	struct script_event *e = timer->data;
	push_callback(e);
	bool good = call(e, 1);
	/* The function may have cancelled it, or set another time. */
	if (e->s != NULL && (!good || !uv_is_active(&e->handle)))
		end(e);
}

static void on_readable(uv_poll_t *poll, int status, int events)
{
	struct script_event *e = poll->data;
	push_callback(e);
	lua_pushinteger(e->s->lua, status);
	lua_pushinteger(e->s->lua, events);
	if (!call(e, 3) && e->s != NULL)
		end(e);
}

/* An event with the function at an index of the stack, in the table; NULL: there are too many. */
static struct script_event *event_new(lua_State *lua, int function)
{
	struct script *s = script_of(lua);
	size_t id = 0;
	while (id < s->events.count && s->events.items[id] != NULL)
		id++;
	if (id == EVENTS_MAX)
		return NULL;
	lua_pushvalue(lua, function); /* of the coroutine that asks */
	int callback = luaL_ref(lua, LUA_REGISTRYINDEX);
	struct script_event *e = mem_zalloc(sizeof(*e));
	*e = (struct script_event){.s = s, .id = id, .callback = callback};
	if (id == s->events.count)
		VEC_PUSH(&s->events, e);
	else
		s->events.items[id] = e;
	return e;
}

static void start(struct script_event *e, lua_Number ms)
{
	/* Nothing in between would be no repetition for the loop. */
	uint64_t wait_ms = (uint64_t)ms, repeat_ms = e->recurrent ? MAX_OF(wait_ms, 1u) : 0;
	uv_update_time(e->s->env.loop); /* scripts may have taken their time */
	/* A recurrent one begins at once. */
	uv_timer_start(&e->timer, on_timer, e->recurrent ? 0 : wait_ms, repeat_ms);
}

/* A number of milliseconds that can be waited for. */
static lua_Number check_ms(lua_State *lua, int arg)
{
	const lua_Number most = 1e15;
	lua_Number ms = luaL_checknumber(lua, arg);
	luaL_argcheck(lua, ms >= 0 && ms <= most, arg, "not a time in milliseconds");
	return ms;
}

/* event_start(ms, recurrent, function) -> id | nil, message */
static int event_start(lua_State *lua)
{
	struct script *s = script_of(lua);
	lua_Number ms = check_ms(lua, 1);
	luaL_checktype(lua, 3, LUA_TFUNCTION);
	struct script_event *e = event_new(lua, 3);
	if (e == NULL)
		return script_refuse(lua, "too many events");
	e->recurrent = lua_toboolean(lua, 2);
	uv_timer_init(s->env.loop, &e->timer);
	e->handle.data = e;
	start(e, ms);
	lua_pushnumber(lua, (lua_Number)e->id);
	return 1;
}

/* event_socket(descriptor, function) -> id | nil, message */
static int event_socket(lua_State *lua)
{
	struct script *s = script_of(lua);
	lua_Integer fd = luaL_checkinteger(lua, 1);
	luaL_checktype(lua, 2, LUA_TFUNCTION);
	struct script_event *e = event_new(lua, 2);
	if (e == NULL)
		return script_refuse(lua, "too many events");
	int wrong = fd < 0 ? UV_EBADF : uv_poll_init(s->env.loop, &e->poll, (int)fd);
	if (wrong != 0) { /* there is no handle to close */
		s->events.items[e->id] = NULL;
		luaL_unref(lua, LUA_REGISTRYINDEX, e->callback);
		mem_free(e);
		return script_refuse(lua, "descriptor %d: %s", (int)fd, uv_strerror(wrong));
	}
	e->is_socket = true;
	e->handle.data = e;
	uv_poll_start(&e->poll, UV_READABLE, on_readable);
	lua_pushnumber(lua, (lua_Number)e->id);
	return 1;
}

static struct script_event *find(const struct script *s, lua_Number id)
{
	return id >= 0 && id < (lua_Number)s->events.count ? s->events.items[(size_t)id] : NULL;
}

/* event_cancel(id) -> bool */
static int event_cancel(lua_State *lua)
{
	struct script_event *e = find(script_of(lua), luaL_checknumber(lua, 1));
	if (e != NULL)
		end(e);
	lua_pushboolean(lua, e != NULL);
	return 1;
}

/* event_reschedule(id, ms) -> bool: once, in so long */
static int event_reschedule(lua_State *lua)
{
	struct script_event *e = find(script_of(lua), luaL_checknumber(lua, 1));
	lua_Number ms = check_ms(lua, 2);
	bool timed = e != NULL && !e->is_socket;
	if (timed) {
		e->recurrent = false;
		start(e, ms);
	}
	lua_pushboolean(lua, timed);
	return 1;
}

void script_add_event(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"event_start", event_start},
		{"event_socket", event_socket},
		{"event_cancel", event_cancel},
		{"event_reschedule", event_reschedule},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
