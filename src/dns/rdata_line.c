/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data from one line of text, for tools and tests: cuts tokens as the zone scanner does, and
 * hands them to rdata_parse.  Parentheses are dropped and a comment ends the line.
 */

#include "dns/rdata.h"

enum { TOKENS_MAX = 4096 };

/* Behind the quote that closes a string opened before `at`; text.len + 1 when there is none. */
static size_t quoted_end(struct span text, size_t at)
{
	for (; at < text.len && text.data[at] != '"'; at++) {
		if (text.data[at] == '\\')
			at++;
	}
	return at + 1;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '(' || c == ')';
}

/* Cut the token at *at and move behind it. */
static enum err token_cut(struct rdata_token *token, struct span line, size_t *at)
{
	size_t first = *at, end = first;
	token->quoted = line.data[first] == '"';
	if (token->quoted) {
		end = quoted_end(line, ++first);
		if (end > line.len)
			return E_QUOTE;
		*at = end--;
	} else {
		while (end < line.len && !is_blank(line.data[end]) && line.data[end] != ';' &&
		       line.data[end] != '"') {
			if (line.data[end] == '\\')
				end++;
			else if (line.data[end] == '=' && end + 1 < line.len &&
			         line.data[end + 1] == '"')
				end = quoted_end(line, end + 2) - 1;
			end++;
		}
		if (end > line.len)
			return line.data[line.len - 1] == '\\' ? E_ESCAPE : E_QUOTE;
		*at = end;
	}
	token->text = line.data + first;
	token->len = (uint32_t)(end - first);
	return OK;
}

enum err rdata_parse_line(struct wire_writer *out, uint16_t type, struct span line,
                          const uint8_t *origin)
{
	struct rdata_token tokens[TOKENS_MAX];
	size_t count = 0;
	for (size_t at = 0; at < line.len && line.data[at] != ';';) {
		if (is_blank(line.data[at])) {
			at++;
			continue;
		}
		if (count == TOKENS_MAX)
			return E_LIMIT;
		TRY(token_cut(&tokens[count++], line, &at));
	}
	struct rdata_text in = {.at = tokens, .end = tokens + count, .origin = origin};
	return rdata_parse(out, type, &in);
}
