/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a file and those it includes: a stack of files and one scanner that moves among them.
 *
 * Records and reports reach the sink in the order in which a single scanner meets them; reports
 * are counted here, and the last one allowed ends the reading.
 */
#include "zonefile/reader.h"

#include "zonefile/generate.h"

static struct zf_frame *top(struct zf_reader *r)
{
	return &r->frames[r->depth - 1];
}

enum err zf_reader_deliver(struct zf_reader *r, const struct zf_block *b, uint32_t file_line)
{
	const char *file = top(r)->file.name;
	if (b->count > 0) {
		const struct zf_batch batch = {.records = b->records,
		                               .count = b->count,
		                               .file = file,
		                               .first_line = file_line};
		TRY(r->sink->records(r->sink->arg, &batch));
	}
	if (b->has_error) {
		struct zf_error error = b->error;
		error.file = file;
		error.line += file_line;
		r->reports++;
		r->sink->error(r->sink->arg, &error);
		if (r->reports >= ZF_ERRORS_MAX)
			return E_LIMIT;
	}
	return OK;
}

/* The scanner's lines count from 0, files' from 1. */
static enum err flush(struct zf_scan *s)
{
	enum err e = zf_reader_deliver(s->flush_arg, s->out, 1);
	zf_block_reset(s->out);
	return e;
}

static void push(struct zf_reader *r, struct zf_text file)
{
	struct zf_scan *s = &r->scan;
	struct zf_frame *f = &r->frames[r->depth++];
	r->opened++;
	*f = (struct zf_frame){.file = file, .reports = r->reports, .state = s->state};
	zf_scan_set(s, file.text.data, file.text.data + file.text.len, 0);
}

/* Report a fault of an $INCLUDE line in the innermost file. */
static enum zf_end include_failed(struct zf_reader *r, enum err code, uint32_t line)
{
	struct zf_scan *s = &r->scan;
	s->out->has_error = true;
	s->out->error = (struct zf_error){
		.code = code, .fatal = true, .line = line, .column = 1, .field = "file"};
	(void)zf_scan_flush(s);
	return ZF_END_STOP;
}

static enum zf_end include(struct zf_reader *r)
{
	struct zf_scan *s = &r->scan;
	struct zf_frame *f = top(r);
	uint32_t line = s->line - s->newlines;
	if (zf_scan_flush(s) != OK)
		return ZF_END_STOP;
	f->at = s->line_start;
	f->line = s->line;
	if (r->depth == ZF_INCLUDE_DEPTH || r->opened == ZF_INCLUDE_MAX)
		return include_failed(r, E_INCLUDE_DEPTH, line);
	struct zf_text file = {0};
	enum err e = E_INCLUDE;
	if (r->source != NULL)
		e = r->source->open(r->source->arg, &file, s->include.path, f->file.name);
	if (e != OK)
		return include_failed(r, e, line);
	push(r, file);
	top(r)->opened_line = line;
	s->state.origin = s->include.origin;
	return ZF_END_PLACE;
}

/* At the end of the innermost file: back to the including one, if any. */
static enum zf_end pop(struct zf_reader *r)
{
	struct zf_scan *s = &r->scan;
	struct zf_frame done = *top(r);
	enum err e = zf_scan_flush(s);
	if (r->source != NULL)
		r->source->close(r->source->arg, &done.file);
	r->depth--;
	if (e != OK || r->depth == 0)
		return ZF_END_STOP;
	struct zf_frame *f = top(r);
	zf_scan_set(s, f->at, f->file.text.data + f->file.text.len, f->line);
	/* RFC 1035 section 5.1: the origin of the including file is not changed; nor is its TTL. */
	uint32_t epoch = s->state.epoch;
	s->state = done.state;
	s->state.epoch = epoch + 1;
	if (r->reports > done.reports) /* an include is taken whole or not at all */
		return include_failed(r, E_INCLUDE, done.opened_line);
	return ZF_END_PLACE;
}

static enum zf_end generate(struct zf_reader *r)
{
	struct zf_scan *s = &r->scan;
	const uint8_t *at = s->line_start, *limit = s->cursor.limit;
	uint32_t line = s->line;
	enum zf_end end = ZF_END_PLACE;
	struct text text;
	text_init(&text);
	s->fixed_line = line - s->newlines + 1;
	while (end == ZF_END_PLACE && zf_generate_next(s->generate, &text)) {
		const uint8_t *from = (const uint8_t *)text.buf;
		zf_scan_set(s, from, from + text.len, 0);
		end = zf_scan_run(s, from + text.len);
		text_reset(&text);
	}
	text_deinit(&text);
	zf_generate_free(s->generate);
	s->generate = NULL;
	s->fixed_line = 0;
	zf_scan_set(s, at, limit, line);
	return end;
}

static enum zf_end run(struct zf_reader *r)
{
	struct zf_scan *s = &r->scan;
	size_t left = (size_t)(s->cursor.limit - s->line_start);
	if (left >= ZF_PARALLEL_MIN && r->options->threads > 1)
		return zf_parallel_run(r);
	return zf_scan_run(s, s->cursor.limit);
}

static void run_all(struct zf_reader *r)
{
	enum zf_end end = ZF_END_PLACE;
	while (end != ZF_END_STOP) {
		end = run(r);
		if (end == ZF_END_INCLUDE)
			end = include(r);
		else if (end == ZF_END_GENERATE)
			end = generate(r);
		else if (end == ZF_END_PLACE)
			end = pop(r);
	}
	/* Stopped inside an included file: say so in those around it. */
	while (r->depth > 0)
		(void)pop(r);
}

static enum err read_file(const struct zf_source *source, struct zf_text file,
                          const struct zf_options *options, const struct zf_sink *sink)
{
	struct zf_reader *r = mem_zalloc(sizeof(*r));
	struct zf_block *block = mem_alloc(sizeof(*block));
	r->source = source;
	r->options = options;
	r->sink = sink;
	zf_block_reset(block);
	zf_scan_init(&r->scan, options, block, flush, r);
	push(r, file);
	run_all(r);
	enum err e = r->scan.flush_err;
	if (r->reports > 0)
		e = E_MALFORMED;
	zf_scan_deinit(&r->scan);
	mem_free(block);
	mem_free(r);
	return e;
}

enum err zf_read(const struct zf_source *source, const char *path, const struct zf_options *options,
                 const struct zf_sink *sink)
{
	struct zf_text file = {0};
	TRY(source->open(source->arg, &file, span_str(path), NULL));
	return read_file(source, file, options, sink);
}

/* A source whose outermost file is the caller's. */
struct text_source {
	const struct zf_source *inner;
	const char *name; /* its own: tells it from the files of the inner source */
};

static enum err text_open(void *arg, struct zf_text *out, struct span path, const char *from)
{
	const struct text_source *t = arg;
	return t->inner != NULL ? t->inner->open(t->inner->arg, out, path, from) : E_INCLUDE;
}

static void text_close(void *arg, struct zf_text *file)
{
	const struct text_source *t = arg;
	if (file->name != t->name)
		t->inner->close(t->inner->arg, file);
}

enum err zf_read_text(const struct zf_source *source, struct span text, const char *name,
                      const struct zf_options *options, const struct zf_sink *sink)
{
	char *own = mem_strdup(name);
	struct text_source t = {.inner = source, .name = own};
	const struct zf_source wrapped = {.arg = &t, .open = text_open, .close = text_close};
	enum err e = read_file(&wrapped, (struct zf_text){.text = text, .name = own}, options,
	                       sink);
	mem_free(own);
	return e;
}
