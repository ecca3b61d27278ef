/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module hints: names whose addresses are known without asking, from /etc/hosts and from scripts.
 * Answers from them are unsigned and short-lived; that there is nothing else is authoritative.
 */

#include "resolver/modules/builtin.h"

#include "base/json.h"
#include "base/mem.h"
#include "dns/rrtype.h"
#include "report/group_log.h"
#include "resolver/modules/hints/hosts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { HINTS_TTL = 5, TTL_MAX = INT32_MAX, FILE_MAX = 256 << 20 };

struct hints {
	struct hosts hosts;
	uint32_t ttl_s;
	bool nodata; /* a name that is known has no data of other types */
};

static void init(struct module *m)
{
	struct hints *h = mem_zalloc(sizeof(*h));
	hosts_init(&h->hosts);
	h->ttl_s = HINTS_TTL;
	h->nodata = true;
	m->state = h;
}

static void deinit(struct module *m)
{
	struct hints *h = m->state;
	hosts_deinit(&h->hosts);
	mem_free(h);
}

/* ---- answers ---- */

static bool put_addrs(const struct host *host, struct request *r, struct rrset *set)
{
	uint8_t len = set->type == RR_A ? 4 : 16;
	uint8_t *at;
	void *room;
	for (uint32_t i = 0; i < host->addr_count; i++)
		set->count = (uint16_t)(set->count + (host->addrs[i].len == len));
	set->size = set->count * (2u + len);
	if (set->count == 0 || arena_try(&r->arena, set->size, &room) != OK)
		return false;
	set->records = at = room;
	for (uint32_t i = 0; i < host->addr_count; i++) {
		if (host->addrs[i].len != len)
			continue;
		wire_set_u16(at, len);
		memcpy(at + 2, host->addrs[i].octets, len);
		at += 2 + len;
	}
	return true;
}

static bool put_target(const struct host *host, struct request *r, struct rrset *set)
{
	void *room;
	if (host->target == NULL)
		return false;
	size_t len = name_len(host->target);
	if (arena_try(&r->arena, 2 + len, &room) != OK)
		return false;
	wire_set_u16(room, (uint16_t)len);
	memcpy((uint8_t *)room + 2, host->target, len);
	set->count = 1;
	set->size = 2 + (uint32_t)len;
	set->records = room;
	return true;
}

static enum hook_result find(void *ctx, struct request *r, struct query *q)
{
	const struct hints *h = ((struct module *)ctx)->state;
	const struct host *host;
	if (q->purpose == QUERY_TRUST || (host = hosts_find(&h->hosts, q->name)) == NULL)
		return HOOK_NEXT;
	struct rrset set = {.owner = q->name, .type = q->type, .class_ = CLASS_IN, .ttl = h->ttl_s};
	bool found = false;
	if (q->type == RR_A || q->type == RR_AAAA)
		found = put_addrs(host, r, &set);
	else if (q->type == RR_PTR)
		found = put_target(host, r, &set);
	if (!found && !h->nodata)
		return HOOK_NEXT;
	q->set = (struct req_set){.data = set};
	q->result = found ? QUERY_ANSWER : QUERY_NODATA;
	return HOOK_FOUND;
}

/* ---- files ---- */

/* Add the lines of a file to a table; on failure nothing is added. */
static enum err add_file(struct hosts *hosts, const char *path, struct text *error)
{
	size_t line = 0;
	FILE *f = fopen(path, "re");
	struct text content;
	char buf[16384];
	size_t n;
	if (f == NULL) {
		text_printf(error, "%s: %s", path, strerror(errno));
		return E_IO;
	}
	text_init(&content);
	while (content.len < FILE_MAX && (n = fread(buf, 1, sizeof(buf), f)) > 0)
		text_put_octets(&content, buf, n);
	enum err err = ferror(f) ? E_IO : content.len >= FILE_MAX ? E_LIMIT : OK;
	fclose(f);
	if (err == OK)
		err = hosts_add_text(hosts, text_span(&content), &line);
	text_deinit(&content);
	if (err == E_MALFORMED)
		text_printf(error, "%s:%zu: invalid syntax", path, line);
	else if (err != OK)
		text_printf(error, "%s: %s", path, err_text(err));
	return err;
}

static void changed(struct module *m)
{
	m->env->changed(m->env->ctx);
}

static enum err put_result(struct text *out, bool result)
{
	text_printf(out, "{\"result\":%s}", result ? "true" : "false");
	return OK;
}

/* { file = path } */
static bool read_value(void *ctx, const char *key, struct json_reader *r)
{
	char **path = ctx;
	if (*path != NULL || strcmp(key, "file") != 0 || json_next(r) != JSON_STRING)
		return false;
	*path = mem_strdup(r->string.buf);
	return true;
}

