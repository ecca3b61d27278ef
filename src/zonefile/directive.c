/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * $ORIGIN and $INCLUDE (RFC 1035 section 5.1), $TTL (RFC 2308 section 4), $GENERATE.
 *
 * Opening files is the reader's: here an $INCLUDE only becomes a path and an origin.
 */
#include "zonefile/directive.h"

#include "dns/ttl.h"
#include "zonefile/generate.h"
#include "zonefile/name_text.h"

static enum zf_end fail(struct zf_scan *s, enum err code, const struct rdata_token *word,
                        const char *field)
{
	const struct rdata_token *end = s->words.items + s->words.count;
	const uint8_t *at = word < end ? word->text : end[-1].text + end[-1].len;
	zf_scan_report(s, code, true, at, field);
	(void)zf_scan_flush(s);
	return ZF_END_STOP;
}

/* The one argument of a directive; NULL, having failed, when there is none or more. */
static const struct rdata_token *only_argument(struct zf_scan *s, const char *field)
{
	struct rdata_token *words = s->words.items;
	if (s->words.count == 2)
		return words + 1;
	(void)fail(s, s->words.count < 2 ? E_FIELD_MISSING : E_FIELD_EXTRA,
	           words + MIN_OF(s->words.count, (size_t)2), field);
	return NULL;
}

/* An absolute name (a relative origin is a mistake more often than not). */
static enum err origin_parse(struct zf_scan *s, struct name *out, const struct rdata_token *word)
{
	uint8_t wire[NAME_MAX_LEN + 32];
	size_t len;
	const uint8_t *map = s->options->lower_case ? zf_name_lowered : zf_name_as_written;
	struct span text = span_of(word->text, word->len);
	if (word->quoted || span_is_word(text, "@"))
		return E_NO_ORIGIN;
	/* Relative to different names it is different, unless it is absolute. */
	static const struct name probe = {.len = 3, .wire = {1, 'x', 0}};
	static const struct name root = {.len = 1, .wire = {0}};
	TRY(zf_name_parse(wire, &len, text, map, &root));
	out->len = (uint8_t)len;
	memcpy(out->wire, wire, len);
	if (zf_name_parse(wire, &len, text, map, &probe) != OK || len != out->len)
		return E_NO_ORIGIN;
	return OK;
}

static enum zf_end run_origin(struct zf_scan *s)
{
	const struct rdata_token *word = only_argument(s, "origin");
	struct name origin;
	if (word == NULL)
		return ZF_END_STOP;
	enum err e = origin_parse(s, &origin, word);
	if (e != OK)
		return fail(s, e, word, "origin");
	s->state.origin = origin;
	return ZF_END_PLACE;
}

static enum zf_end run_ttl(struct zf_scan *s)
{
	const struct rdata_token *word = only_argument(s, "TTL");
	uint32_t ttl;
	if (word == NULL)
		return ZF_END_STOP;
	enum err e = ttl_parse(&ttl, span_of(word->text, word->len));
	if (e != OK)
		return fail(s, e, word, "TTL");
	s->state.default_ttl = ttl;
	s->state.has_default = true;
	return ZF_END_PLACE;
}

static enum zf_end run_include(struct zf_scan *s)
{
	const struct rdata_token *words = s->words.items;
	if (s->words.count < 2 || words[1].len == 0)
		return fail(s, E_FIELD_MISSING, words + 1, "file");
	if (s->words.count > 3)
		return fail(s, E_FIELD_EXTRA, words + 3, NULL);
	s->include.path = span_of(words[1].text, words[1].len);
	s->include.origin = s->state.origin;
	if (s->words.count == 3) {
		enum err e = origin_parse(s, &s->include.origin, words + 2);
		if (e != OK)
			return fail(s, e, words + 2, "origin");
	}
	return ZF_END_INCLUDE;
}

static enum zf_end run_generate(struct zf_scan *s)
{
	const struct rdata_token *fault = NULL;
	uint32_t most = s->options->generate_max != 0 ? s->options->generate_max : 1U << 20;
	enum err e = zf_generate_new(&s->generate, s->words.items, s->words.count, most, &fault);
	return e == OK ? ZF_END_GENERATE : fail(s, e, fault, "range");
}

enum zf_end zf_directive_run(struct zf_scan *s)
{
	static const struct {
		const char *word;
		enum zf_end (*run)(struct zf_scan *s);
	} directives[] = {
		{"$ORIGIN", run_origin},
		{"$TTL", run_ttl},
		{"$INCLUDE", run_include},
		{"$GENERATE", run_generate},
	};
	struct span word = span_of(s->words.items[0].text, s->words.items[0].len);
	s->state.epoch++;
	s->owner_text = span_of(NULL, 0);
	/* Text that $GENERATE made may not direct: it could make itself again. */
	for (size_t i = 0; i < ARRAY_LEN(directives) && s->fixed_line == 0; i++)
		if (span_is_word(word, directives[i].word))
			return directives[i].run(s);
	return fail(s, E_DIRECTIVE, s->words.items, NULL);
}
