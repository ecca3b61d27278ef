/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cache.zone_import(): a zone file into the cache.  It is read at once, and validated a slice at a
 * time, one import at a time.
 */

#include "resolver/script/inner.h"

#include "base/mem.h"
#include "report/group_log.h"
#include "resolver/engine/import.h"
#include "zonefile/zonefile.h"

#include <uv.h>

enum {
	SETS_EACH = 32, /* a millisecond or two */
	EVERY_MS = 1,
	DEFAULT_TTL = 86400,
};

/* What the call returns as `code`. */
enum { IMPORT_BEGUN = 0, IMPORT_NO_ANCHOR = 1, IMPORT_FAILED = -1 };

struct script_import {
	struct script *s;
	struct import *import;
	uv_timer_t timer;
};

static void on_closed(uv_handle_t *h)
{
	mem_free(h->data);
}

static void end(struct script_import *m)
{
	m->s->import = NULL;
	import_free(m->import);
	m->import = NULL;
	uv_close((uv_handle_t *)&m->timer, on_closed);
}

void script_import_close(struct script *s)
{
	if (s->import != NULL)
		end(s->import);
}

static void on_timer(uv_timer_t *timer)
{
	struct script_import *m = timer->data;
	if (import_step(m->import, SETS_EACH, clock_wall()))
		return;
	struct import_numbers n = import_numbers(m->import);
	group_log(SEV_NOTICE, "prefill",
	          "zone imported: %u sets validated, %u delegations, %u sets left out", n.secure,
	          n.cuts, n.dropped);
	end(m);
}

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct import *i = arg;
	for (size_t k = 0; k < batch->count; k++) {
		const struct zf_record *r = &batch->records[k];
		TRY(import_add(i, r->owner, r->type, r->ttl, span_of(r->rdata, r->rdata_len)));
	}
	return OK;
}

static void ignore_error(void *arg UNUSED, const struct zf_error *error UNUSED)
{
}

static enum err read_zone(struct import *i, const char *path)
{
	const struct zf_options options = {.default_ttl = DEFAULT_TTL};
	const struct zf_sink sink = {.arg = i, .records = take_records, .error = ignore_error};
	enum err e = zf_read(&zf_file_source, path, &options, &sink);
	return e == OK ? import_begin(i, clock_wall()) : e;
}

static int reply(lua_State *lua, int code, const char *message)
{
	lua_pushinteger(lua, code);
	lua_pushstring(lua, message);
	return 2;
}

/* zone_import(path) -> code, message */
static int zone_import(lua_State *lua)
{
	struct script *s = script_of(lua);
	const char *path = luaL_checkstring(lua, 1);
	if (s->cache_file == NULL)
		return script_raise(lua,
		                    "no cache is open yet, use cache.open() or cache.size, etc.");
	if (s->import != NULL)
		return reply(lua, IMPORT_FAILED, "another zone is being imported");
	struct import *i = import_new(s->env.engine, name_root);
	enum err e = read_zone(i, path);
	if (e != OK) {
		import_free(i);
		if (e == E_NOTFOUND)
			return reply(lua, IMPORT_NO_ANCHOR, "no trust anchor for the root");
		return reply(lua, IMPORT_FAILED,
		             e == E_FAILED ? "the keys of the zone do not validate" : err_text(e));
	}
	struct script_import *m = mem_zalloc(sizeof(*m));
	m->s = s;
	m->import = i;
	s->import = m;
	uv_timer_init(s->env.loop, &m->timer);
	m->timer.data = m;
	uv_timer_start(&m->timer, on_timer, 0, EVERY_MS);
	return reply(lua, IMPORT_BEGUN, "import has begun");
}

void script_add_import(struct script *s)
{
	static const luaL_Reg functions[] = {{"zone_import", zone_import}, {NULL, NULL}};
	script_set_functions(s, functions);
}