static enum err config(struct module *m, const char *args, struct text *out)
{
	struct hints *h = m->state;
	struct hosts fresh;
	AUTO_FREE char *path = NULL;
	hosts_init(&fresh);
	if (args != NULL && args[0] == '{') {
		if (!json_read_object(span_str(args), read_value, &path)) {
			text_put(out, "expected 'config(string path)' or { file = path }");
			return E_INVALID;
		}
	} else if (args != NULL) {
		path = mem_strdup(args);
	}
	if (path != NULL)
		TRY(add_file(&fresh, path, out));
	hosts_deinit(&h->hosts);
	h->hosts = fresh;
	changed(m);
	return put_result(out, true);
}

static enum err add_hosts(struct module *m, const char *args, struct text *out)
{
	struct hints *h = m->state;
	struct text error;
	text_init(&error);
	enum err err = add_file(&h->hosts, args != NULL ? args : "/etc/hosts", &error);
	if (err != OK)
		group_log(SEV_ERROR, "hints", "%s", error.buf);
	text_deinit(&error);
	changed(m);
	return put_result(out, err == OK);
}

/* ---- single hosts ---- */

/* "name" or "name address"; *has_addr says which. */
static bool read_pair(const char *args, struct name *name, struct host_addr *addr, bool *has_addr)
{
	size_t len = args != NULL ? strcspn(args, " \t") : 0;
	if (len == 0 || name_parse(name, span_of(args, len), name_root) != OK)
		return false;
	const char *rest = args + len + strspn(args + len, " \t");
	*has_addr = *rest != '\0';
	return !*has_addr || host_addr_parse(addr, span_str(rest)) == OK;
}

static enum err set(struct module *m, const char *args, struct text *out)
{
	struct hints *h = m->state;
	struct name name;
	struct host_addr addr;
	bool has_addr;
	if (!read_pair(args, &name, &addr, &has_addr) || !has_addr)
		return put_result(out, false);
	hosts_add(&h->hosts, &name, &addr, true);
	changed(m);
	return put_result(out, true);
}

static enum err del(struct module *m, const char *args, struct text *out)
{
	struct hints *h = m->state;
	struct name name;
	struct host_addr addr;
	bool has_addr;
	if (!read_pair(args, &name, &addr, &has_addr))
		return put_result(out, false);
	bool removed = hosts_remove(&h->hosts, &name, has_addr ? &addr : NULL);
	changed(m);
	return put_result(out, removed);
}

static void put_list(struct text *out, const struct host *host)
{
	text_put_char(out, '[');
	for (uint32_t i = 0; i < host->addr_count; i++) {
		text_put(out, i > 0 ? ",\"" : "\"");
		host_addr_print(out, &host->addrs[i]);
		text_put_char(out, '"');
	}
	text_put_char(out, ']');
}

static void put_all(struct text *out, const struct hosts *hosts)
{
	struct text name;
	bool first = true;
	text_init(&name);
	text_put_char(out, '{');
	for (size_t i = 0; i < hosts->bucket_count; i++) {
		for (const struct host *h = hosts->buckets[i]; h != NULL; h = h->next) {
			if (h->addr_count == 0)
				continue;
			text_reset(&name);
			name_print(&name, h->name);
			if (!first)
				text_put_char(out, ',');
			json_put_string(out, text_span(&name));
			text_put_char(out, ':');
			put_list(out, h);
			first = false;
		}
	}
	text_put_char(out, '}');
	text_deinit(&name);
}

static enum err get(struct module *m, const char *args, struct text *out)
{
	const struct hints *h = m->state;
	struct name name;
	if (args == NULL) {
		put_all(out, &h->hosts);
		return OK;
	}
	if (name_parse_str(&name, args) != OK)
		return OK;
	const struct host *host = hosts_find(&h->hosts, name.wire);
	if (host != NULL && host->addr_count > 0)
		put_list(out, host);
	return OK;
}

/* ---- settings ---- */

static enum err use_nodata(struct module *m, const char *args, struct text *out)
{
	struct hints *h = m->state;
	if (args == NULL || (strcmp(args, "true") != 0 && strcmp(args, "false") != 0)) {
		text_put(out, "expected 'use_nodata(bool)'");
		return E_INVALID;
	}
	h->nodata = args[0] == 't';
	changed(m);
	return put_result(out, true);
}

static enum err ttl(struct module *m, const char *args, struct text *out)
{
	struct hints *h = m->state;
	if (args != NULL) {
		char *end;
		long value = strtol(args, &end, 10);
		if (*args == '\0' || *end != '\0' || value < 0 || value > TTL_MAX) {
			text_printf(out, "ttl must be within <0, %d>", TTL_MAX);
			return E_RANGE;
		}
		h->ttl_s = (uint32_t)value;
		changed(m);
	}
	text_printf(out, "%u", (unsigned)h->ttl_s);
	return OK;
}

static const struct module_property properties[] = {
	{"add_hosts", add_hosts},   {"set", set}, {"del", del}, {"get", get},
	{"use_nodata", use_nodata}, {"ttl", ttl}, {NULL, NULL},
};

const struct module_api module_hints = {
	.abi = MODULE_ABI,
	.name = "hints",
	.init = init,
	.deinit = deinit,
	.config = config,
	.layer = {.find = find},
	.properties = properties,
};
