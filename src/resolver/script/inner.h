/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this folder share; for nobody else. */
#pragma once

#include "resolver/script/script.h"
#include "store/renewable.h"

#include <lauxlib.h>
#include <lua.h>

struct script {
	struct script_env env;
	lua_State *lua;
	struct cache_options cache_options;
	struct renewable *cache_file; /* NULL: none is open */
	char *cache_folder;           /* of the file, or of the last one; NULL: there was none */
	size_t cache_size;            /* as was asked; 0: never */
	uint64_t cache_opened;        /* how often */
	struct mono checkpoint;       /* the two clocks when the cache was opened or cleared */
	int64_t checkpoint_wall_ns;
	bool in_config;      /* a configuration file is being run */
	bool default_anchor; /* the root's keys are those that are built in */
	char *hostname;      /* NULL: the system's */
};

/* The script a C function belongs to: its first upvalue. */
struct script *script_of(lua_State *lua);

/* Set functions of the table on top of the stack. The list ends with a NULL name. */
void script_set_functions(struct script *s, const luaL_Reg *list);

/* The functions that lua/sandbox.lua builds upon; each file adds its own to the table on top. */
void script_add_anchors(struct script *s);
void script_add_net(struct script *s);
void script_add_cache(struct script *s);
void script_add_hints(struct script *s);
void script_add_options(struct script *s);
void script_add_process(struct script *s);

/* Write out and close the cache file, if one is open. */
void script_cache_close(struct script *s);

/* Push nil and a message: the way a native function says no. Returns 2. */
int script_refuse(lua_State *lua, const char *fmt, ...) PRINTF_LIKE(2, 3);
