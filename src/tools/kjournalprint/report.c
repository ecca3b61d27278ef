/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stored zone comes first, then changesets from the oldest; each is printed as it is read.
 * Forms are those that scripts around the reference parse.
 */

#include "tools/kjournalprint/report.h"

#include "dns/rrtype.h"
#include "zonefile/print.h"

#include <stdio.h>
#include <time.h>

enum { KIB = 1024 };

static const char *const yellow = "\x1b[93m", *const red = "\x1b[31m", *const green = "\x1b[32m",
			 *const reset = "\x1b[0m";

struct report {
	const struct report_options *options;
	unsigned number; /* of the next changeset to print */
	unsigned skip;   /* changesets before the first to print */
	unsigned total;  /* printed, the stored zone included */
	bool has_last;
	struct serial last; /* that the one before led to */
	bool broken;
	VEC(struct zone_changeset) kept; /* for merging */
};

static void heading(const struct report *r, const char *color, const char *text)
{
	if (r->options->color)
		printf("%s%s%s\n", color, text, reset);
	else
		printf("%s\n", text);
}

static void print_records(const struct report *r, const struct zone_records *records,
                          const char *color)
{
	struct zone_records_iter it = zone_records_iter_of(records);
	struct zone_record record;
	struct text t;
	text_init(&t);
	while (zone_records_next(&it, &record)) {
		text_reset(&t);
		zf_print_record(&t, record.owner, record.ttl, record.type, record.rdata);
		if (r->options->color)
			printf("%s%.*s%s\n", color, (int)(t.len - 1), t.buf, reset);
		else
			printf("%s", t.buf);
	}
	text_deinit(&t);
}

/* Types of the records but for the SOA, each once, in the order they come. */
static void print_types(const struct zone_records *removed, const struct zone_records *added)
{
	const struct zone_records *const lists[] = {removed, added};
	VEC(uint16_t) seen = {0};
	struct text t;
	text_init(&t);
	for (int i = 0; i < 2; i++) {
		struct zone_records_iter it = zone_records_iter_of(lists[i]);
		struct zone_record record;
		while (zone_records_next(&it, &record)) {
			size_t k = 0;
			while (k < seen.count && seen.items[k] != record.type)
				k++;
			if (k < seen.count || record.type == RR_SOA)
				continue;
			VEC_PUSH(&seen, record.type);
			text_put(&t, " ");
			rrtype_print(&t, record.type);
		}
	}
	printf("%s\n", t.len > 0 ? t.buf : "");
	text_deinit(&t);
	VEC_FREE(&seen);
}

static void print_moment(int64_t at_s)
{
	char buf[40] = "";
	time_t at = (time_t)at_s;
	struct tm tm;
	if (localtime_r(&at, &tm) != NULL)
		strftime(buf, sizeof(buf), "%Y-%m-%dT%H:%M:%S", &tm);
	printf("%s", buf);
}

static void print_zone(struct report *r, const struct zone_records *zone, struct serial serial,
                       int64_t stored_s)
{
	char text[160];
	const struct zone_records none = {.count = 0};
	r->total++;
	if (r->options->debug) {
		printf("Zone-in-journal %u  +++: %zu\t size: %zu\t timestamp: ", serial.value,
		       zone->count, zone->octets.count);
		print_moment(stored_s);
		printf("\t");
		print_types(&none, zone);
		printf("---------------------------------------------\n");
		return;
	}
	snprintf(text, sizeof(text),
	         ";; Zone-in-journal, serial: %u, changeset: %u, timestamp: %lld", serial.value,
	         r->number++, (long long)stored_s);
	heading(r, yellow, text);
	heading(r, green, ";; Added");
	print_records(r, zone, green);
}

static void print_changeset(struct report *r, const struct zone_changeset *c, int64_t stored_s)
{
	struct serial from, to;
	char text[160];
	if (zone_changeset_serials(c, &from, &to) != OK)
		return;
	r->total++;
	if (r->options->debug) {
		printf("%u -> %u  ---: %zu\t  +++: %zu\t size: %zu\t timestamp: ", from.value,
		       to.value, c->removed.count, c->added.count,
		       c->removed.octets.count + c->added.octets.count);
		print_moment(stored_s);
		printf("\t");
		print_types(&c->removed, &c->added);
		return;
	}
	snprintf(text, sizeof(text),
	         ";; Changes between zone versions: %u -> %u, changeset: %u, timestamp: %lld",
	         from.value, to.value, r->number++, (long long)stored_s);
	heading(r, yellow, text);
	heading(r, red, ";; Removed");
	print_records(r, &c->removed, red);
	heading(r, green, ";; Added");
	print_records(r, &c->added, green);
}

/* ---- reading ---- */

static void check_chain(struct report *r, const struct zone_changeset *c)
{
	struct serial from, to;
	if (zone_changeset_serials(c, &from, &to) != OK) {
		fprintf(stderr, "error: a changeset without SOA records\n");
		r->broken = true;
		return;
	}
	if (r->has_last && from.value != r->last.value) {
		fprintf(stderr, "error: changeset %u -> %u does not continue serial %u\n",
		        from.value, to.value, r->last.value);
		r->broken = true;
	}
	if (!serial_is_newer(to, from)) {
		fprintf(stderr, "error: changeset %u -> %u does not raise the serial\n", from.value,
		        to.value);
		r->broken = true;
	}
	r->has_last = true;
	r->last = to;
}

