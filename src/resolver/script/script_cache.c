/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Native functions of `cache`: the store on disk that the second level lives in, limits, clearing,
 * looking, numbers.
 *
 * A folder's cache has the size that was asked for; finished answers, in the memory of each
 * process, take a quarter of that at most, and 8 MB.
 */

#include "resolver/script/inner.h"

#include "base/mem.h"
#include "build_config.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/cache/collect.h"

#include <sys/statvfs.h>
#include <unistd.h>

enum {
	STORE_LEAST = 1 << 20, /* octets of a file: less cannot be written to in turns */
	CLEAR_ALL_CHUNK = 0,
	GET_MAX = 100, /* names that cache.get gives at most */
};

static const char default_folder[] = ".";
static const char scheme[] = "lmdb://";

static void set_checkpoint(struct script *s)
{
	*s->env.checkpoint = (struct module_checkpoint){
		.mono = clock_mono(),
		.wall_ns = clock_wall_ns(),
	};
}

/* ---- opening and closing ---- */

bool script_cache_is_open(const struct script *s)
{
	return s->cache_file != NULL;
}

static enum err folder_of(const char *uri, const char **folder, struct text *error)
{
	if (uri == NULL)
		return OK;
	if (strncmp(uri, scheme, sizeof(scheme) - 1) != 0) {
		text_put(error, "unsupported cache backend");
		return E_NOTSUP;
	}
	*folder = uri + sizeof(scheme) - 1;
	if (**folder == '\0')
		*folder = default_folder;
	return OK;
}

void script_cache_close(struct script *s)
{
	if (s->cache_file == NULL)
		return;
	script_servers_save(s);
	cache_attach(s->env.cache, NULL);
	renewable_close(s->cache_file);
	s->cache_file = NULL;
	answer_cache_clear(s->env.answers);
}

static void tell_bad_path(const char *folder, const struct text *why, struct text *error)
{
	char *cwd = getcwd(NULL, 0);
	text_printf(error, "can't open cache path '%s'; working directory '%s'; %s", folder,
	            cwd != NULL ? cwd : "?", why->len > 0 ? why->buf : "");
	free(cwd); /* the C library's, not ours */
}

static enum err open_folder(struct script *s, const char *folder, size_t size, struct text *error)
{
	static const struct store_format format = {
		.kind = "cache", .number = 2, .version = BOWLINE_VERSION};
	const struct renewable_options options = {
		.path = folder,
		.max_size = MAX_OF(size, (size_t)STORE_LEAST),
		.format = &format,
	};
	struct text why;
	text_init(&why);
	enum err e = renewable_open(&s->cache_file, &options, &why);
	if (e != OK)
		tell_bad_path(folder, &why, error);
	else if (why.len > 0)
		group_log(SEV_WARNING, "cache", "begun anew: %s", why.buf);
	text_deinit(&why);
	return e;
}

enum err script_cache_open(struct script *s, size_t size, const char *uri, struct text *error)
{
	const char *folder = s->cache_folder != NULL ? s->cache_folder : default_folder;
	if (size < SCRIPT_CACHE_LEAST) {
		text_printf(error, "invalid cache size specified, it must be at least %d",
		            SCRIPT_CACHE_LEAST);
		return E_RANGE;
	}
	TRY(folder_of(uri, &folder, error));
	char *chosen = mem_strdup(folder);
	script_cache_close(s);
	enum err e = open_folder(s, chosen, size, error);
	/* What was there before is still good. */
	if (e != OK && s->cache_folder != NULL) {
		struct text unused;
		text_init(&unused);
		if (open_folder(s, s->cache_folder, s->cache_size, &unused) == OK)
			cache_attach(s->env.cache, renewable_store(s->cache_file));
		text_deinit(&unused);
	}
	if (e != OK) {
		mem_free(chosen);
		return e;
	}
	mem_free(s->cache_folder);
	s->cache_folder = chosen;
	s->cache_size = size;
	cache_attach(s->env.cache, renewable_store(s->cache_file));
	script_servers_load(s);
	s->cache_opened++;
	set_checkpoint(s);
	answer_cache_resize(s->env.answers, MIN_OF(size / 4, (size_t)ANSWER_CACHE_DEFAULT));
	return OK;
}

