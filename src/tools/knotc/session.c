/* SPDX-License-Identifier: BSD-2-Clause */
/* Commands over a connection of their own. */

#include "tools/knotc/session.h"

#include "tools/cli/say.h"
#include "tools/knotc/local.h"

/* Of the options, -b and -f may also follow the command. */
static void take_late_options(struct request_options *o, char *const **words, int *count)
{
	while (*count > 0) {
		const char *w = (*words)[0];
		if (strcmp(w, "-b") == 0 || strcmp(w, "--blocking") == 0)
			o->blocking = true;
		else if (strcmp(w, "-f") == 0 || strcmp(w, "--force") == 0)
			o->force = true;
		else
			return;
		(*words)++;
		(*count)--;
	}
}

/* Milliseconds; without a limit given there is none for a command that waits. */
static int timeout_of(const struct settings *s)
{
	long seconds = s->timeout_s >= 0     ? s->timeout_s
	               : s->request.blocking ? 0
	                                     : DEFAULT_TIMEOUT_S;
	return seconds > 0 ? (int)seconds * 1000 : -1;
}

static void say_goodbye(struct ctl_channel *channel)
{
	enum err e = ctl_send_type(channel, CTL_END);
	(void)e; /* a server that is gone needs no goodbye */
	ctl_channel_deinit(channel);
}

static bool run_remote(const struct settings *s, const struct command *command, char *const *words,
                       int count)
{
	struct ctl_channel channel;
	char *path = settings_socket(s);
	if (path == NULL)
		return false;
	if (s->conf.verbose)
		fprintf(stderr, "debug: socket '%s'\n", path);
	enum err e = ctl_connect(&channel, path, timeout_of(s));
	if (e != OK)
		say_error("failed to connect to socket '%s' (%s)", path,
		          e == E_NOFILE ? err_text(E_NOTFOUND) : err_text(e));
	mem_free(path);
	if (e != OK)
		return false;
	bool good = request_run(&channel, command, &s->request, words, count);
	say_goodbye(&channel);
	return good;
}

bool session_run(const struct settings *s, char *const *words, int count)
{
	const struct command *command = command_find(words[0]);
	struct settings mine = *s;
	if (command == NULL) {
		say_error("invalid command '%s'", words[0]);
		return false;
	}
	words++;
	count--;
	take_late_options(&mine.request, &words, &count);
	if (!request_check(command, &mine.request, words, count))
		return false;
	return command->kind == KIND_LOCAL ? local_run(&mine, command, words, count)
	                                   : run_remote(&mine, command, words, count);
}

void session_list(const struct settings *s, const char *section, const char *item,
                  const char *filter, void (*each)(void *ctx, const struct ctl_unit *unit),
                  void *ctx)
{
	enum { PATIENCE_MS = 2000 };
	struct ctl_channel channel;
	struct ctl_unit request = {.type = CTL_DATA}, unit;
	char *path = settings_socket(s);
	if (path == NULL)
		return;
	enum err e = ctl_connect(&channel, path, PATIENCE_MS);
	mem_free(path);
	if (e != OK)
		return;
	ctl_set(&request, CTL_CMD, "conf-list");
	if (section != NULL)
		ctl_set(&request, CTL_SECTION, section);
	if (item != NULL)
		ctl_set(&request, CTL_ITEM, item);
	if (filter != NULL)
		ctl_set(&request, CTL_FILTER, filter);
	e = ctl_send(&channel, &request);
	if (e == OK)
		e = ctl_send_type(&channel, CTL_BLOCK);
	while (e == OK) {
		e = ctl_receive(&channel, &unit);
		if (e != OK || unit.type == CTL_BLOCK || unit.type == CTL_END)
			break;
		if (unit.items[CTL_ERROR].data == NULL)
			each(ctx, &unit);
	}
	say_goodbye(&channel);
}
