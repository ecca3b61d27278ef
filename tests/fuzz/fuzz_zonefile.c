/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zone text, with $INCLUDE served from the text itself: an included file is what follows the first
 * NUL octet.  Whatever is accepted must be valid, and must come back when printed and read again.
 */
#include "base/mem.h"
#include "dns/rdata.h"
#include "zonefile/print.h"
#include "zonefile/zonefile.h"

#include <stdlib.h>

struct check {
	struct text printed;
	bool again; /* reading what was printed */
	uint64_t records;
};

static void require(bool ok)
{
	if (!ok)
		abort();
}

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct check *c = arg;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *r = &batch->records[i];
		struct span rdata = span_of(r->rdata, r->rdata_len);
		size_t len;
		require(name_check(span_of(r->owner, r->owner_len), &len) == OK);
		require(len == r->owner_len && r->class_ == CLASS_IN);
		require(rdata_check(r->type, rdata) == OK);
		if (!c->again)
			zf_print_record(&c->printed, r->owner, r->ttl, r->type, rdata);
	}
	c->records += batch->count;
	return c->records > 100000 ? E_LIMIT : OK;
}

static void take_error(void *arg, const struct zf_error *error)
{
	struct check *c = arg;
	require(error->line > 0 && error->column > 0 && error->file != NULL);
	require(!c->again);
}

static enum err include_open(void *arg, struct zf_text *out, struct span path, const char *from)
{
	const struct span *included = arg;
	require(path.len > 0 && from != NULL);
	if (path.data[0] == 'x')
		return E_NOFILE;
	*out = (struct zf_text){.text = *included, .name = mem_strdup("included")};
	return OK;
}

static void include_close(void *arg, struct zf_text *file)
{
	(void)arg;
	mem_free(file->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0)
		return 0;
	const uint8_t *nul = memchr(data, 0, size);
	struct span text = span_of(data, nul != NULL ? (size_t)(nul - data) : size);
	struct span included = nul != NULL ? span_of(nul + 1, size - text.len - 1) : text;
	const struct zf_source source = {
		.arg = &included, .open = include_open, .close = include_close};
	static const uint8_t origin[] = {1, 'Z', 0};
	struct zf_options options = {.origin = origin,
	                             .default_ttl = 5,
	                             .lower_case = (size & 1) != 0,
	                             .generate_max = 100};
	struct check c = {0};
	const struct zf_sink sink = {.arg = &c, .records = take_records, .error = take_error};
	text_init(&c.printed);
	enum err e = zf_read_text(&source, text, "main", &options, &sink);
	uint64_t records = c.records;
	if (e == OK && records < 1000 && c.printed.len > 0) {
		c.again = true;
		c.records = 0;
		e = zf_read_text(NULL, text_span(&c.printed), "again", &options, &sink);
		require(e == OK && c.records == records);
	}
	text_deinit(&c.printed);
	return 0;
}
