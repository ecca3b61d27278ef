/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tree to snapshots.  Everything a snapshot points to lives in its tree's arena; templates are
 * folded into zones here, so that nobody else knows there are templates.
 */

#include "server/conf/conf.h"

#include "server/conf/zone_file_path.h"

struct maker {
	struct conf *c;
	struct conf_tree *tree;
	const struct conf_machine *machine;
	struct text *error;
	struct text *warnings;
};

static const struct conf_value *value_of(const struct conf_block *block, const char *item)
{
	const struct conf_entry *e = conf_entry_find(block, item);
	return e != NULL && e->values.count > 0 ? &e->values.items[0] : NULL;
}

static const char *text_or(const struct conf_block *block, const char *item, const char *otherwise)
{
	const struct conf_value *v = value_of(block, item);
	return v != NULL ? v->text : otherwise;
}

static int64_t number_or(const struct conf_block *block, const char *item, int64_t otherwise)
{
	const struct conf_value *v = value_of(block, item);
	return v != NULL ? v->number : otherwise;
}

static const char *join_path(struct maker *m, const char *base, const char *path)
{
	if (path[0] == '/')
		return path;
	size_t len = strlen(base) + strlen(path) + 2;
	char *joined = arena_alloc(&m->tree->arena, len);
	snprintf(joined, len, "%s/%s", base, path);
	return joined;
}

static enum err fail(struct maker *m, const struct conf_block *block, const char *reason)
{
	text_printf(m->error, "config, file '%s', line %u, section '%s", block->file, block->line,
	            block->section->name);
	if (block->id != NULL)
		text_printf(m->error, "[%s]", block->id);
	text_printf(m->error, "' (%s)", reason);
	return E_INVALID;
}

static enum err make_listen(struct maker *m, const struct conf_block *block)
{
	struct server_conf *s = &m->c->server;
	const struct conf_entry *e = conf_entry_find(block, "listen");
	if (e == NULL || e->values.count == 0) {
		text_put(m->warnings, "warning: config, no network interface configured\n");
		return OK;
	}
	struct addr *listen = arena_zalloc(&m->tree->arena, e->values.count * sizeof(*listen));
	for (size_t i = 0; i < e->values.count; i++) {
		const char *text = e->values.items[i].text;
		if (addr_parse(&listen[i], span_str(text), 53) != OK &&
		    addr_parse(&listen[i], span_str(join_path(m, s->rundir, text)), 53) != OK)
			return fail(m, block, "invalid address in 'listen'");
		if (addr_family(&listen[i]) != AF_UNIX && addr_port(&listen[i]) == 0)
			return fail(m, block, "port 0 in 'listen'");
	}
	s->listen = listen;
	s->listen_count = e->values.count;
	return OK;
}

static enum err make_server(struct maker *m)
{
	const struct conf_block *b = conf_block_find(m->tree, "server", NULL);
	const struct conf_machine *machine = m->machine;
	struct server_conf *s = &m->c->server;
	s->identity = text_or(b, "identity", machine->hostname);
	s->version = text_or(b, "version", machine->version);
	const struct conf_value *nsid = value_of(b, "nsid");
	s->nsid = nsid == NULL ? span_str(machine->hostname) : nsid->octets;
	s->rundir = join_path(m, machine->cwd, text_or(b, "rundir", machine->rundir));
	s->user = text_or(b, "user", NULL);
	s->pidfile = join_path(m, s->rundir, text_or(b, "pidfile", "knot.pid"));
	s->udp_workers = (unsigned)number_or(b, "udp-workers", machine->cpus);
	s->tcp_workers = (unsigned)number_or(b, "tcp-workers", MAX_OF(machine->cpus, 10u));
	s->background_workers = (unsigned)number_or(b, "background-workers",
	                                            MIN_OF(machine->cpus, 10u));
	s->async_start = number_or(b, "async-start", 0) != 0;
	s->tcp_reuseport = number_or(b, "tcp-reuseport", 0) != 0;
	s->answer_rotation = number_or(b, "answer-rotation", 0) != 0;
	s->tcp_idle_timeout_s = (unsigned)number_or(b, "tcp-idle-timeout", 10);
	s->tcp_io_timeout_ms = (unsigned)number_or(b, "tcp-io-timeout", 500);
	s->tcp_max_clients = (unsigned)number_or(b, "tcp-max-clients", machine->max_files / 2);
	int64_t payload = number_or(b, "udp-max-payload", 1232);
	s->udp_max_payload4 = (uint16_t)number_or(b, "udp-max-payload-ipv4", payload);
	s->udp_max_payload6 = (uint16_t)number_or(b, "udp-max-payload-ipv6", payload);
	return make_listen(m, b);
}

