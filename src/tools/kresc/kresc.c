/* SPDX-License-Identifier: BSD-2-Clause */
/* kresc: a console of a running kresd. */

#include "base/mem.h"
#include "tools/cli/prompt.h"
#include "tools/cli/say.h"
#include "tools/cli/version.h"
#include "tools/kresc/complete.h"
#include "tools/kresc/link.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct console {
	struct link link;
	struct text reply;
	bool failed;
};

static void print_help(FILE *to)
{
	fputs("Usage: kresc <socket>\n"
	      "\n"
	      "A console of the kresd whose control socket that is: tty/PID or control/NAME in "
	      "its\n"
	      "working directory.  Commands are Lua; TAB completes names, 'exit' ends.\n"
	      "\n"
	      " -h, --help     Print this text.\n"
	      " -V, --version  Print version.\n",
	      to);
}

static bool ask(void *ctx, const char *command, struct text *reply)
{
	struct console *c = ctx;
	enum err e = link_ask(&c->link, command, reply);
	if (e != OK && !c->failed)
		say_error("%s", e == E_EOF ? "the connection was closed" : err_text(e));
	c->failed = c->failed || e != OK;
	return e == OK;
}

/* One command; false: it is over. */
static bool on_line(void *ctx, const char *text)
{
	struct console *c = ctx;
	size_t len = strcspn(text, "\r\n");
	if (len == 0)
		return true;
	if (len == 4 && strncmp(text, "exit", 4) == 0)
		return false;
	if (!ask(c, text, &c->reply))
		return false;
	fwrite(c->reply.buf, 1, c->reply.len, stdout);
	if (c->reply.len > 0 && c->reply.buf[c->reply.len - 1] != '\n')
		putchar('\n');
	fflush(stdout);
	return true;
}

static char *on_tab(void *ctx, const char *before, bool *shown)
{
	struct completion found;
	char *more = NULL;
	complete(&found, before, ask, ctx);
	if (found.common > found.have) {
		more = mem_printf("%.*s", (int)(found.common - found.have),
		                  found.found.items[0] + found.have);
	} else if (found.found.count > 1) {
		putchar('\n');
		for (size_t i = 0; i < found.found.count; i++)
			printf("%s\n", found.found.items[i]);
		fflush(stdout);
		*shown = true;
	}
	completion_deinit(&found);
	return more;
}

/* kresc_history in the user's cache folder; NULL: there is none. */
static char *history_path(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	char *folder = cache != NULL && cache[0] == '/' ? mem_strdup(cache)
	               : home != NULL                   ? mem_printf("%s/.cache", home)
	                                                : NULL;
	if (folder == NULL)
		return NULL;
	(void)mkdir(folder, 0700); /* what cannot be made is seen when the file is written */
	char *path = mem_printf("%s/kresc_history", folder);
	mem_free(folder);
	return path;
}

static void run_lines(struct console *c)
{
	char *text = NULL;
	size_t cap = 0;
	while (getline(&text, &cap, stdin) >= 0 && on_line(c, text))
		;
	free(text);
}

static int run(const char *path)
{
	struct console c = {0};
	enum err e = link_open(&c.link, path);
	if (e != OK) {
		say_error("%s: %s", path, err_text(e));
		return EXIT_FAILURE;
	}
	text_init(&c.reply);
	if (isatty(STDIN_FILENO)) {
		char *history = history_path();
		const struct prompt p = {.program = "kresc",
		                         .history = history,
		                         .line = on_line,
		                         .complete = on_tab,
		                         .ctx = &c};
		prompt_run(&p);
		mem_free(history);
	} else {
		run_lines(&c);
	}
	text_deinit(&c.reply);
	link_close(&c.link);
	return c.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{"help", no_argument, NULL, 'h'},
		{"version", no_argument, NULL, 'V'},
		{NULL, 0, NULL, 0},
	};
	int c = getopt_long(argc, argv, "hV", options, NULL);
	if (c == 'h') {
		print_help(stdout);
		return EXIT_SUCCESS;
	}
	if (c == 'V') {
		cli_print_version("kresc");
		return EXIT_SUCCESS;
	}
	if (c != -1 || argc - optind != 1) {
		print_help(stderr);
		return EXIT_FAILURE;
	}
	return run(argv[optind]);
}
