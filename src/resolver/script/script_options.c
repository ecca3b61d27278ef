/* SPDX-License-Identifier: BSD-2-Clause */
/* How requests are resolved by default: option() and mode(). */

#include "resolver/script/inner.h"

#include <strings.h>

/* A documented flag and the switch it stands for. */
struct flag {
	const char *name;
	size_t at; /* in struct req_options */
	bool inverted;
};

#define FLAG(name, member, inverted)                                                               \
	{                                                                                          \
		name, offsetof(struct req_options, member), inverted                               \
	}
static const struct flag flags[] = {
	FLAG("NO_MINIMIZE", minimise, true),
	FLAG("NO_0X20", random_case, true),
	FLAG("NO_IPV4", ip4, true),
	FLAG("NO_IPV6", ip6, true),
	FLAG("ALLOW_LOCAL", allow_local, false),
	FLAG("NO_CACHE", no_cache, false),
	FLAG("TCP", tcp_only, false),
	FLAG("SAFEMODE", no_edns, false),
	FLAG("NO_EDNS", no_edns, false),
	FLAG("NO_THROTTLE", no_throttle, false),
	FLAG("ALWAYS_CUT", always_cut, false),
	FLAG("NO_ANSWER", silent, false),
	FLAG("TRACE", trace, false),
	FLAG("REORDER_RR", reorder, false),
	FLAG("DNSSEC_WANT", no_validate, true),
	FLAG("DNSSEC_CD", cd_upstream, false),
	FLAG("NONAUTH", nonauth, false),
	FLAG("DNS64_DISABLE", no_dns64, false),
};
#undef FLAG

/* Flags of the documents that say how a query is doing: not for users to set. STUB and FORWARD
 * come with targets, from a policy. */
static const char *const absent[] = {
	"AWAIT_CUT",   "CACHED",       "EXPIRING",        "DNSSEC_INSECURE", "STUB",
	"FORWARD",     "DNS64_MARK",   "DNSSEC_WEXPAND",  "DNSSEC_NODS",     "DNSSEC_OPTOUT",
	"NO_NS_FOUND", "CACHE_TRIED",  "PKT_IS_SANE",     "RESOLVED",        "AWAIT_IPV4",
	"AWAIT_IPV6",  "DNSSEC_BOGUS", "BADCOOKIE_AGAIN", "CNAME",
};

static bool *flag_find(struct req_options *o, const char *name, bool *inverted)
{
	for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
		if (strcasecmp(flags[i].name, name) == 0) {
			*inverted = flags[i].inverted;
			return (bool *)((char *)o + flags[i].at);
		}
	}
	return NULL;
}

/* STRICT and PERMISSIVE are two flags of the documents and one switch here. */
static bool mode_flag(struct req_options *o, const char *name, const bool *set, bool *value)
{
	enum req_mode mode;
	if (strcasecmp(name, "STRICT") == 0)
		mode = REQ_MODE_STRICT;
	else if (strcasecmp(name, "PERMISSIVE") == 0)
		mode = REQ_MODE_PERMISSIVE;
	else
		return false;
	if (set != NULL && *set)
		o->mode = mode;
	else if (set != NULL && o->mode == mode)
		o->mode = REQ_MODE_NORMAL;
	*value = o->mode == mode;
	return true;
}

static int refuse_flag(lua_State *lua, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(absent); i++) {
		if (strcasecmp(absent[i], name) == 0)
			return luaL_error(lua, "option '%s' cannot be set by users", name);
	}
	return luaL_error(lua, "invalid option name: %s", name);
}

/* option(name[, bool]) -> bool */
static int option(lua_State *lua)
{
	struct req_options *o = &serve_settings(script_of(lua)->env.serve)->request;
	const char *name = luaL_checkstring(lua, 1);
	bool set = false, given = lua_gettop(lua) > 1, value = false, inverted = false;
	if (given) {
		if (!lua_isboolean(lua, 2))
			return luaL_error(lua, "invalid option value: %s",
			                  lua_isstring(lua, 2) ? lua_tostring(lua, 2)
			                                       : luaL_typename(lua, 2));
		set = lua_toboolean(lua, 2);
	}
	bool *flag = flag_find(o, name, &inverted);
	if (flag != NULL) {
		if (given)
			*flag = set != inverted;
		value = *flag != inverted;
	} else if (!mode_flag(o, name, given ? &set : NULL, &value)) {
		return refuse_flag(lua, name);
	}
	lua_pushboolean(lua, value);
	return 1;
}

/* mode() -> string; mode(m) -> true */
static int mode(lua_State *lua)
{
	static const char *const words[] = {
		[REQ_MODE_STRICT] = "strict",
		[REQ_MODE_NORMAL] = "normal",
		[REQ_MODE_PERMISSIVE] = "permissive",
	};
	struct req_options *o = &serve_settings(script_of(lua)->env.serve)->request;
	if (lua_gettop(lua) == 0) {
		lua_pushstring(lua, words[o->mode]);
		return 1;
	}
	const char *word = luaL_checkstring(lua, 1);
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (strcmp(words[i], word) != 0)
			continue;
		o->mode = (enum req_mode)i;
		lua_pushboolean(lua, true);
		return 1;
	}
	return luaL_error(lua, "unsupported mode: %s", word);
}

void script_add_options(struct script *s)
{
	static const luaL_Reg functions[] = {{"option", option}, {"mode", mode}, {NULL, NULL}};
	script_set_functions(s, functions);
}