static void make_control(struct maker *m)
{
	const struct conf_block *b = conf_block_find(m->tree, "control", NULL);
	struct control_conf *c = &m->c->control;
	c->listen = join_path(m, m->c->server.rundir, text_or(b, "listen", "knot.sock"));
	c->backlog = (int)number_or(b, "backlog", 5);
	c->timeout_s = (unsigned)number_or(b, "timeout", 5);
}

/* Blocks of a section, in order; the array is from the arena. */
static const struct conf_block **blocks_of(struct maker *m, const char *section, size_t *count)
{
	const struct conf_block **out = arena_alloc(&m->tree->arena,
	                                            (m->tree->blocks.count + 1) * sizeof(void *));
	*count = 0;
	for (size_t i = 0; i < m->tree->blocks.count; i++) {
		if (strcmp(m->tree->blocks.items[i]->section->name, section) == 0)
			out[(*count)++] = m->tree->blocks.items[i];
	}
	return out;
}

static void make_logs(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "log", &n);
	struct log_conf *logs = arena_zalloc(&m->tree->arena, (n + 1) * sizeof(*logs));
	for (size_t i = 0; i < n; i++) {
		const struct conf_block *b = blocks[i];
		int any = (int)number_or(b, "any", -1);
		bool word = strcmp(b->id, "stdout") == 0 || strcmp(b->id, "stderr") == 0 ||
		            strcmp(b->id, "syslog") == 0;
		/* "any" is combined with the specific ones: the more talkative wins. */
		logs[i] = (struct log_conf){
			.target = word ? b->id : join_path(m, m->machine->cwd, b->id),
			.server = MAX_OF(any, (int)number_or(b, "server", -1)),
			.control = MAX_OF(any, (int)number_or(b, "control", -1)),
			.zone = MAX_OF(any, (int)number_or(b, "zone", -1)),
		};
	}
	m->c->logs = logs;
	m->c->log_count = n;
}

static enum err make_keys(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "key", &n);
	struct conf_key *keys = arena_zalloc(&m->tree->arena, (n + 1) * sizeof(*keys));
	for (size_t i = 0; i < n; i++) {
		const struct conf_value *secret = value_of(blocks[i], "secret");
		struct tsig_key *key = &keys[i].key;
		if (secret == NULL || secret->octets.len == 0)
			return fail(m, blocks[i], "no key secret defined");
		if (secret->octets.len > sizeof(key->secret))
			return fail(m, blocks[i], "key secret too long");
		keys[i].id = blocks[i]->id;
		TRY(name_parse_str(&key->name, blocks[i]->id));
		key->alg = (enum digest_alg)number_or(blocks[i], "algorithm", DIGEST_SHA256);
		memcpy(key->secret, secret->octets.data, secret->octets.len);
		key->secret_len = secret->octets.len;
	}
	m->c->keys = keys;
	m->c->key_count = n;
	return OK;
}

static const struct conf_key *key_by_text(struct maker *m, const char *text)
{
	struct name name;
	if (name_parse_str(&name, text) != OK)
		return NULL;
	name_lower(name.wire, name.len);
	return conf_key_find(m->c, name.wire);
}