/* Is a cache open?  In a configuration file the first who asks opens the default one. */
static void want_open(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct text unused;
	if (s->cache_file != NULL)
		return;
	bool opened = false;
	if (s->in_config && s->cache_folder == NULL) {
		text_init(&unused);
		opened = script_cache_open(s, SCRIPT_CACHE_DEFAULT, NULL, &unused) == OK;
		text_deinit(&unused);
	}
	if (!opened)
		(void)script_raise(lua,
		                   "no cache is open yet, use cache.open() or cache.size, etc.");
}

/* cache_open(size [, uri]) -> true | nil, message */
static int cache_open(lua_State *lua)
{
	enum { GREATEST_GB = 1 << 20 };
	struct text error;
	lua_Number size = luaL_checknumber(lua, 1);
	const char *uri = luaL_optstring(lua, 2, NULL);
	if (!(size >= SCRIPT_CACHE_LEAST && size <= (lua_Number)GREATEST_GB * (1 << 30)))
		return script_refuse(
			lua, "invalid cache size specified, it must be in range <%d, %d GB>",
			SCRIPT_CACHE_LEAST, GREATEST_GB);
	text_init(&error);
	enum err e = script_cache_open(script_of(lua), (size_t)size, uri, &error);
	if (e == OK)
		lua_pushboolean(lua, true);
	else
		script_refuse(lua, "%s", error.buf);
	text_deinit(&error);
	return e == OK ? 1 : 2;
}

/* cache_close() -> was it open? */
static int cache_close(lua_State *lua)
{
	struct script *s = script_of(lua);
	lua_pushboolean(lua, s->cache_file != NULL);
	script_cache_close(s);
	return 1;
}

static int cache_is_open(lua_State *lua)
{
	lua_pushboolean(lua, script_cache_is_open(script_of(lua)));
	return 1;
}

static int cache_size(lua_State *lua)
{
	lua_pushnumber(lua, (lua_Number)script_of(lua)->cache_size);
	return 1;
}

static int cache_storage(lua_State *lua)
{
	const struct script *s = script_of(lua);
	if (s->cache_folder == NULL || strcmp(s->cache_folder, default_folder) == 0)
		lua_pushliteral(lua, "lmdb://");
	else
		lua_pushfstring(lua, "%s%s", scheme, s->cache_folder);
	return 1;
}

/* cache_fssize() -> octets of the file system | nil, message */
static int cache_fssize(lua_State *lua)
{
	struct statvfs fs;
	want_open(lua);
	if (statvfs(script_of(lua)->cache_folder, &fs) != 0)
		return script_refuse(lua, "the file system does not say how large it is");
	lua_pushnumber(lua, (lua_Number)fs.f_frsize * (lua_Number)fs.f_blocks);
	return 1;
}

/* ---- clearing ---- */

/* cache_clear() -> true */
static int cache_clear_all(lua_State *lua)
{
	struct script *s = script_of(lua);
	want_open(lua);
	cache_clear(s->env.cache);
	set_checkpoint(s);
	answer_cache_clear(s->env.answers);
	up_clear(s->env.upstream);
	script_servers_save(s);
	lua_pushboolean(lua, true);
	return 1;
}

static bool take_name(lua_State *lua, int arg, struct name *name)
{
	return name_parse_str(name, luaL_checkstring(lua, arg)) == OK;
}

