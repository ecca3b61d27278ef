/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cutting one record's text into words: blanks, comments, quotes, parentheses, line ends.
 *
 * After zf_words_read the cursor is behind the record's last line, whatever was wrong with it, so
 * that the next record can be read.  What words mean is not known here.
 */
#include "zonefile/words.h"

/* More words than any record can use: each makes at least one octet of data, or is one of a few. */
enum { WORDS_MAX = 65535 + 16 };

/* The words being read, and where they went wrong. */
struct words {
	struct zf_scan *s;
	const uint8_t *at;   /* octet being looked at: an event, or the end of a slow word */
	const uint8_t *open; /* the open parenthesis, or NULL */
};

static const uint8_t *newline_find(const struct zf_cursor *c, const uint8_t *from)
{
	const uint8_t *p = memchr(from, '\n', (size_t)(c->limit - from));
	return p != NULL ? p : c->limit;
}

static ALWAYS_INLINE bool word_push(struct zf_scan *s, const uint8_t *from, const uint8_t *to,
                                    bool quoted)
{
	if (UNLIKELY(s->words.count == s->words.cap)) {
		if (s->words.cap >= WORDS_MAX)
			return false;
		VEC_RESERVE(&s->words, s->words.cap + 64);
	}
	s->words.items[s->words.count++] = (struct rdata_token){
		.text = from, .len = (uint32_t)(to - from), .quoted = quoted};
	return true;
}

/* Find the closing quote from behind the opening one; newlines only between parentheses. */
static enum err quote_close(struct words *w, const uint8_t *from)
{
	const struct zf_cursor *c = &w->s->cursor;
	uint32_t newlines = 0;
	const uint8_t *p = from;
	for (; p < c->limit; p++) {
		if (*p == '"') {
			w->s->newlines += newlines;
			w->at = p;
			return OK;
		}
		if (*p == '\\' && p + 1 < c->limit && p[1] != '\n') {
			p++;
		} else if (*p == '\n') {
			if (p > from && p[-1] == '\r') {
				w->at = p - 1;
				return E_CRLF;
			}
			if (w->open == NULL)
				break;
			newlines++;
		}
	}
	w->s->ran_out |= p == c->limit;
	w->at = from - 1;
	return E_QUOTE;
}

/* The rest of a word with escapes, or with a quoted part behind "=" (RFC 9460 section 2.1). */
static enum err word_rest(struct words *w, const uint8_t *p)
{
	struct zf_cursor *c = &w->s->cursor;
	for (; p < c->limit; p++) {
		enum zf_kind k = (enum zf_kind)zf_kinds[*p];
		if (k == ZF_BACKSLASH && p + 1 < c->limit && p[1] != '\n') {
			p++;
		} else if (k == ZF_QUOTE) {
			if (p[-1] != '=') {
				w->at = p;
				return E_QUOTE;
			}
			TRY(quote_close(w, p + 1));
			p = w->at;
		} else if (k != ZF_ORDINARY && k != ZF_BACKSLASH) {
			break;
		}
	}
	w->at = p;
	zf_cursor_skip(c, p);
	return OK;
}

static enum err slow_word(struct words *w, const uint8_t *start)
{
	TRY(word_rest(w, w->at));
	return word_push(w->s, start, w->at, false) ? OK : E_RDATA_LONG;
}

static enum err quoted_word(struct words *w)
{
	struct zf_cursor *c = &w->s->cursor;
	const uint8_t *start = w->at + 1;
	TRY(quote_close(w, start));
	const uint8_t *end = w->at;
	if (!word_push(w->s, start, end, true))
		return E_RDATA_LONG;
	w->at = end + 1;
	zf_cursor_skip(c, end);
	enum zf_kind k = zf_cursor_kind(c, w->at);
	if (k == ZF_ORDINARY || k == ZF_QUOTE || k == ZF_BACKSLASH)
		return E_QUOTE; /* "a"b: a word has to end here */
	zf_cursor_skip(c, w->at);
	return OK;
}

/* At a line end. *done: the record ends here. */
static enum err line_end(struct words *w, bool comment, bool *done)
{
	struct zf_scan *s = w->s;
	const uint8_t *p = w->at;
	*done = true;
	if (UNLIKELY(p == s->cursor.limit)) {
		s->line_end = p;
		if (w->open == NULL)
			return OK;
		s->ran_out = true;
		w->at = w->open;
		return E_PAREN;
	}
	if (UNLIKELY(p[-1] == '\r' && !comment)) {
		w->at = p - 1;
		return E_CRLF;
	}
	s->newlines++;
	s->line_end = p + 1;
	*done = w->open == NULL;
	return OK;
}

static enum err parenthesis(struct words *w, enum zf_kind k)
{
	if ((k == ZF_OPEN) == (w->open != NULL))
		return E_PAREN; /* nested, or closed before it was opened */
	w->open = k == ZF_OPEN ? w->at : NULL;
	return OK;
}

/* All kinds but ordinary words and blanks. */
static enum err special(struct words *w, enum zf_kind k, bool *done)
{
	struct zf_cursor *c = &w->s->cursor;
	switch (k) {
	case ZF_COMMENT:
		w->at = newline_find(c, w->at);
		zf_cursor_skip(c, w->at);
		TRY(line_end(w, true, done));
		break;
	case ZF_NEWLINE:
		TRY(line_end(w, false, done));
		break;
	case ZF_OPEN:
	case ZF_CLOSE:
		TRY(parenthesis(w, k));
		break;
	case ZF_QUOTE:
		return quoted_word(w);
	default:
		return slow_word(w, w->at);
	}
	if (!*done)
		w->at = zf_cursor_next(c);
	return OK;
}

static enum err read_all(struct words *w)
{
	struct zf_scan *s = w->s;
	struct zf_cursor *c = &s->cursor;
	bool done = false;
	enum zf_kind k = zf_cursor_kind(c, w->at);
	while (!done) {
		if (LIKELY(k == ZF_ORDINARY)) {
			const uint8_t *start = w->at;
			w->at = zf_cursor_next(c);
			k = zf_cursor_kind(c, w->at);
			if (UNLIKELY(k == ZF_BACKSLASH || k == ZF_QUOTE))
				TRY(slow_word(w, start));
			else if (UNLIKELY(!word_push(s, start, w->at, false)))
				return E_RDATA_LONG;
		} else if (k == ZF_BLANK) {
			w->at = zf_cursor_next(c);
		} else {
			TRY(special(w, k, &done));
		}
		k = zf_cursor_kind(c, w->at);
	}
	return OK;
}

enum err zf_words_read(struct zf_scan *s, const uint8_t *at, const uint8_t **fault)
{
	struct zf_cursor *c = &s->cursor;
	struct words w = {.s = s, .at = at};
	enum err first = OK;
	for (;;) {
		enum err e = read_all(&w);
		if (LIKELY(e == OK))
			return first;
		if (first == OK) {
			first = e;
			*fault = w.at;
		}
		if (s->line_end == c->limit) /* inside parentheses at the end of the text */
			return first;
		const uint8_t *end = newline_find(c, w.at);
		zf_cursor_skip(c, end);
		if (w.open == NULL || zf_words_fatal(e) || end == c->limit) {
			s->newlines += end != c->limit;
			s->line_end = end != c->limit ? end + 1 : end;
			return first;
		}
		s->words.count = 0; /* the record is lost; look for its closing parenthesis */
		w.at = end;
	}
}
