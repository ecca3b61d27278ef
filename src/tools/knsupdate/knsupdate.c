/* SPDX-License-Identifier: BSD-2-Clause */
/* knsupdate: dynamic updates from commands, in files, on standard input, or at a prompt. */

#include "base/mem.h"
#include "tools/cli/notice.h"
#include "tools/cli/prompt.h"
#include "tools/knsupdate/commands.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool on_line(void *ctx, const char *text)
{
	struct session *s = ctx;
	/* At the prompt a mistake is told, and does not end it. */
	enum err e = commands_run(s, text);
	(void)e;
	return !s->is_over;
}

static char *on_tab(void *ctx, const char *before, bool *shown)
{
	(void)ctx;
	(void)shown;
	return commands_complete(before);
}

/* The first line that fails ends it. */
static enum err run_lines(struct session *s, FILE *file)
{
	char *line = NULL;
	size_t cap = 0;
	enum err e = OK;
	while (e == OK && !s->is_over && getline(&line, &cap, file) >= 0)
		e = commands_run(s, line);
	if (e != OK)
		notice_debug("failed on line '%s'", line);
	free(line);
	return e;
}

static enum err run_file(struct session *s, const char *path)
{
	if (strcmp(path, "-") == 0)
		return run_lines(s, stdin);
	FILE *file = fopen(path, "r");
	if (file == NULL) {
		notice_error("failed to open '%s' (%s)", path, strerror(errno));
		return E_INVALID;
	}
	enum err e = run_lines(s, file);
	fclose(file);
	return e;
}

static enum err run(struct session *s)
{
	const struct knsupdate_params *p = s->params;
	const struct prompt prompt = {
		.program = "knsupdate", .line = on_line, .complete = on_tab, .ctx = s};
	if (p->files.count == 0 && !isatty(STDIN_FILENO))
		return run_lines(s, stdin);
	if (p->files.count == 0)
		prompt_run(&prompt);
	for (size_t i = 0; i < p->files.count && !s->is_over; i++)
		TRY(run_file(s, p->files.items[i]));
	return OK;
}

int main(int argc, char **argv)
{
	struct knsupdate_params params;
	struct lookup_net net;
	struct session session;
	setlocale(LC_CTYPE, "");
	signal(SIGPIPE, SIG_IGN);
	enum err e = knsupdate_params_parse(&params, argc, argv);
	if (e == OK && !params.stop) {
		lookup_net_init(&net);
		session_init(&session, &params, &net);
		e = run(&session);
		session_deinit(&session);
		lookup_net_deinit(&net);
	}
	knsupdate_params_deinit(&params);
	return fflush(stdout) == 0 && e == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