static unsigned set_of(const struct conf_block *b, const char *item)
{
	const struct conf_entry *e = conf_entry_find(b, item);
	unsigned set = 0;
	for (size_t i = 0; e != NULL && i < e->values.count; i++)
		set |= (unsigned)e->values.items[i].number;
	return set;
}

static enum err make_acl(struct maker *m, struct conf_acl *out, const struct conf_block *b)
{
	const struct conf_entry *addresses = conf_entry_find(b, "address");
	const struct conf_entry *keys = conf_entry_find(b, "key");
	*out = (struct conf_acl){
		.id = b->id,
		.range_count = addresses != NULL ? addresses->values.count : 0,
		.key_count = keys != NULL ? keys->values.count : 0,
		.actions = set_of(b, "action"),
		.protocols = set_of(b, "protocol"),
		.deny = number_or(b, "deny", 0) != 0,
	};
	struct addr_range *ranges = arena_alloc(&m->tree->arena,
	                                        (out->range_count + 1) * sizeof(*ranges));
	for (size_t i = 0; i < out->range_count; i++)
		TRY(addr_range_parse(&ranges[i], span_str(addresses->values.items[i].text)));
	const struct conf_key **found = arena_alloc(&m->tree->arena,
	                                            (out->key_count + 1) * sizeof(*found));
	for (size_t i = 0; i < out->key_count; i++) {
		found[i] = key_by_text(m, keys->values.items[i].text);
		if (found[i] == NULL)
			return fail(m, b, "unknown key");
	}
	out->ranges = ranges;
	out->keys = found;
	return OK;
}

static enum err make_acls(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "acl", &n);
	struct conf_acl *acls = arena_zalloc(&m->tree->arena, (n + 1) * sizeof(*acls));
	for (size_t i = 0; i < n; i++)
		TRY(make_acl(m, &acls[i], blocks[i]));
	m->c->acls = acls;
	m->c->acl_count = n;
	return OK;
}

/* A zone's item: its own, else its template's. */
static const struct conf_entry *zone_entry(const struct conf_block *zone,
                                           const struct conf_block *template_, const char *item)
{
	const struct conf_entry *e = conf_entry_find(zone, item);
	return e != NULL ? e : conf_entry_find(template_, item);
}

static int64_t zone_number(const struct conf_entry *e, int64_t otherwise)
{
	return e != NULL && e->values.count > 0 ? e->values.items[0].number : otherwise;
}

static enum err make_zone_file(struct maker *m, struct zone_conf *out,
                               const struct conf_block *zone, const struct conf_block *template_)
{
	const struct conf_entry *storage = zone_entry(zone, template_, "storage");
	const struct conf_entry *file = zone_entry(zone, template_, "file");
	const char *dir = join_path(m, m->machine->cwd,
	                            storage != NULL && storage->values.count > 0
	                                    ? storage->values.items[0].text
	                                    : m->machine->storage);
	struct text path;
	text_init(&path);
	enum err e = zone_file_path(
		&path,
		file != NULL && file->values.count > 0 ? file->values.items[0].text : "%s.zone",
		out->name.wire);
	if (e == E_INVALID)
		text_printf(m->warnings, "warning: [%s] config, unknown formatter in file name\n",
		            out->text);
	if (e == OK || e == E_INVALID)
		out->file = join_path(m, dir, arena_dup(&m->tree->arena, path.buf, path.len + 1));
	text_deinit(&path);
	return e == E_LIMIT ? fail(m, zone, "zone file name too long") : OK;
}

static const struct conf_acl *acl_by_id(const struct conf *c, const char *id)
{
	for (size_t i = 0; i < c->acl_count; i++) {
		if (strcmp(c->acls[i].id, id) == 0)
			return &c->acls[i];
	}
	return NULL;
}