static void keep(struct report *r, const struct zone_changeset *c)
{
	struct zone_changeset copy = {0};
	const struct zone_changeset *parts[] = {c};
	zone_changeset_merge(&copy, parts, 1);
	VEC_PUSH(&r->kept, copy);
}

static enum err take(void *ctx, const struct zone_changeset *c, int64_t stored_s)
{
	struct report *r = ctx;
	if (r->options->check)
		check_chain(r, c);
	if (r->skip > 0)
		r->skip--;
	else if (r->options->merge)
		keep(r, c);
	else
		print_changeset(r, c, stored_s);
	return OK;
}

/* One changeset of all that was kept, or the zone that comes of the stored one. */
static void print_merged(struct report *r, const struct zone_records *zone)
{
	const struct zone_changeset **parts = mem_calloc(r->kept.count + 1, sizeof(*parts));
	struct zone_changeset stored = {.added = *zone}, merged = {0};
	size_t count = 0;
	if (zone->count > 0)
		parts[count++] = &stored;
	for (size_t i = 0; i < r->kept.count; i++)
		parts[count++] = &r->kept.items[i];
	zone_changeset_merge(&merged, parts, count);
	struct zone_records_iter it = zone_records_iter_of(&merged.added);
	struct zone_record soa;
	struct serial serial = {0};
	if (zone_records_next(&it, &soa) && zone_record_serial(&soa, &serial) == OK &&
	    zone->count > 0)
		print_zone(r, &merged.added, serial, 0);
	else if (count > 0)
		print_changeset(r, &merged, 0);
	zone_changeset_deinit(&merged);
	for (size_t i = 0; i < r->kept.count; i++)
		zone_changeset_deinit(&r->kept.items[i]);
	VEC_FREE(&r->kept);
	mem_free(parts);
}

static void print_usage(struct journal *j, const struct journal_info *info, unsigned total)
{
	uint64_t used = 0, limit = 0;
	enum err e = journal_usage(j, &used, &limit);
	printf("Total number of changesets:  %u\n", total);
	printf("Occupied this zone (approx): %llu KiB\n", (unsigned long long)(info->usage / KIB));
	if (e == OK)
		printf("Occupied all zones together: %llu KiB\n", (unsigned long long)(used / KIB));
}

enum err report_zone(struct journal *j, const uint8_t *zone, const struct report_options *options)
{
	struct report r = {.options = options, .number = 1};
	struct journal_info info;
	struct zone_records stored = {0};
	int64_t stored_s = 0;
	enum err e = journal_info(j, zone, &info);
	if (e != OK)
		return e;
	if (!info.exists)
		return E_NOTFOUND;
	bool whole = !options->has_serial && (options->limit == 0 || options->limit > info.depth);
	if (info.has_zone && whole) {
		e = journal_read_zone(j, zone, &stored, &stored_s);
		if (e == OK && !options->merge)
			print_zone(&r, &stored, info.zone, stored_s);
		r.has_last = true;
		r.last = info.zone;
	}
	if (options->limit > 0 && options->limit < info.depth)
		r.skip = info.depth - options->limit;
	struct serial from = options->has_serial ? options->serial : info.first;
	if (e == OK && (info.depth > 0 || options->has_serial))
		e = journal_read(j, zone, from, take, &r);
	if (e == OK && options->merge)
		print_merged(&r, &stored);
	if (e == OK && options->debug)
		print_usage(j, &info, r.total);
	zone_records_deinit(&stored);
	VEC_FREE(&r.kept);
	return e == OK && r.broken ? E_CORRUPT : e;
}

/* ---- the list of zones ---- */

struct listing {
	VEC(struct name) names;
};

static enum err add_name(void *ctx, const uint8_t *zone)
{
	struct listing *l = ctx;
	struct name name;
	name_copy(&name, zone);
	VEC_PUSH(&l->names, name);
	return OK;
}

static enum err print_row(struct journal *j, const uint8_t *zone, bool details)
{
	struct journal_info info;
	struct text name;
	TRY(journal_info(j, zone, &info));
	text_init(&name);
	name_print(&name, zone);
	if (details)
		printf("%-28s     %8llu     %10u    %10u         %3s\n", name.buf,
		       (unsigned long long)(info.usage / KIB), info.first.value, info.last.value,
		       info.has_zone ? "yes" : "no");
	else
		printf("%s\n", name.buf);
	text_deinit(&name);
	return OK;
}

enum err report_zones(struct journal *j, bool details)
{
	struct listing l = {.names = {0}};
	uint64_t used, limit;
	/* Nothing may be asked while the journal is being walked. */
	enum err e = journal_zones(j, add_name, &l);
	if (e == OK && details)
		printf(";; <zone name>              <occupied KiB> <first serial> <last serial> "
		       "<full zone>\n");
	for (size_t i = 0; i < l.names.count && e == OK; i++)
		e = print_row(j, l.names.items[i].wire, details);
	VEC_FREE(&l.names);
	if (e == OK && details)
		e = journal_usage(j, &used, &limit);
	if (e == OK && details)
		printf(";; Occupied all zones together: %llu KiB\n",
		       (unsigned long long)(used / KIB));
	return e;
}
