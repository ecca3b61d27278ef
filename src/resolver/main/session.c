/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands in lines.  Invariant: between calls `line` holds no line end. */

#include "resolver/main/session.h"

#include "report/group_log.h"

static const char prompt[] = "> ";

void session_init(struct session *s, struct script *script, bool quiet)
{
	*s = (struct session){.script = script, .quiet = quiet};
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

static void answer(struct session *s, bool good, const struct text *out, struct text *reply)
{
	/* For accountability: what was asked and what came of it. */
	group_log(good ? SEV_NOTICE : SEV_WARNING, "control", "%s%s%s", s->line.buf,
	          out->len > 0 ? " -> " : "", out->buf);
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
	bool good = true;
	text_init(&out);
	text_put(&out, "");
	while (s->line.len > 0 && s->line.buf[s->line.len - 1] == '\r')
		text_truncate(&s->line, s->line.len - 1);
	if (span_is_word(text_span(&s->line), "__binary")) {
		text_put(&out, "binary mode is not available in this version");
		good = false;
	} else if (s->line.len > 0) {
		good = script_eval(s->script, text_span(&s->line), &out);
	}
	answer(s, good, &out, reply);
	text_deinit(&out);
	text_reset(&s->line);
}

bool session_take(struct session *s, struct span octets, struct text *reply)
{
	while (octets.len > 0) {
		const uint8_t *end = memchr(octets.data, '\n', octets.len);
		size_t len = end != NULL ? (size_t)(end - octets.data) : octets.len;
		if (s->line.len + len > SESSION_LINE_MAX)
			return false;
		text_put_octets(&s->line, octets.data, len);
		if (end == NULL)
			break;
		carry_out(s, reply);
		octets = span_skip(octets, len + 1);
	}
	return true;
}

void session_finish(struct session *s, struct text *reply)
{
	if (s->line.len > 0)
		carry_out(s, reply);
}