/* cache_clear_region(name, exact, type | nil, max) -> number deleted | nil, message */
static int cache_clear_some(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct name name;
	struct cache_region region = {.exact = lua_toboolean(lua, 2)};
	want_open(lua);
	if (!take_name(lua, 1, &name))
		return script_refuse(lua, "cache.clear(): incorrect name passed");
	if (!lua_isnoneornil(lua, 3)) {
		const char *type = luaL_checkstring(lua, 3);
		if (rrtype_parse(&region.type, span_str(type)) != OK)
			return script_refuse(lua, "cache.clear(): incorrect rr_type passed");
	}
	region.name = name.wire;
	size_t count = cache_clear_region(s->env.cache, &region,
	                                  (size_t)luaL_optnumber(lua, 4, CLEAR_ALL_CHUNK),
	                                  clock_wall());
	answer_cache_clear(s->env.answers); /* chains may lead through the name */
	lua_pushinteger(lua, (lua_Integer)count);
	return 1;
}

/* cache_prune(max) -> number deleted */
static int cache_prune_some(lua_State *lua)
{
	lua_Number max = luaL_checknumber(lua, 1);
	want_open(lua);
	if (!(max >= 0))
		return script_refuse(lua, "expected 'prune(number limit)'");
	size_t count = cache_prune(script_of(lua)->env.cache, clock_wall(), (size_t)max);
	lua_pushinteger(lua, (lua_Integer)count);
	return 1;
}

/* ---- looking ---- */

struct listing {
	lua_State *lua;
	bool negative;
	unsigned names;
	struct name last;
	struct wall now;
	struct arena *arena;
};

static void push_text(lua_State *lua, void (*print)(struct text *, const uint8_t *),
                      const uint8_t *name)
{
	struct text t;
	text_init(&t);
	print(&t, name);
	lua_pushlstring(lua, t.buf, t.len);
	text_deinit(&t);
}

/* The field of the table on top by the name of a type, made when missing. */
static void push_list(lua_State *lua, uint16_t type)
{
	struct text t;
	text_init(&t);
	rrtype_print(&t, type);
	lua_getfield(lua, -1, t.buf);
	if (lua_isnil(lua, -1)) {
		lua_pop(lua, 1);
		lua_newtable(lua);
		lua_pushvalue(lua, -1);
		lua_setfield(lua, -3, t.buf);
	}
	text_deinit(&t);
}

static void set_number(lua_State *lua, const char *key, uint64_t n)
{
	lua_pushnumber(lua, (lua_Number)n);
	lua_setfield(lua, -2, key);
}

static void push_record(lua_State *lua, const struct rrset *s, struct span rdata)
{
	lua_newtable(lua);
	lua_pushlstring(lua, (const char *)s->owner, name_len(s->owner));
	lua_setfield(lua, -2, "owner");
	set_number(lua, "ttl", s->ttl);
	set_number(lua, "class", s->class_);
	set_number(lua, "type", s->type);
	lua_pushlstring(lua, (const char *)rdata.data, rdata.len);
	lua_setfield(lua, -2, "rdata");
}

/* Add the records of an entry to the list of a type. */
static void list_entry(const struct listing *l, const struct cache_item *item)
{
	const struct cache_key_parts *k = item->key;
	struct cache_entry e;
	if (cache_value_read(&e, CACHE_KEY(k->kind, k->name.wire, k->type), item->value, l->now,
	                     l->arena) != OK)
		return;
	push_list(l->lua, k->type);
	size_t n = lua_objlen(l->lua, -1);
	for (size_t i = 0; i < e.count; i++) {
		struct rrset_iter it = rrset_iter_of(&e.sets[i]);
		struct span rdata;
		while (rrset_next(&it, &rdata)) {
			push_record(l->lua, &e.sets[i], rdata);
			lua_rawseti(l->lua, -2, (int)++n);
		}
	}
	lua_pop(l->lua, 1);
}

