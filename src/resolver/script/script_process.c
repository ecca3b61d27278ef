/* SPDX-License-Identifier: BSD-2-Clause */
/* The process as scripts see it: its user, name, numbers, log and end. */

#include "resolver/script/inner.h"

#include "base/mem.h"
#include "report/group_log.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

/* user(name[, group]) -> true */
static int user(lua_State *lua)
{
	const char *name = luaL_checkstring(lua, 1);
	const struct passwd *p = getpwnam(name);
	if (p == NULL)
		return script_raise(lua, "invalid user name");
	uid_t uid = p->pw_uid;
	gid_t gid = p->pw_gid;
	if (!lua_isnoneornil(lua, 2)) {
		const struct group *g = getgrnam(luaL_checkstring(lua, 2));
		if (g == NULL)
			return script_raise(lua, "invalid group name");
		gid = g->gr_gid;
	}
	/* Groups first: without the privilege they cannot be changed any more. */
	if ((getuid() == 0 && setgroups(0, NULL) != 0) || setregid(gid, gid) != 0 ||
	    setreuid(uid, uid) != 0)
		return script_raise(lua, "%s", strerror(errno));
	lua_pushboolean(lua, true);
	return 1;
}

/* hostname([name]) -> name */
static int hostname(lua_State *lua)
{
	struct script *s = script_of(lua);
	char system[256] = "";
	if (lua_gettop(lua) > 1 || (lua_gettop(lua) == 1 && lua_type(lua, 1) != LUA_TSTRING))
		return script_raise(lua, "hostname takes at most one parameter: (\"fqdn\")");
	if (lua_gettop(lua) == 1) {
		mem_free(s->hostname);
		s->hostname = mem_strdup(lua_tostring(lua, 1));
	}
	if (s->hostname == NULL && gethostname(system, sizeof(system) - 1) != 0)
		return script_raise(lua, "%s", strerror(errno));
	lua_pushstring(lua, s->hostname != NULL ? s->hostname : system);
	return 1;
}

/* log(severity, group | nil, message) */
static int log_message(lua_State *lua)
{
	lua_Integer severity = luaL_checkinteger(lua, 1);
	luaL_argcheck(lua, severity >= SEV_CRITICAL && severity <= SEV_DEBUG, 1, "severity");
	group_log((enum log_severity)severity, luaL_optstring(lua, 2, NULL), "%s",
	          luaL_checkstring(lua, 3));
	return 0;
}

/* log_level([number]) -> number */
static int log_level(lua_State *lua)
{
	struct script *s = script_of(lua);
	if (lua_gettop(lua) > 0) {
		lua_Integer severity = luaL_checkinteger(lua, 1);
		luaL_argcheck(lua, severity >= SEV_CRITICAL && severity <= SEV_DEBUG, 1,
		              "severity");
		group_log_set_level((enum log_severity)severity);
		s->env.verbose(s->env.ctx, severity == SEV_DEBUG || s->has_log_groups);
	}
	lua_pushinteger(lua, group_log_level());
	return 1;
}

/* log_groups(names): separated by blanks */
static int log_groups(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *names = luaL_checkstring(lua, 1);
	if (strlen(names) > GROUP_LOG_GROUPS_MAX)
		return script_raise(lua, "too many groups");
	group_log_set_groups(names);
	s->has_log_groups = names[0] != '\0';
	s->env.verbose(s->env.ctx, s->has_log_groups || group_log_level() == SEV_DEBUG);
	return 0;
}

/* log_target(word) -> true | nil, message */
static int log_target(lua_State *lua)
{
	static const char *const words[] = {
		[GROUP_LOG_STDOUT] = "stdout",
		[GROUP_LOG_STDERR] = "stderr",
		[GROUP_LOG_SYSLOG] = "syslog",
	};
	const char *word = luaL_checkstring(lua, 1);
	for (size_t i = GROUP_LOG_STDOUT; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		group_log_set_target((enum group_log_target)i);
		lua_pushboolean(lua, true);
		return 1;
	}
	return script_refuse(lua, "unsupported log target: %s", word);
}

