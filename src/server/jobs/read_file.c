/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading a zone.  A zone is taken whole or not at all: any refused line and any failed mandatory
 * check leaves the version before in place, whoever calls decides about that.
 */

#include "server/jobs/read_file.h"

#include "report/log.h"
#include "server/zone/check.h"
#include "server/zone/load.h"
#include "server/zone/version.h"

struct checking {
	const struct zone_conf *zone;
	unsigned mandatory; /* findings that refuse the zone */
};

static void log_finding(void *arg, const struct zone_check_finding *f)
{
	struct checking *c = arg;
	bool mandatory = zone_check_class_of(f->kind) == CHECK_CLASS_MANDATORY;
	/* "soft" lets everything pass with a notice (knot.conf, semantic-checks). */
	bool soft = c->zone->checks == CHECKS_SOFT;
	struct text owner;
	text_init(&owner);
	name_print(&owner, f->owner);
	log_line(soft        ? SEV_NOTICE
	         : mandatory ? SEV_ERROR
	                     : SEV_WARNING,
	         LOG_ZONE, c->zone->text, "check, node %s, %s%s%s", owner.buf,
	         zone_check_text(f->kind), f->detail != NULL ? " " : "",
	         f->detail != NULL ? f->detail : "");
	text_deinit(&owner);
	c->mandatory += mandatory && !soft;
}

static enum err check(const struct zone_version *v, const struct zone_conf *zone)
{
	struct checking c = {.zone = zone};
	unsigned classes = CHECK_CLASS_MANDATORY;
	if (zone->checks != CHECKS_OFF)
		classes |= CHECK_CLASS_EXTRA;
	zone_check(v, classes, log_finding, &c);
	return c.mandatory > 0 ? E_SEMCHECK : OK;
}

static void log_report(const struct zone_conf *zone, const struct zone_load_report *report)
{
	struct text t;
	text_init(&t);
	for (size_t i = 0; i < report->errors.count; i++) {
		text_reset(&t);
		zone_load_error_print(&t, &report->errors.items[i]);
		log_line(SEV_ERROR, LOG_ZONE, zone->text, "%s", t.buf);
	}
	for (size_t i = 0; i < report->findings.count; i++) {
		const struct zone_finding *f = &report->findings.items[i];
		text_reset(&t);
		zone_load_finding_print(&t, f);
		log_line(f->kind == ZONE_FINDING_TTL ? SEV_NOTICE : SEV_WARNING, LOG_ZONE,
		         zone->text, "%s", t.buf);
	}
	if (report->finding_total > report->findings.count)
		log_line(SEV_WARNING, LOG_ZONE, zone->text, "zone loader, %zu more findings",
		         report->finding_total - report->findings.count);
	text_deinit(&t);
}

enum err zone_file_read(struct zone_version **out, const struct zone_conf *zone, unsigned threads)
{
	struct zone_load_report report = {.finding_total = 0};
	struct zone_load_options options = {.source = &zf_file_source,
	                                    .apex = zone->name.wire,
	                                    .default_ttl = zone->default_ttl,
	                                    .threads = threads};
	struct zone_version *v = NULL;
	enum err e = zone_load(&v, zone->file, &options, &report);
	log_report(zone, &report);
	if (e == OK) {
		e = check(v, zone);
		if (e != OK)
			zone_version_free(v);
	} else if (report.errors.count > 0) {
		log_line(SEV_ERROR, LOG_ZONE, zone->text,
		         "zone loader, failed to load zone, file '%s', %zu errors", zone->file,
		         report.errors.count);
	}
	if (e != OK)
		log_line(SEV_ERROR, LOG_ZONE, zone->text, "failed to parse zone file '%s' (%s)",
		         zone->file, err_text(e));
	else
		*out = v;
	zone_load_report_deinit(&report);
	return e;
}
