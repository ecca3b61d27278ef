/* SPDX-License-Identifier: BSD-2-Clause */
/* Line editing, completion and history by libedit. */

#include "tools/cli/prompt.h"

#include "base/mem.h"

#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORY_LINES = 1000 };

/* libedit's callbacks get the EditLine only; its client data is this. */
struct editing {
	const struct prompt *prompt;
	History *history;
	char *file; /* of the history; NULL without a home */
	char text[64];
};

static char *prompt_text(EditLine *el)
{
	struct editing *e;
	el_get(el, EL_CLIENTDATA, &e);
	return e->text;
}

static unsigned char on_tab(EditLine *el, int key)
{
	struct editing *e;
	const LineInfo *info = el_line(el);
	bool shown = false;
	(void)key;
	el_get(el, EL_CLIENTDATA, &e);
	char *before = mem_printf("%.*s", (int)(info->cursor - info->buffer), info->buffer);
	char *more = e->prompt->complete(e->prompt->ctx, before, &shown);
	unsigned char result = shown ? CC_REDISPLAY : CC_ERROR;
	if (more != NULL && el_insertstr(el, more) == 0)
		result = CC_REFRESH;
	mem_free(more);
	mem_free(before);
	return result;
}

static EditLine *begin(struct editing *e)
{
	HistEvent event;
	const char *home = getenv("HOME"), *program = e->prompt->program;
	EditLine *el = el_init(program, stdin, stdout, stderr);
	e->history = history_init();
	if (e->prompt->history != NULL)
		e->file = mem_strdup(e->prompt->history);
	else
		e->file = home != NULL ? mem_printf("%s/.%s_history", home, program) : NULL;
	snprintf(e->text, sizeof(e->text), "%s> ", program);
	history(e->history, &event, H_SETSIZE, HISTORY_LINES);
	history(e->history, &event, H_SETUNIQUE, 1);
	if (e->file != NULL)
		history(e->history, &event, H_LOAD, e->file);
	el_set(el, EL_CLIENTDATA, e);
	el_set(el, EL_HIST, history, e->history);
	el_set(el, EL_PROMPT, prompt_text);
	el_set(el, EL_EDITOR, "emacs");
	el_set(el, EL_SIGNAL, 1);
	if (e->prompt->complete != NULL) {
		el_set(el, EL_ADDFN, "ed-prompt-complete", "Complete a word", on_tab);
		el_set(el, EL_BIND, "^I", "ed-prompt-complete", NULL);
	}
	el_source(el, NULL); /* ~/.editrc */
	return el;
}

void prompt_run(const struct prompt *p)
{
	struct editing e = {.prompt = p};
	EditLine *el = begin(&e);
	HistEvent event;
	int count;
	for (const char *text; (text = el_gets(el, &count)) != NULL && count > 0;) {
		if (text[strspn(text, " \t\r\n")] != '\0')
			history(e.history, &event, H_ENTER, text);
		char *copy = mem_strdup(text);
		bool go_on = p->line(p->ctx, copy);
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