static bool list_item(void *ctx, const struct cache_item *item)
{
	struct listing *l = ctx;
	enum cache_kind kind = item->key->kind;
	bool negative = kind == CACHE_NODATA || kind == CACHE_NXDOMAIN;
	if (kind == CACHE_CHAIN || kind == CACHE_FAILURE || negative != l->negative ||
	    item->head.expires <= l->now.s)
		return true;
	if (l->names == 0 || !name_equal(l->last.wire, item->key->name.wire)) {
		if (l->names++ == GET_MAX)
			return false;
		l->last = item->key->name;
	}
	push_text(l->lua, name_print, l->last.wire);
	lua_pushvalue(l->lua, -1);
	lua_gettable(l->lua, -3);
	if (lua_isnil(l->lua, -1)) {
		lua_pop(l->lua, 1);
		lua_newtable(l->lua);
		lua_pushvalue(l->lua, -2);
		lua_pushvalue(l->lua, -2);
		lua_settable(l->lua, -5);
	}
	list_entry(l, item);
	lua_pop(l->lua, 2);
	arena_reset(l->arena);
	return true;
}

/* cache_get(name, exact, negative) -> table by owner and type | nil, message */
static int cache_get_some(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct name name;
	struct arena arena;
	want_open(lua);
	if (!take_name(lua, 1, &name))
		return script_refuse(lua, "cache.get(): incorrect name passed");
	bool exact = lua_toboolean(lua, 2);
	struct listing l = {
		.lua = lua,
		.negative = lua_toboolean(lua, 3),
		.now = clock_wall(),
		.arena = &arena,
	};
	arena_init(&arena, 1 << 20);
	lua_newtable(lua);
	cache_each(s->env.cache, name.wire, exact, l.now, list_item, &l);
	arena_deinit(&arena);
	return 1;
}

/* ---- numbers ---- */

static int cache_stats(lua_State *lua)
{
	const struct script *s = script_of(lua);
	struct cache_numbers n;
	struct answer_numbers answers;
	want_open(lua);
	cache_get_numbers(s->env.cache, &n);
	answer_cache_get_numbers(s->env.answers, &answers);
	lua_newtable(lua);
	set_number(lua, "hit", answers.hits + n.hits);
	set_number(lua, "miss", n.misses);
	set_number(lua, "insert", answers.inserts + n.inserts);
	set_number(lua, "delete", answers.evictions + n.evictions + n.removals);
	set_number(lua, "open", s->cache_opened);
	set_number(lua, "close", s->cache_opened - (s->cache_file != NULL));
	set_number(lua, "count", n.entries);
	set_number(lua, "count_entries", n.entries);
	set_number(lua, "clear", n.clears);
	set_number(lua, "commit", n.commits);
	set_number(lua, "read", n.hits + n.misses);
	set_number(lua, "read_miss", n.misses);
	set_number(lua, "write", n.inserts);
	set_number(lua, "remove", n.removals + n.evictions);
	set_number(lua, "remove_miss", n.removals_missed);
	set_number(lua, "match", n.walks);
	set_number(lua, "match_miss", n.walks_empty);
	set_number(lua, "read_leq", n.neighbours);
	set_number(lua, "read_leq_miss", n.neighbours_missed);
	set_number(lua, "evicted", n.evictions);
	set_number(lua, "lost", n.lost);
	set_number(lua, "bytes", n.bytes);
	set_number(lua, "answer_hit", answers.hits);
	set_number(lua, "answer_miss", answers.misses);
	set_number(lua, "answer_bytes", answers.bytes);
	set_number(lua, "answer_count", answers.entries);
	lua_pushnumber(lua, n.limit > 0 ? 100 * (lua_Number)n.bytes / (lua_Number)n.limit : 0);
	lua_setfield(lua, -2, "usage_percent");
	return 1;
}

static int cache_count(lua_State *lua)
{
	struct cache_numbers n;
	want_open(lua);
	cache_get_numbers(script_of(lua)->env.cache, &n);
	lua_pushnumber(lua, (lua_Number)n.entries);
	return 1;
}

