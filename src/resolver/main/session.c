/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands in lines.  Invariant: between calls `line` holds no line end. */

#include "resolver/main/session.h"

#include "base/wire.h"

static const char prompt[] = "> ", binary_word[] = "__binary";

void session_init(struct session *s, struct script *script, bool quiet, FILE *record)
{
	*s = (struct session){.script = script, .quiet = quiet, .record = record};
	text_init(&s->line);
}

void session_deinit(struct session *s)
{
	text_deinit(&s->line);
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

/* Carry out the command in s->line. */
static void carry_out(struct session *s, struct text *reply)
{
	struct text out;
	text_init(&out);
	text_put(&out, "");
	while (s->line.len > 0 && s->line.buf[s->line.len - 1] == '\r')
		text_truncate(&s->line, s->line.len - 1);
	if (span_is_word(text_span(&s->line), binary_word)) {
		s->binary = true; /* has no reply */
	} else {
		if (s->line.len > 0) {
			script_eval(s->script, text_span(&s->line), &out);
			record(s, &out);
		}
		answer(s, &out, reply);
	}
	text_deinit(&out);
	text_reset(&s->line);
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

bool session_take(struct session *s, struct span *octets, struct text *reply)
{
	while (octets->len > 0 && reply->len < SESSION_REPLY_FULL) {
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
			carry_out(s, reply);
		s->ends_line = false;
	}
	return true;
}

void session_finish(struct session *s, struct text *reply)
{
	if (s->line.len > 0)
		carry_out(s, reply);
}