static enum err make_zone(struct maker *m, struct zone_conf *out, const struct conf_block *zone)
{
	const struct conf_value *named = value_of(zone, "template");
	/* A zone that names a template does not use "default" besides. */
	const struct conf_block *template_ = conf_block_find(
		m->tree, "template", named != NULL ? named->text : "default");
	TRY(name_parse_str(&out->name, zone->id));
	out->text = zone->id;
	out->default_ttl = (uint32_t)zone_number(zone_entry(zone, template_, "default-ttl"), 3600);
	out->checks = (enum conf_semantic_checks)zone_number(
		zone_entry(zone, template_, "semantic-checks"), CHECKS_OFF);
	const struct conf_entry *acl = zone_entry(zone, template_, "acl");
	out->acl_count = acl != NULL ? acl->values.count : 0;
	const struct conf_acl **rules = arena_alloc(&m->tree->arena,
	                                            (out->acl_count + 1) * sizeof(*rules));
	for (size_t i = 0; i < out->acl_count; i++)
		rules[i] = acl_by_id(m->c, acl->values.items[i].text);
	out->acl = rules;
	return make_zone_file(m, out, zone, template_);
}

static enum err make_zones(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "zone", &n);
	struct zone_conf *zones = arena_zalloc(&m->tree->arena, (n + 1) * sizeof(*zones));
	for (size_t i = 0; i < n; i++)
		TRY(make_zone(m, &zones[i], blocks[i]));
	m->c->zones = zones;
	m->c->zone_count = n;
	return OK;
}

static enum err make(struct maker *m)
{
	const struct conf_block *database = conf_block_find(m->tree, "database", NULL);
	m->c->storage = join_path(m, m->machine->cwd,
	                          text_or(database, "storage", m->machine->storage));
	TRY(make_server(m));
	make_control(m);
	make_logs(m);
	TRY(make_keys(m));
	TRY(make_acls(m));
	return make_zones(m);
}

static enum err finish(struct conf **out, struct maker *m, enum err e)
{
	if (e == OK)
		e = make(m);
	conf_tree_drop_blocks(m->tree);
	if (e != OK) {
		if (m->error->len == 0)
			text_printf(m->error, "config (%s)", err_text(e));
		conf_free(m->c);
		return e;
	}
	*out = m->c;
	return OK;
}

static struct maker begin(const struct conf_machine *machine, struct text *error,
                          struct text *warnings)
{
	struct conf *c = mem_zalloc(sizeof(*c));
	conf_tree_init(&c->tree, &knot_schema);
	return (struct maker){
		.c = c, .tree = &c->tree, .machine = machine, .error = error, .warnings = warnings};
}

enum err conf_new(struct conf **out, const char *path, const struct conf_machine *machine,
                  struct text *error, struct text *warnings)
{
	struct maker m = begin(machine, error, warnings);
	m.c->file = arena_dup(&m.tree->arena, path, strlen(path) + 1);
	return finish(out, &m, conf_tree_load_file(m.tree, path, error));
}

enum err conf_new_text(struct conf **out, struct span text, const struct conf_machine *machine,
                       struct text *error, struct text *warnings)
{
	struct maker m = begin(machine, error, warnings);
	m.c->file = "text";
	return finish(out, &m, conf_tree_load_text(m.tree, "text", text, error));
}

void conf_free(struct conf *c)
{
	if (c == NULL)
		return;
	for (size_t i = 0; i < c->key_count; i++)
		mem_wipe((void *)(uintptr_t)&c->keys[i].key, sizeof(c->keys[i].key));
	conf_tree_deinit(&c->tree);
	mem_free(c);
}

const struct zone_conf *conf_zone_find(const struct conf *c, const uint8_t *name)
{
	for (size_t i = 0; i < c->zone_count; i++) {
		if (name_equal(c->zones[i].name.wire, name))
			return &c->zones[i];
	}
	return NULL;
}

const struct conf_key *conf_key_find(const struct conf *c, const uint8_t *name)
{
	for (size_t i = 0; i < c->key_count; i++) {
		if (name_equal(c->keys[i].key.name.wire, name))
			return &c->keys[i];
	}
	return NULL;
}
