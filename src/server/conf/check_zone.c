/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules between the items of a zone, whichever of zone and template they stand in. */

#include "server/conf/make.h"

static enum err check_interval(struct maker *m, const struct zone_source *s, const char *min,
                               const char *max)
{
	if (zone_number(s, min, 0) > zone_number(s, max, UINT32_MAX)) {
		char reason[96];
		snprintf(reason, sizeof(reason), "'%s' is larger than '%s'", min, max);
		return fail_block(m, s->zone, reason);
	}
	return OK;
}

static bool has_modulo(const struct zone_source *s)
{
	const struct conf_entry *e = zone_entry(s, "serial-modulo");
	struct modulo m;
	return count_of(e) > 0 && modulo_parse(&m, span_str(e->values.items[0].text), true) == OK &&
	       (m.modulus > 1 || m.shift != 0);
}

static enum err check_loading(struct maker *m, const struct zone_source *s)
{
	int64_t load = zone_number(s, "zonefile-load", ZONEFILE_LOAD_WHOLE);
	int64_t content = zone_number(s, "journal-content", JOURNAL_CHANGES);
	if (load == ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL && content != JOURNAL_ALL)
		return fail_block(m, s->zone,
		                  "'zonefile-load: difference-no-serial' requires "
		                  "'journal-content: all'");
	if (load == ZONEFILE_LOAD_WHOLE && content == JOURNAL_ALL &&
	    conf_entry_find(s->zone, "zonefile-load") != NULL)
		text_printf(m->warnings,
		            "notice: [%s] config, 'zonefile-load: whole' with 'journal-content: "
		            "all' keeps the zone twice\n",
		            s->zone->id);
	if (has_modulo(s) &&
	    (zone_number(s, "dnssec-signing", 0) == 0 ||
	     (load != ZONEFILE_LOAD_NONE && load != ZONEFILE_LOAD_DIFFERENCE_NO_SERIAL)))
		return fail_block(m, s->zone,
		                  "'serial-modulo' requires 'dnssec-signing' and 'zonefile-load: "
		                  "none' or 'difference-no-serial'");
	return OK;
}

static enum err check_catalog(struct maker *m, const struct zone_source *s)
{
	int64_t role = zone_number(s, "catalog-role", CATALOG_NONE);
	bool has_template = count_of(zone_entry(s, "catalog-template")) > 0;
	bool has_zone = count_of(zone_entry(s, "catalog-zone")) > 0;
	bool has_group = count_of(zone_entry(s, "catalog-group")) > 0;
	if (has_template != (role == CATALOG_INTERPRET))
		return fail_block(m, s->zone,
		                  "'catalog-role: interpret' and 'catalog-template' require each "
		                  "other");
	if (has_zone != (role == CATALOG_MEMBER))
		return fail_block(m, s->zone,
		                  "'catalog-role: member' and 'catalog-zone' require each other");
	if (has_group && role != CATALOG_MEMBER)
		return fail_block(m, s->zone, "'catalog-group' requires 'catalog-role: member'");
	if (role == CATALOG_GENERATE &&
	    zone_number(s, "serial-policy", SERIAL_UNIXTIME) != SERIAL_UNIXTIME)
		return fail_block(m, s->zone,
		                  "generated catalog requires 'serial-policy: unixtime'");
	return OK;
}

enum err check_zone(struct maker *m, const struct zone_source *s)
{
	if (zone_number(s, "dnssec-signing", 0) != 0 && zone_number(s, "dnssec-validation", 0) != 0)
		return fail_block(m, s->zone,
		                  "'dnssec-signing' and 'dnssec-validation' exclude each other");
	TRY(check_interval(m, s, "refresh-min-interval", "refresh-max-interval"));
	TRY(check_interval(m, s, "retry-min-interval", "retry-max-interval"));
	TRY(check_interval(m, s, "expire-min-interval", "expire-max-interval"));
	TRY(check_loading(m, s));
	return check_catalog(m, s);
}
