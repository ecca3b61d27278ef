/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder share; for nobody else. */
#pragma once

#include "base/list.h"
#include "base/vec.h"
#include "resolver/anchors/rfc5011.h"
#include "resolver/script/packet.h"
#include "resolver/script/script.h"
#include "store/renewable.h"

#include <lauxlib.h>
#include <lua.h>
#include <signal.h>
#include <time.h>

struct script_event;   /* script_event.c */
struct script_import;  /* script_import.c */
struct script_request; /* request.h */
struct script_layer;   /* layer.c */

struct script {
	struct script_env env;
	lua_State *lua;
	struct policy_functions *policy_functions; /* of rules and actions; script_policy.c */
	struct cache_options cache_options;
	struct renewable *cache_file; /* NULL: none is open */
	char *cache_folder;           /* of the file, or of the last one; NULL: there was none */
	size_t cache_size;            /* as was asked; 0: never */
	uint64_t cache_opened;        /* how often */
	bool has_log_groups;          /* some groups of the log are written whatever its level */
	bool in_config;               /* a configuration file is being run */
	bool default_anchor;          /* the root's keys are those that are built in */
	struct list keyfiles;         /* kept up to date */
	struct script_import *import; /* under way; NULL: none */
	uv_timer_t *servers_timer;    /* writes what is known of servers */
	struct anchor_policy anchor_policy;
	int64_t anchor_refresh_ms;         /* between two looks at keys; 0: as RFC 5011 says */
	char *hostname;                    /* NULL: the system's */
	VEC(struct script_event *) events; /* by id; NULL: free */

	/* Functions about requests are called on a stack of their own: the main one may be in use.
	 */
	lua_State *stack;
	int functions;                         /* reference: those of lua/layers.lua by name */
	VEC(struct script_request *) requests; /* by slot; NULL: free */
	uint32_t generation;                   /* the last one given */
	struct list layers;                    /* of Lua modules */
	struct list gone_layers;               /* of such that were unloaded */
	unsigned calls;                        /* of functions of scripts that run now */
	struct kres_api api;
	/* watch.c */
	timer_t watch_timer;
	bool watching;
	volatile sig_atomic_t watch_ticks; /* left for the call that runs; 0: it is not watched */
	volatile sig_atomic_t watch_over;  /* it has had its time */
	uint64_t errors;                   /* of functions of scripts */
	uint64_t call_count;               /* of them, so far */
	int special_function;              /* reference, while policy->calls.special is set */
	int stale_function;                /* reference, while stale_judge is set for requests */
	struct req_stale_judge stale_judge, request_judge; /* the latter asks the request's own */
	struct list finds;                                 /* questions of scripts */
	unsigned find_count;
	uv_timer_t *find_turn;               /* begins them */
	uint8_t message[SCRIPT_PACKET_MOST]; /* where packets are written */
};

/* The script a C function belongs to: its first upvalue. */
struct script *script_of(lua_State *lua);

/* Set functions of the table on top of the stack. The list ends with a NULL name. */
void script_set_functions(struct script *s, const luaL_Reg *list);

/* The functions that the files of lua/ build upon; each file adds its own to the table on top. */
void script_add_anchors(struct script *s);
void script_add_names(struct script *s);
void script_add_net(struct script *s);
void script_add_cache(struct script *s);
void script_add_cache_insert(struct script *s);
void script_add_event(struct script *s);
void script_add_hints(struct script *s);
void script_add_import(struct script *s);
void script_add_json(struct script *s);
void script_add_modules(struct script *s);

/*
 * Give a module its place: arguments 2 and 3 of the call are "<", ">" or nil, and another's name.
 *
 * api NULL, hook: as for modules_load;  err  NULL, or what it gave
 * returns how many results are for Lua: true, or nil and a message
 */
int script_module_load(lua_State *lua, const char *name, const struct module_api *api,
                       const struct engine_hook *hook, enum err *err);
void script_add_options(struct script *s);
void script_add_policy(struct script *s);

/* No rule is left, and functions of those that requests still know are not called any more. */
void script_policy_close(struct script *s);
void script_add_process(struct script *s);
void script_add_stale(struct script *s);
void script_add_layers(struct script *s);
void script_add_records(struct script *s);
void script_add_resolve(struct script *s);

/* Turn the table of native functions on top into the function that gives a room of lua/ by name. */
void script_push_rooms(struct script *s);

/* End all events; the loop closes their handles later. */
void script_events_close(struct script *s);

/* Requests that are under way are none of ours any more. */
void script_requests_close(struct script *s);
void script_layers_close(struct script *s);
void script_finds_close(struct script *s);
/* Tables that scripts keep with a request. */
void script_forget_vars(struct script *s, const struct script_request *sr);

/*
 * watch.c: end functions of scripts that compute for longer than they may.
 *
 * ms  of processor time, a multiple of SCRIPT_CALL_MS / 2
 */
enum { SCRIPT_CALL_MS = 100, SCRIPT_COMMAND_MS = 2000 };
void script_watch_start(struct script *s);
void script_watch_stop(struct script *s);
void script_watch_begin(struct script *s, unsigned ms);
void script_watch_end(struct script *s);

/* script_servers.c: keep what is known of servers beside the cache. */
void script_servers_start(struct script *s);
void script_servers_stop(struct script *s);
void script_servers_load(struct script *s);
void script_servers_save(struct script *s);

/* End the import of a zone, if one is under way. */
void script_import_close(struct script *s);

/* Write out and close the cache file, if one is open. */
void script_cache_close(struct script *s);

/* script_keyfile.c: keep a file of trust anchors of a name up to date from now on. */
void script_keyfile_keep(struct script *s, const char *path, const uint8_t *owner);
bool script_keyfile_is_kept(const struct script *s, const char *path);
/* The file of a name's keys that is kept up to date; NULL: there is none. */
const char *script_keyfile_of(const struct script *s, const uint8_t *owner);
/* The keys of a name were removed: its file, if it has one, is as it is. */
void script_keyfile_forget(const struct script *s, const uint8_t *owner);
/* Can a file be replaced where it is?  E_PERM */
MUST_USE enum err script_keyfile_check(const char *path);
/* Make one of the root's keys that are built in.  Errors of replace_whole */
MUST_USE enum err script_keyfile_bootstrap(const char *path);
/* Log the keys of a name, as they are now. */
void script_keyfile_log(const struct anchor *a);
void script_keyfiles_close(struct script *s);

/* Push a userdata with an empty text in it, which lives as long. */
struct text *script_new_text(lua_State *lua);

/* Push the value of a JSON text; false: it is none, nothing was pushed. */
bool script_push_json(lua_State *lua, struct span json);

/* Raise an error at the line of a user that led here.  Does not return. */
int script_raise(lua_State *lua, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* Push nil and a message: the way a native function says no. Returns 2. */
int script_refuse(lua_State *lua, const char *fmt, ...) PRINTF_LIKE(2, 3);
