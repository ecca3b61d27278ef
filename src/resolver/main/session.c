/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands in lines.  Invariant: between calls `line` holds no line end but those of lines that are
 * no command without what follows (joined).
 */

#include "resolver/main/session.h"

#include "base/wire.h"

static const char prompt[] = "> ", further_prompt[] = ">> ", binary_word[] = "__binary";

void session_init(struct session *s, struct script *script, bool quiet, FILE *record)
{
	*s = (struct session){.script = script, .quiet = quiet, .record = record};
	text_init(&s->line);
	text_init(&s->left);
}

void session_deinit(struct session *s)
{
	text_deinit(&s->line);
	text_deinit(&s->left);
}

void session_greet(struct session *s, struct text *reply)
{
	if (!s->quiet)
		text_put(reply, prompt);
}

/* Lines stay lines; nothing that a terminal would obey gets through. */
static void record_text(FILE *to, const struct text *t)
{
	for (size_t i = 0; i < t->len; i++) {
		unsigned char c = (unsigned char)t->buf[i];
		if (c >= ' ' ? c != 127 : c == '\n' || c == '\t')
			putc(c, to);
		else
			fprintf(to, "\\%03u", c);
	}
	if (t->len > 0 && t->buf[t->len - 1] != '\n')
		putc('\n', to);
}

static void record(const struct session *s, const struct text *out)
{
	if (s->record == NULL)
		return;
	fputs("[control] ", s->record);
	record_text(s->record, &s->line);
	record_text(s->record, out);
	fflush(s->record);
}

static void answer(const struct session *s, const struct text *out, struct text *reply)
{
	if (s->binary) {
		uint8_t len[4];
		wire_set_u32(len, (uint32_t)out->len);
		text_put_octets(reply, len, sizeof(len));
		text_put_octets(reply, out->buf, out->len);
		return;
	}
	text_put_octets(reply, out->buf, out->len);
	if (!s->quiet) {
		text_put_char(reply, '\n');
		text_put(reply, prompt);
	} else if (out->len > 0) {
		text_put_char(reply, '\n');
	}
}

/* An error does not go into the reply, which is the prompt alone. */
static void answer_error(const struct session *s, struct text *out, struct text *reply)
{
	record_text(s->errors, out);
	fflush(s->errors);
	if (!s->quiet)
		text_put(reply, prompt);
}

/* Carry out the command in s->line. */
static void carry_out(struct session *s, struct text *reply)
{
	struct text out;
	text_init(&out);
	text_put(&out, "");
	bool good = true;
	if (span_is_word(text_span(&s->line), binary_word)) {
		s->binary = true; /* has no reply */
	} else {
		if (s->line.len > 0) {
			good = script_eval(s->script, text_span(&s->line), &out);
			record(s, &out);
		}
		if (good || s->errors == NULL)
			answer(s, &out, reply);
		else
			answer_error(s, &out, reply);
	}
	text_deinit(&out);
	text_reset(&s->line);
	s->joined = 0;
}

/* Take the lines behind the first one off the command, in front of the octets that follow. */
static void split(struct session *s, struct span *octets)
{
	struct text left;
	const char *end = memchr(s->line.buf, '\n', s->line.len);
	size_t first = end != NULL ? (size_t)(end - s->line.buf) : s->line.len;
	if (first == s->line.len)
		return;
	s->apart = s->joined;
	text_init(&left);
	text_put_octets(&left, s->line.buf + first + 1, s->line.len - first - 1);
	text_put_char(&left, '\n');
	text_put_octets(&left, octets->data, octets->len);
	text_truncate(&s->line, first);
	text_deinit(&s->left); /* the octets may have lain there */
	s->left = left;
	*octets = text_span(&s->left);
}

/* May there be a next line that belongs to the same command? */
static bool goes_on(const struct session *s, struct span octets, bool last)
{
	return (octets.len > 0 || (s->waits && !last)) && s->joined < SESSION_LINES_MAX &&
	       s->line.len < SESSION_JOINED_MAX &&
	       script_shape(s->script, text_span(&s->line)) == SCRIPT_UNFINISHED;
}

/*
 * A line has ended.  What several lines make must be right as a whole; else each of them is a
 * command, as it is when it comes by itself.  (Of what waits for lines, all that has come is one,
 * and wrong.)
 *
 * last  no more octets will come
 */
static void take_line(struct session *s, struct span *octets, bool last, struct text *reply)
{
	while (s->line.len > 0 && s->line.buf[s->line.len - 1] == '\r')
		text_truncate(&s->line, s->line.len - 1);
	bool apart = s->apart > 0;
	s->apart -= apart;
	if (s->line.len > 0 && !apart && goes_on(s, *octets, last)) {
		if (s->waits && !s->quiet && octets->len == 0)
			text_put(reply, further_prompt);
		text_put_char(&s->line, '\n');
		s->joined++;
		return;
	}
	if (s->joined > 0 && !s->waits &&
	    script_shape(s->script, text_span(&s->line)) != SCRIPT_WHOLE)
		split(s, octets);
	carry_out(s, reply);
}

/* "__binary" counts without line end too. */
static void take_bare_binary(struct session *s)
{
	if (!span_is_word(text_span(&s->line), binary_word))
		return;
	s->binary = true;
	s->ends_line = true;
	text_reset(&s->line);
}

/* Is the line that has come the end of a "__binary" that was taken before? */
static bool is_end_of_binary(const struct session *s)
{
	struct span line = text_span(&s->line);
	return s->ends_line && (line.len == 0 || span_is_word(line, "\r"));
}

/* full  octets of the reply behind which no more is done */
static bool take(struct session *s, struct span *octets, struct text *reply, size_t full)
{
	while (octets->len > 0 && reply->len < full) {
		const uint8_t *end = memchr(octets->data, '\n', octets->len);
		size_t len = end != NULL ? (size_t)(end - octets->data) : octets->len;
		if (s->line.len + len > SESSION_LINE_MAX)
			return false;
		text_put_octets(&s->line, octets->data, len);
		*octets = span_skip(*octets, end != NULL ? len + 1 : len);
		if (end == NULL) {
			take_bare_binary(s);
			continue;
		}
		if (is_end_of_binary(s))
			text_reset(&s->line);
		else
			take_line(s, octets, false, reply);
		s->ends_line = false;
	}
	return true;
}

bool session_take(struct session *s, struct span *octets, struct text *reply)
{
	return take(s, octets, reply, SESSION_REPLY_FULL);
}

void session_finish(struct session *s, struct text *reply)
{
	struct span rest = {0};
	if (s->line.len > 0)
		take_line(s, &rest, true, reply);
	/* Lines that were one command too few; no line of them is too long. */
	(void)take(s, &rest, reply, SIZE_MAX);
}
