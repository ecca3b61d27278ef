/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions of scripts that take too long are ended.  A timer of the thread's own processor time
 * ticks while it computes; a call that has seen enough of its ticks gets a debug hook, which raises
 * an error at every instruction until the call is over, however it may try to catch it.  Waiting
 * for the system does not count.
 *
 * The hook reaches code that LuaJIT interprets, so scripts are not compiled (lua/compile.lua); what
 * is compiled are the rooms of the language, which do not loop by themselves.
 *
 * Invariant: the signal handler only reads and writes words of the thread it interrupts, and sets
 * the hook, as the reference interpreter's own does.
 */

#include "resolver/script/inner.h"

#include <lauxlib.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { TICK_MS = SCRIPT_CALL_MS / 2 };

/* Owner: the script of this thread. NULL: there is none. */
static struct script *volatile watched;

static void on_too_long(lua_State *lua, lua_Debug *at)
{
	lua_getinfo(lua, "Sl", at);
	luaL_error(lua, "%s:%d: it took too long", at->short_src, at->currentline);
}

static void on_tick(int signal)
{
	struct script *s = watched;
	(void)signal;
	if (s == NULL || s->watch_ticks == 0)
		return;
	if (--s->watch_ticks == 0) {
		s->watch_over = 1;
		lua_sethook(s->lua, on_too_long, LUA_MASKCOUNT | LUA_MASKCALL | LUA_MASKRET, 1);
	}
}

void script_watch_start(struct script *s)
{
	struct sigaction act = {.sa_handler = on_tick, .sa_flags = SA_RESTART};
	struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGVTALRM};
	const struct timespec tick = {.tv_nsec = TICK_MS * 1000000L};
	const struct itimerspec every = {.it_interval = tick, .it_value = tick};
	sigemptyset(&act.sa_mask);
	if (watched != NULL || sigaction(SIGVTALRM, &act, NULL) != 0)
		return;
	event.sigev_notify_thread_id = gettid();
	if (timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &s->watch_timer) != 0)
		return; /* nothing is ended then */
	s->watching = true;
	watched = s;
	(void)timer_settime(s->watch_timer, 0, &every, NULL);
}

void script_watch_stop(struct script *s)
{
	if (!s->watching)
		return;
	watched = NULL;
	timer_delete(s->watch_timer);
	s->watching = false;
}

void script_watch_begin(struct script *s, unsigned ms)
{
	s->watch_ticks = ms / TICK_MS;
}

void script_watch_end(struct script *s)
{
	s->watch_ticks = 0;
	if (s->watch_over) {
		s->watch_over = 0;
		lua_sethook(s->lua, NULL, 0, 0);
	}
}
