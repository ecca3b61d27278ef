/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Beginning and ending a scanner, moving it, and what leaves it: blocks and reports.
 *
 * The owner of the last record is in ->out at owner_at or, when the block is new, in state.owner.
 */
#include "zonefile/scanner.h"

void zf_scan_init(struct zf_scan *s, const struct zf_options *options, struct zf_block *out,
                  enum err (*flush)(struct zf_scan *s), void *flush_arg)
{
	*s = (struct zf_scan){
		.options = options, .out = out, .flush = flush, .flush_arg = flush_arg};
	name_copy(&s->state.origin, options->origin != NULL ? options->origin : name_root);
	name_copy(&s->state.owner, name_root);
	s->state.last_ttl = options->default_ttl;
	zf_cursor_init(&s->cursor);
}

void zf_scan_deinit(struct zf_scan *s)
{
	VEC_FREE(&s->words);
	zf_cursor_deinit(&s->cursor);
}

void zf_scan_set(struct zf_scan *s, const uint8_t *at, const uint8_t *limit, uint32_t line)
{
	zf_cursor_set(&s->cursor, at, limit);
	s->line_start = at;
	s->line = line;
	s->owner_text = span_of(NULL, 0);
}

void zf_scan_owner_save(struct zf_scan *s)
{
	if (s->owner_at != NULL)
		name_copy(&s->state.owner, s->owner_at);
	s->owner_at = NULL;
}

enum err zf_scan_flush(struct zf_scan *s)
{
	zf_scan_owner_save(s);
	if (s->flush_err == OK)
		s->flush_err = s->flush(s);
	else /* stopped already: nothing more goes out */
		zf_block_reset(s->out);
	return s->flush_err;
}

void zf_scan_report(struct zf_scan *s, enum err code, bool fatal, const uint8_t *at,
                    const char *field)
{
	uint32_t line = s->line, column = 1;
	const uint8_t *p = s->line_start;
	for (const uint8_t *end = at; p < end; p++) {
		line += *p == '\n';
		column = *p == '\n' ? 1 : column + 1;
	}
	if (s->fixed_line != 0) {
		line = s->fixed_line - 1;
		column = 1;
	}
	s->reports++;
	s->out->has_error = true;
	s->out->error = (struct zf_error){
		.code = code, .fatal = fatal, .line = line, .column = column, .field = field};
}
