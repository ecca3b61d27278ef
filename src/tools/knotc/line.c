/* SPDX-License-Identifier: BSD-2-Clause */
/* Cutting lines. */

#include "tools/knotc/line.h"

static void take_word(struct line *l, struct text *word)
{
	VEC_PUSH(&l->words, mem_strdup(word->len > 0 ? word->buf : ""));
	text_reset(word);
}

bool line_split(struct line *out, const char *text)
{
	struct text word;
	char quote = '\0';
	bool in_word = false;
	*out = (struct line){.open_word = false};
	text_init(&word);
	for (const char *at = text; *at != '\0'; at++) {
		bool blank = strchr(" \t\r\n", *at) != NULL;
		if (quote == '\0' && blank) {
			if (in_word)
				take_word(out, &word);
			in_word = false;
			continue;
		}
		in_word = true;
		if (*at == '\\' && quote != '\'' && at[1] != '\0')
			text_put_char(&word, *++at);
		else if (quote == '\0' && (*at == '"' || *at == '\''))
			quote = *at;
		else if (quote != '\0' && *at == quote)
			quote = '\0';
		else
			text_put_char(&word, *at);
	}
	if (in_word)
		take_word(out, &word);
	out->open_word = in_word;
	out->quote = quote;
	text_deinit(&word);
	return quote == '\0';
}

void line_put(struct text *t, struct span octets, char quote)
{
	for (size_t i = 0; i < octets.len; i++) {
		char c = (char)octets.data[i];
		if (quote == '\'' && c == '\'')
			text_put(t, "'\\'"); /* leave it, the octet, and back */
		else if ((quote == '"' && strchr("\"\\", c) != NULL) ||
		         (quote == '\0' && strchr(" \t\r\n\"'\\", c) != NULL))
			text_put_char(t, '\\');
		text_put_char(t, c);
	}
}

void line_free(struct line *l)
{
	for (size_t i = 0; i < l->words.count; i++)
		mem_free(l->words.items[i]);
	VEC_FREE(&l->words);
}
