/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading and checking zone files. What is found is told as the server's log would tell it. */

#include "tools/knotc/zone_check.h"

#include "server/zone/check.h"
#include "server/zone/load.h"
#include "server/zone/version.h"
#include "tools/cli/say.h"

struct checking {
	const struct zone_conf *zone;
	unsigned errors, warnings;
};

static void tell(void *arg, const struct zone_check_finding *f)
{
	struct checking *c = arg;
	struct text owner;
	bool error = zone_check_class_of(f->kind) == CHECK_CLASS_MANDATORY &&
	             c->zone->checks != CHECKS_SOFT;
	text_init(&owner);
	name_print(&owner, f->owner);
	const char *detail = f->detail != NULL ? f->detail : "";
	if (error)
		say_error("[%s] check, node %s, %s%s%s", c->zone->text, owner.buf,
		          zone_check_text(f->kind), *detail != '\0' ? " " : "", detail);
	else
		say_warning("[%s] check, node %s, %s%s%s", c->zone->text, owner.buf,
		            zone_check_text(f->kind), *detail != '\0' ? " " : "", detail);
	text_deinit(&owner);
	c->errors += error;
	c->warnings += !error;
}

static void tell_report(struct checking *c, const struct zone_load_report *report)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < report->findings.count; i++) {
		text_reset(&t);
		zone_load_finding_print(&t, &report->findings.items[i]);
		say_warning("[%s] %s", c->zone->text, t.buf);
	}
	for (size_t i = 0; i < report->errors.count; i++) {
		text_reset(&t);
		zone_load_error_print(&t, &report->errors.items[i]);
		say_error("[%s] %s", c->zone->text, t.buf);
	}
	text_deinit(&t);
	c->warnings += (unsigned)report->finding_total;
	c->errors += (unsigned)report->errors.count;
}

static bool check_zone(const struct settings *s, const struct zone_conf *zone)
{
	struct zone_load_report report = {.finding_total = 0};
	const struct zone_load_options options = {.source = &zf_file_source,
	                                          .apex = zone->name.wire,
	                                          .default_ttl = zone->default_ttl,
	                                          .threads = 1};
	struct checking c = {.zone = zone};
	struct zone_version *v = NULL;
	/* Without a zone file to load there is nothing to check. */
	if (zone->zonefile_load == ZONEFILE_LOAD_NONE)
		return true;
	enum err e = zone_load(&v, zone->file, &options, &report);
	tell_report(&c, &report);
	zone_load_report_deinit(&report);
	if (e == OK) {
		zone_check(v, CHECK_CLASS_MANDATORY | CHECK_CLASS_EXTRA, tell, &c);
		zone_version_free(v);
	} else if (c.errors == 0) {
		say_error("[%s] failed to parse zone file '%s' (%s)", zone->text, zone->file,
		          e == E_NOFILE ? err_text(E_NOTFOUND) : err_text(e));
	}
	return e == OK && c.errors == 0 && (!s->request.force || c.warnings == 0);
}

static bool check_named(const struct settings *s, const struct conf *conf, const char *word)
{
	struct name name;
	enum err e = name_parse_str(&name, word);
	if (e != OK) {
		say_error("[%s] %s", word, err_text(e));
		return false;
	}
	name_lower(name.wire, name.len);
	const struct zone_conf *zone = conf_zone_find(conf, name.wire);
	if (zone != NULL)
		return check_zone(s, zone);
	struct text text;
	text_init(&text);
	name_print(&text, name.wire);
	say_error("[%s] %s", text.buf, err_text(E_NOZONE));
	text_deinit(&text);
	return false;
}

bool zone_check_run(const struct settings *s, char *const *words, int count)
{
	struct conf *conf = NULL;
	bool good = true, named = false;
	if (!conf_arg_load(&s->conf, &conf))
		return false;
	for (int i = 0; i < count; i++) {
		if (strcmp(words[i], "--") == 0)
			continue;
		named = true;
		good = check_named(s, conf, words[i]) && good;
	}
	for (size_t i = 0; i < conf->zone_count && !named; i++)
		good = check_zone(s, &conf->zones[i]) && good;
	conf_free(conf);
	return good;
}
