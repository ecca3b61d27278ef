/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Snapshots of zones.  Templates are folded into zones here, so that nobody else knows there are
 * templates.
 */

#include "server/conf/make.h"
#include "server/conf/zone_file_path.h"

static enum err make_zone_file(struct maker *m, struct zone_conf *out, const struct zone_source *s)
{
	const struct conf_entry *storage = zone_entry(s, "storage");
	const struct conf_entry *file = zone_entry(s, "file");
	const char *dir = join_path(m, m->machine->cwd,
	                            count_of(storage) > 0 ? storage->values.items[0].text
	                                                  : m->machine->storage);
	struct text path;
	text_init(&path);
	enum err e = zone_file_path(
		&path, count_of(file) > 0 ? file->values.items[0].text : "%s.zone", out->name.wire);
	if (e == E_INVALID)
		text_printf(m->warnings, "warning: [%s] config, unknown formatter in file name\n",
		            out->text);
	if (e == OK || e == E_INVALID)
		out->file = join_path(m, dir, arena_dup(&m->tree->arena, path.buf, path.len + 1));
	text_deinit(&path);
	return e == E_LIMIT ? fail_block(m, s->zone, "zone file name too long") : OK;
}

static enum err make_acl_list(struct maker *m, struct zone_conf *out, const struct zone_source *s)
{
	const struct conf_entry *acl = zone_entry(s, "acl");
	const struct conf_acl **rules = make_list(m, count_of(acl), sizeof(*rules));
	for (size_t i = 0; i < count_of(acl); i++) {
		rules[i] = acl_by_id(m->c, acl->values.items[i].text);
		if (rules[i] == NULL)
			return fail_entry(m, acl, acl->values.items[i].text, "invalid reference");
	}
	out->acl = rules;
	out->acl_count = count_of(acl);
	return OK;
}

static enum err make_peers(struct maker *m, struct zone_conf *out, const struct zone_source *s)
{
	const struct conf_entry *ddns = zone_entry(s, "ddns-master");
	TRY(make_remote_list(m, zone_entry(s, "master"), &out->masters, &out->master_count));
	TRY(make_remote_list(m, zone_entry(s, "notify"), &out->notify, &out->notify_count));
	out->ddns_master = out->master_count > 0 ? out->masters[0] : NULL;
	if (count_of(ddns) > 0) {
		const char *id = ddns->values.items[0].text;
		out->ddns_local = id[0] == '\0';
		out->ddns_master = remote_by_id(m->c, id);
		if (out->ddns_master == NULL && !out->ddns_local)
			return fail_entry(m, ddns, id, "invalid reference");
	}
	out->notify_delay_s = zone_number(s, "notify-delay", 0);
	out->master_pin_tolerance_s = (uint32_t)zone_number(s, "master-pin-tolerance", 0);
	return OK;
}

static void make_history(struct zone_conf *out, const struct zone_source *s)
{
	const int64_t mib = 1 << 20;
	out->journal = (struct zone_journal_conf){
		.content = (enum conf_journal_content)zone_number(s, "journal-content",
	                                                          JOURNAL_CHANGES),
		.max_usage = (uint64_t)zone_number(s, "journal-max-usage", 100 * mib),
		.max_depth = (unsigned)zone_number(s, "journal-max-depth", 20),
	};
	out->ixfr = (struct zone_ixfr_conf){
		.provide = zone_number(s, "provide-ixfr", 1) != 0,
		.benevolent = zone_number(s, "ixfr-benevolent", 0) != 0,
		.by_one = zone_number(s, "ixfr-by-one", 0) != 0,
		.from_axfr = zone_number(s, "ixfr-from-axfr", 0) != 0,
	};
	out->intervals = (struct zone_intervals){
		.refresh_min = (uint32_t)zone_number(s, "refresh-min-interval", 2),
		.refresh_max = (uint32_t)zone_number(s, "refresh-max-interval", UINT32_MAX),
		.retry_min = (uint32_t)zone_number(s, "retry-min-interval", 1),
		.retry_max = (uint32_t)zone_number(s, "retry-max-interval", UINT32_MAX),
		.expire_min = (uint32_t)zone_number(s, "expire-min-interval", 3),
		.expire_max = (uint32_t)zone_number(s, "expire-max-interval", UINT32_MAX),
	};
}

static void make_content(struct zone_conf *out, const struct zone_source *s)
{
	const struct conf_entry *modulo = zone_entry(s, "serial-modulo");
	int64_t max_size = zone_number(s, "zone-max-size", -1);
	out->zonefile_load = (enum conf_zonefile_load)zone_number(s, "zonefile-load",
	                                                          ZONEFILE_LOAD_WHOLE);
	out->zonefile_sync_s = zone_number(s, "zonefile-sync", 0);
	out->default_ttl = (uint32_t)zone_number(s, "default-ttl", 3600);
	out->checks = (enum conf_semantic_checks)zone_number(s, "semantic-checks", CHECKS_OFF);
	out->max_size = max_size < 0 ? UINT64_MAX : (uint64_t)max_size;
	out->adjust_threads = (unsigned)zone_number(s, "adjust-threads", 1);
	out->serial_policy = (enum conf_serial_policy)zone_number(s, "serial-policy",
	                                                          SERIAL_INCREMENT);
	out->serial_modulo = (struct modulo){.modulus = 1};
	if (count_of(modulo) > 0 &&
	    modulo_parse(&out->serial_modulo, span_str(modulo->values.items[0].text), true) != OK)
		out->serial_modulo = (struct modulo){.modulus = 1}; /* checked with the tree */
	out->zonemd_generate = (enum conf_zonemd)zone_number(s, "zonemd-generate",
	                                                     GENERATE_ZONEMD_NONE);
	out->zonemd_verify = zone_number(s, "zonemd-verify", 0) != 0;
}