/* cache_checkpoint([true]) -> { monotime, walltime = { sec, usec } } of the last, true: now */
static int cache_checkpoint(lua_State *lua)
{
	struct script *s = script_of(lua);
	want_open(lua);
	if (lua_toboolean(lua, 1)) {
		set_checkpoint(s);
		lua_pushboolean(lua, true);
		return 1;
	}
	lua_newtable(lua);
	set_number(lua, "monotime", (uint64_t)(s->env.checkpoint->mono.ns / NS_PER_MS));
	lua_newtable(lua);
	set_number(lua, "sec", (uint64_t)(s->env.checkpoint->wall_ns / NS_PER_S));
	set_number(lua, "usec", (uint64_t)(s->env.checkpoint->wall_ns % NS_PER_S / 1000));
	lua_setfield(lua, -2, "walltime");
	return 1;
}

/* ---- limits ---- */

/* cache_ns_tout([ms]) -> milliseconds a dead server is left alone */
static int cache_ns_tout(lua_State *lua)
{
	struct script *s = script_of(lua);
	want_open(lua);
	if (lua_gettop(lua) > 0) {
		lua_Number ms = luaL_checknumber(lua, 1);
		if (!(ms >= 0 && ms <= (lua_Number)UINT32_MAX))
			return script_raise(lua, "ns_tout must be in range <0, %f>",
			                    (lua_Number)UINT32_MAX);
		up_set_dead_for(s->env.upstream, (uint32_t)ms);
	}
	lua_pushnumber(lua, up_dead_for_ms(s->env.upstream));
	return 1;
}

/* Change a limit once it was found good. */
static void apply_limits(struct script *s)
{
	cache_set_options(s->env.cache, &s->cache_options);
	answer_cache_clear(s->env.answers); /* made under the old limits */
}

static int cache_max_ttl(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct cache_options *o = &s->cache_options;
	want_open(lua);
	if (lua_gettop(lua) > 0) {
		lua_Number n = luaL_checknumber(lua, 1);
		if (!(n > o->min_ttl && n <= (lua_Number)UINT32_MAX))
			return script_raise(
				lua,
				"max_ttl must be larger than minimum TTL, and in range <1, %f>",
				(lua_Number)UINT32_MAX);
		o->max_ttl = (uint32_t)n;
		apply_limits(s);
	}
	lua_pushnumber(lua, o->max_ttl);
	return 1;
}

static int cache_min_ttl(lua_State *lua)
{
	struct script *s = script_of(lua);
	struct cache_options *o = &s->cache_options;
	want_open(lua);
	if (lua_gettop(lua) > 0) {
		lua_Number n = luaL_checknumber(lua, 1);
		if (!(n >= 0 && n < o->max_ttl))
			return script_raise(lua,
			                    "min_ttl must be smaller than maximum TTL, and not "
			                    "negative");
		o->min_ttl = (uint32_t)n;
		apply_limits(s);
	}
	lua_pushnumber(lua, o->min_ttl);
	return 1;
}

void script_add_cache(struct script *s)
{
	static const luaL_Reg functions[] = {
		{"cache_open", cache_open},
		{"cache_close", cache_close},
		{"cache_is_open", cache_is_open},
		{"cache_size", cache_size},
		{"cache_storage", cache_storage},
		{"cache_fssize", cache_fssize},
		{"cache_clear_all", cache_clear_all},
		{"cache_clear_region", cache_clear_some},
		{"cache_prune", cache_prune_some},
		{"cache_get", cache_get_some},
		{"cache_stats", cache_stats},
		{"cache_count", cache_count},
		{"cache_max_ttl", cache_max_ttl},
		{"cache_min_ttl", cache_min_ttl},
		{"cache_ns_tout", cache_ns_tout},
		{"cache_checkpoint", cache_checkpoint},
		{NULL, NULL},
	};
	script_set_functions(s, functions);
}
