/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the interactive mode, and what TAB makes of their words. */

#include "tools/knotc/interactive.h"

#include "tools/cli/prompt.h"
#include "tools/cli/say.h"
#include "tools/knotc/complete.h"
#include "tools/knotc/line.h"
#include "tools/knotc/session.h"

#include <stdio.h>

bool interactive_line(const struct settings *s, const char *text)
{
	struct line line;
	bool closed = line_split(&line, text), go_on = true;
	if (!closed) {
		say_error("unterminated quote");
	} else if (line.words.count > 0 && strcmp(line.words.items[0], "exit") == 0) {
		go_on = false;
	} else if (line.words.count > 0) {
		bool good = session_run(s, line.words.items, (int)line.words.count);
		(void)good; /* told */
	}
	line_free(&line);
	return go_on;
}

static bool on_line(void *ctx, const char *text)
{
	return interactive_line(ctx, text);
}

static void show(const struct line *candidates)
{
	printf("\n");
	for (size_t i = 0; i < candidates->words.count; i++)
		printf("%s\n", candidates->words.items[i]);
	fflush(stdout);
}

/* What all candidates have beyond the open word; the only one is ended, its quote closed. */
static char *beyond(const struct line *line, const struct line *found, size_t have, size_t common)
{
	struct text t;
	text_init(&t);
	line_put(&t, span_of(found->words.items[0] + have, common - have), line->quote);
	if (found->words.count == 1) {
		if (line->quote != '\0')
			text_put_char(&t, line->quote);
		text_put_char(&t, ' ');
	}
	char *more = mem_strdup(t.buf);
	text_deinit(&t);
	return more;
}

static char *on_tab(void *ctx, const char *before, bool *shown)
{
	struct line line, found;
	char *more = NULL;
	bool closed = line_split(&line, before);
	(void)closed; /* line.quote says so */
	const char *open = line.open_word ? line.words.items[line.words.count - 1] : "";
	complete(ctx, &line, &found);
	size_t common = complete_common(&found), have = strlen(open);
	if (found.words.count == 1 || common > have) {
		more = beyond(&line, &found, have, common);
	} else if (found.words.count > 1) {
		show(&found);
		*shown = true;
	}
	line_free(&found);
	line_free(&line);
	return more;
}

void interactive_run(const struct settings *s)
{
	const struct prompt p = {.program = "knotc",
	                         .line = on_line,
	                         .complete = on_tab,
	                         .ctx = (void *)(uintptr_t)s};
	prompt_run(&p);
}