static enum err make_modules(struct maker *m, struct conf_modules *out,
                             const struct conf_entry *entry, bool is_global)
{
	struct conf_module_ref *refs = make_list(m, count_of(entry), sizeof(*refs));
	for (size_t i = 0; i < count_of(entry); i++) {
		const char *text = entry->values.items[i].text;
		const char *slash = strchr(text, '/');
		TRY(check_available_module(m, entry, text));
		char *name = arena_dup(&m->tree->arena, text, strlen(text) + 1);
		refs[i].name = name;
		if (slash != NULL) {
			name[slash - text] = '\0';
			refs[i].id = slash + 1;
			refs[i].block = conf_block_find(m->tree, name, slash + 1);
			if (refs[i].block == NULL)
				return fail_entry(m, entry, text, "invalid reference");
		}
		TRY(check_module(m, entry, &refs[i], is_global));
	}
	out->refs = refs;
	out->count = count_of(entry);
	return OK;
}

static enum err make_signing(struct maker *m, struct zone_conf *out, const struct zone_source *s)
{
	const struct conf_entry *policy = zone_entry(s, "dnssec-policy");
	const char *id = count_of(policy) > 0 ? policy->values.items[0].text : "default";
	out->dnssec_signing = zone_number(s, "dnssec-signing", 0) != 0;
	out->dnssec_validation = zone_number(s, "dnssec-validation", 0) != 0;
	out->has_policy = count_of(policy) > 0;
	out->policy = conf_policy_find(m->c, id);
	if (out->policy == NULL)
		return fail_entry(m, policy, id, "invalid reference");
	if (zone_entry(s, "ds-push") != NULL) {
		TRY(make_remote_list(m, zone_entry(s, "ds-push"), &out->ds_push,
		                     &out->ds_push_count));
	} else {
		out->ds_push = out->policy->parent.ds_push;
		out->ds_push_count = out->policy->parent.ds_push_count;
	}
	return out->dnssec_signing ? check_available_signing(m, id) : OK;
}

static enum err make_zone(struct maker *m, struct zone_conf *out, const struct zone_source *s)
{
	struct name name;
	TRY(name_parse_str(&name, s->zone->id));
	out->name.len = name.len;
	out->name.wire = arena_dup(&m->tree->arena, name.wire, name.len);
	out->text = s->zone->id;
	TRY(check_available_zone(m, s));
	TRY(check_zone(m, s));
	make_content(out, s);
	make_history(out, s);
	TRY(make_signing(m, out, s));
	TRY(make_peers(m, out, s));
	TRY(make_acl_list(m, out, s));
	TRY(make_modules(m, &out->modules, zone_entry(s, "module"), false));
	return make_zone_file(m, out, s);
}

/* A zone that names a template does not use "default" besides. */
static enum err find_template(struct maker *m, struct zone_source *s)
{
	const struct conf_value *named = value_of(s->zone, "template");
	s->template_ = conf_block_find(m->tree, "template",
	                               named != NULL ? named->text : "default");
	if (named != NULL && s->template_ == NULL)
		return fail_entry(m, conf_entry_find(s->zone, "template"), named->text,
		                  "invalid reference");
	return OK;
}

static enum err check_templates(struct maker *m)
{
	static const char *const may_cancel[] = {"master", "notify", "ddns-master", "ds-push"};
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "template", &n);
	for (size_t i = 0; i < n; i++) {
		const struct conf_entry *global = conf_entry_find(blocks[i], "global-module");
		bool is_default = strcmp(blocks[i]->id, "default") == 0;
		if (count_of(global) > 0 && !is_default)
			return fail_entry(
				m, global, NULL,
				"global module is only allowed with the default template");
		if (is_default)
			TRY(make_modules(m, &m->c->global_modules, global, true));
		/* "" cancels what a template says: in one it would cancel nothing. */
		for (size_t k = 0; k < ARRAY_LEN(may_cancel); k++) {
			const struct conf_entry *e = conf_entry_find(blocks[i], may_cancel[k]);
			if (count_of(e) > 0 && !has_value(e) &&
			    strcmp(may_cancel[k], "ddns-master") != 0)
				return fail_entry(m, e, "",
				                  "empty value is only allowed in a zone");
		}
	}
	return OK;
}

enum err make_zones(struct maker *m)
{
	size_t n;
	const struct conf_block **blocks = blocks_of(m, "zone", &n);
	struct zone_conf *zones = make_array(m, n, sizeof(*zones));
	TRY(check_templates(m));
	for (size_t i = 0; i < n; i++) {
		struct zone_source s = {.zone = blocks[i]};
		TRY(find_template(m, &s));
		TRY(make_zone(m, &zones[i], &s));
	}
	m->c->zones = zones;
	m->c->zone_count = n;
	return OK;
}