static int quit(lua_State *lua)
{
	struct script *s = script_of(lua);
	s->env.quit(s->env.ctx);
	return 0;
}

/* worker() -> id, pid, count */
static int worker(lua_State *lua)
{
	const struct script *s = script_of(lua);
	if (s->env.instance != NULL)
		lua_pushstring(lua, s->env.instance);
	else
		lua_pushinteger(lua, (lua_Integer)s->env.worker_id);
	lua_pushinteger(lua, getpid());
	lua_pushinteger(lua, (lua_Integer)s->env.worker_count);
	return 3;
}

/* ask_peer(id, command) -> text | nil */
static int ask_peer(lua_State *lua)
{
	struct script *s = script_of(lua);
	size_t len = 0;
	lua_Integer id = luaL_checkinteger(lua, 1);
	const char *command = luaL_checklstring(lua, 2, &len);
	struct text *out = script_new_text(lua);
	if (id < 1 || !s->env.ask_peer(s->env.ctx, (unsigned)id, span_of(command, len), out))
		return 0;
	lua_pushlstring(lua, out->buf, out->len);
	return 1;
}

static void set_number(lua_State *lua, const char *key, lua_Number n)
{
	lua_pushnumber(lua, n);
	lua_setfield(lua, -2, key);
}

static lua_Number seconds(struct timeval t)
{
	return (lua_Number)t.tv_sec + (lua_Number)t.tv_usec / 1e6;
}

static int worker_stats(lua_State *lua)
{
	struct serve_numbers n;
	struct rusage usage = {0};
	serve_get_numbers(script_of(lua)->env.serve, &n);
	lua_newtable(lua);
	set_number(lua, "queries", (lua_Number)n.queries);
	set_number(lua, "dropped", (lua_Number)n.dropped);
	set_number(lua, "refused", (lua_Number)n.refused);
	set_number(lua, "overload", (lua_Number)n.overload);
	set_number(lua, "joined", (lua_Number)n.joined);
	set_number(lua, "withheld", (lua_Number)n.withheld);
	set_number(lua, "concurrent", n.concurrent);
	set_number(lua, "udp", (lua_Number)n.udp);
	set_number(lua, "tcp", (lua_Number)n.tcp);
	set_number(lua, "ipv4", (lua_Number)n.ipv4);
	set_number(lua, "ipv6", (lua_Number)n.ipv6);
	set_number(lua, "timeout", (lua_Number)n.timeout);
	set_number(lua, "err_udp", (lua_Number)n.err_udp);
	set_number(lua, "err_tcp", (lua_Number)n.err_tcp);
	/* Servers are not asked over these. */
	set_number(lua, "tls", 0);
	set_number(lua, "err_tls", 0);
	set_number(lua, "err_http", 0);
	set_number(lua, "lua_calls", (lua_Number)script_of(lua)->call_count);
	set_number(lua, "lua_errors", (lua_Number)script_of(lua)->errors);
	if (getrusage(RUSAGE_SELF, &usage) == 0) {
		set_number(lua, "usertime", seconds(usage.ru_utime));
		set_number(lua, "systime", seconds(usage.ru_stime));
		set_number(lua, "pagefaults", (lua_Number)usage.ru_majflt);
		set_number(lua, "swaps", (lua_Number)usage.ru_nswap);
		set_number(lua, "csw", (lua_Number)(usage.ru_nvcsw + usage.ru_nivcsw));
		set_number(lua, "rss", (lua_Number)usage.ru_maxrss * 1024);
	}
	return 1;
}

/* wall_clock() -> seconds since 1970, with a fraction */
static int wall_clock(lua_State *lua)
{
	lua_pushnumber(lua, (lua_Number)clock_wall_ns() / (lua_Number)NS_PER_S);
	return 1;
}

void script_add_process(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"user", user},
		{"hostname", hostname},
		{"log", log_message},
		{"log_level", log_level},
		{"log_target", log_target},
		{"log_groups", log_groups},
		{"quit", quit},
		{"ask_peer", ask_peer},
		{"worker", worker},
		{"worker_stats", worker_stats},
		{"wall_clock", wall_clock},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
