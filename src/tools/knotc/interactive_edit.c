/* SPDX-License-Identifier: BSD-2-Clause */
/* Line editing, completion and history by libedit. */

#include "tools/knotc/complete.h"
#include "tools/knotc/interactive.h"

#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { HISTORY_LINES = 1000 };

/* libedit's callbacks get the EditLine only; its client data is this. */
struct editing {
	const struct settings *settings;
	History *history;
	char *file; /* of the history; NULL without a home */
};

static char *prompt(EditLine *el)
{
	static char text[] = "knotc> ";
	(void)el;
	return text;
}

static void show(const struct line *candidates)
{
	printf("\n");
	for (size_t i = 0; i < candidates->words.count; i++)
		printf("%s\n", candidates->words.items[i]);
	fflush(stdout);
}

static unsigned char on_tab(EditLine *el, int key)
{
	struct editing *e;
	const LineInfo *info = el_line(el);
	struct line line, found;
	(void)key;
	el_get(el, EL_CLIENTDATA, &e);
	char *before = mem_printf("%.*s", (int)(info->cursor - info->buffer), info->buffer);
	bool closed = line_split(&line, before);
	unsigned char result = CC_ERROR;
	mem_free(before);
	if (closed) {
		const char *open = line.open_word ? line.words.items[line.words.count - 1] : "";
		complete(e->settings, &line, &found);
		size_t common = complete_common(&found), have = strlen(open);
		if (common > have) {
			char *more = mem_printf("%.*s%s", (int)(common - have),
			                        found.words.items[0] + have,
			                        found.words.count == 1 ? " " : "");
			result = el_insertstr(el, more) == 0 ? CC_REFRESH : CC_ERROR;
			mem_free(more);
		} else if (found.words.count > 1) {
			show(&found);
			result = CC_REDISPLAY;
		} else if (found.words.count == 1) {
			result = el_insertstr(el, " ") == 0 ? CC_REFRESH : CC_ERROR;
		}
		line_free(&found);
	}
	line_free(&line);
	return result;
}

static EditLine *begin(struct editing *e)
{
	HistEvent event;
	const char *home = getenv("HOME");
	EditLine *el = el_init("knotc", stdin, stdout, stderr);
	e->history = history_init();
	e->file = home != NULL ? mem_printf("%s/.knotc_history", home) : NULL;
	history(e->history, &event, H_SETSIZE, HISTORY_LINES);
	history(e->history, &event, H_SETUNIQUE, 1);
	if (e->file != NULL)
		history(e->history, &event, H_LOAD, e->file);
	el_set(el, EL_CLIENTDATA, e);
	el_set(el, EL_HIST, history, e->history);
	el_set(el, EL_PROMPT, prompt);
	el_set(el, EL_EDITOR, "emacs");
	el_set(el, EL_SIGNAL, 1);
	el_set(el, EL_ADDFN, "ed-knotc-complete", "Complete a word", on_tab);
	el_set(el, EL_BIND, "^I", "ed-knotc-complete", NULL);
	el_source(el, NULL); /* ~/.editrc */
	return el;
}

void interactive_run(const struct settings *s)
{
	struct editing e = {.settings = s};
	EditLine *el = begin(&e);
	HistEvent event;
	int count;
	for (const char *text; (text = el_gets(el, &count)) != NULL && count > 0;) {
		if (text[strspn(text, " \t\r\n")] != '\0')
			history(e.history, &event, H_ENTER, text);
		char *copy = mem_strdup(text);
		bool go_on = interactive_line(s, copy);
		mem_free(copy);
		fflush(stdout);
		if (!go_on)
			break;
	}
	if (e.file != NULL)
		history(e.history, &event, H_SAVE, e.file);
	history_end(e.history);
	el_end(el);
	mem_free(e.file);
}
