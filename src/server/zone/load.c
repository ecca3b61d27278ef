/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The link between the scanner's batches and the builder.
 *
 * Nothing of the file is kept: a batch is built in before the next is asked for.  No checks are
 * made here beyond those of scanner and builder, and nothing is logged.
 */
#include "server/zone/load.h"

#include "dns/rrtype.h"

struct load {
	struct zone_builder *builder;
	struct zone_load_report *report;
};

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct load *load = arg;
	const uint8_t *last = NULL;
	/* Behind an error the zone is lost, and only further errors are of interest. */
	for (size_t i = 0; i < batch->count && load->report->errors.count == 0; i++) {
		const struct zf_record *r = &batch->records[i];
		const struct zone_record record = {
			.owner = r->owner,
			.rdata = span_of(r->rdata, r->rdata_len),
			.ttl = r->ttl,
			.type = r->type,
			.same_owner = r->owner == last,
		};
		last = r->owner;
		zone_builder_add(load->builder, &record);
	}
	load->report->records += batch->count;
	return OK;
}

static void take_error(void *arg, const struct zf_error *error)
{
	struct load *load = arg;
	struct zf_error kept = *error;
	kept.file = mem_strdup(error->file);
	VEC_PUSH(&load->report->errors, kept);
}

void zone_load_report_deinit(struct zone_load_report *report)
{
	for (size_t i = 0; i < report->errors.count; i++) {
		union {
			const char *borrowed;
			char *owned;
		} file = {.borrowed = report->errors.items[i].file};
		mem_free(file.owned);
	}
	VEC_FREE(&report->errors);
	VEC_FREE(&report->findings);
}

static void keep_findings(struct zone_load_report *report, const struct zone_builder *builder)
{
	size_t kept;
	const struct zone_finding *f = zone_builder_findings(builder, &kept,
	                                                     &report->finding_total);
	for (size_t i = 0; i < kept; i++)
		VEC_PUSH(&report->findings, f[i]);
}

enum err zone_load(struct zone_version **out, const char *path,
                   const struct zone_load_options *options, struct zone_load_report *report)
{
	const struct zf_options scan = {
		.origin = options->apex,
		.default_ttl = options->default_ttl,
		.lower_case = true,
		.threads = options->threads,
	};
	struct load load = {.builder = zone_builder_new(options->apex), .report = report};
	const struct zf_sink sink = {.arg = &load, .records = take_records, .error = take_error};
	enum err e = zf_read(options->source, path, &scan, &sink);
	if (e == OK)
		e = zone_builder_finish(load.builder, out);
	keep_findings(report, load.builder);
	zone_builder_free(load.builder);
	return e;
}

void zone_load_error_print(struct text *t, const struct zf_error *error)
{
	text_printf(t, "zone loader, %s in zone, file '", error->fatal ? "fatal error" : "error");
	text_put_escaped(t, span_str(error->file));
	text_printf(t, "', line %u (%s", error->line, err_text(error->code));
	if (error->field != NULL)
		text_printf(t, ", %s, column %u", error->field, error->column);
	text_put_char(t, ')');
}

void zone_load_finding_print(struct text *t, const struct zone_finding *finding)
{
	switch (finding->kind) {
	case ZONE_FINDING_OUT_OF_ZONE:
		text_put(t, "zone loader, ignoring out-of-zone data, owner ");
		name_print(t, finding->owner.wire);
		break;
	case ZONE_FINDING_TTL:
		text_put(t, "zone loader, TTL mismatch, owner ");
		name_print(t, finding->owner.wire);
		text_put(t, ", type ");
		rrtype_print(t, finding->type);
		text_printf(t, ", TTL set to %u", finding->ttl);
		break;
	case ZONE_FINDING_SET_SIZE:
		text_put(t, "zone loader, too many records in a set, owner ");
		name_print(t, finding->owner.wire);
		text_put(t, ", type ");
		rrtype_print(t, finding->type);
		break;
	}
}
