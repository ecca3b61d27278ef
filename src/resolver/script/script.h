/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration language: a LuaJIT state in which configuration files run and the control
 * socket's commands are evaluated.  What they set is carried out here, by calls of the rooms below.
 *
 * Owner and thread: the thread that runs the loop.
 */
#pragma once

#include "base/text.h"
#include "resolver/modules/modules.h"
#include "resolver/modules/policy/policy.h"
#include "resolver/serve/serve.h"

/* What scripts act upon. All borrowed for the life of the script. */
struct script_env {
	uv_loop_t *loop;
	struct serve *serve;
	const struct engine_env *engine;
	struct answer_cache *answers;
	struct rrcache *cache;
	struct upstream *upstream;
	struct engine_hints *hints;
	struct modules *modules;
	struct policy *policy;
	struct anchors *anchors;              /* gets the keys of the root that are built in */
	const bool *follow_anchors;           /* are files of trust anchors kept up to date now? */
	struct module_checkpoint *checkpoint; /* set when the cache is opened or cleared */
	const char *module_folder;            /* of Lua modules; NULL: the default */
	unsigned worker_id;                   /* 0 is the leader */
	unsigned worker_count;                /* processes of the group */
	const char *instance; /* name of the instance given by the service manager; NULL */
	void (*quit)(void *ctx);
	void (*verbose)(void *ctx, bool on);
	/* The leader has fork `id` carry out a command; false: it failed, or did not answer. */
	bool (*ask_peer)(void *ctx, unsigned id, struct span command, struct text *out);
	void *ctx;
};

struct script;

/* Make a state; cache limits become those of script_cache_default. */
struct script *script_new(const struct script_env *env);
void script_free(struct script *s);

/*
 * Run a configuration file.
 *
 * error  gets "FILE:LINE: what is wrong" on failure
 * E_NOFILE, E_PERM ...  it cannot be read;  E_FAILED  it is not right
 */
MUST_USE enum err script_run_file(struct script *s, const char *path, struct text *error);

/*
 * Evaluate a command: an expression, whose value is printed, or statements.
 *
 * out  gets the text, or that of the error
 * returns false for an error
 */
bool script_eval(struct script *s, struct span command, struct text *out);

/* What a command looks like, before it is carried out. */
enum script_shape {
	SCRIPT_WHOLE,
	SCRIPT_UNFINISHED, /* further lines may make it one */
	SCRIPT_WRONG,
};
enum script_shape script_shape(struct script *s, struct span command);

/*
 * Use the trust anchors of a file instead of those of the same name.
 *
 * keep   let the file follow its keys (RFC 5011); one that is not there begins with the root's
 *        keys that are built in
 * error  gets a line on failure: nothing has changed then
 */
MUST_USE enum err script_add_keyfile(struct script *s, const char *path, bool keep,
                                     struct text *error);

/* Is a cache file open? */
bool script_cache_is_open(const struct script *s);

/*
 * Open a cache file, closing the one before.
 *
 * size   octets, at least SCRIPT_CACHE_LEAST
 * uri    "lmdb://FOLDER"; NULL: the folder of before, at first the working directory
 * error  gets a line on failure; the cache of before is then open again
 */
MUST_USE enum err script_cache_open(struct script *s, size_t size, const char *uri,
                                    struct text *error);
enum { SCRIPT_CACHE_LEAST = 8192, SCRIPT_CACHE_DEFAULT = 100 << 20 };
