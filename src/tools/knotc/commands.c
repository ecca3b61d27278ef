/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands.  A request is sent per zone named; without a zone it is one request for all.  Output
 * follows the reference's grammar, because scripts read it.
 */

#include "tools/knotc/commands.h"

#include <stdio.h>

static const char status_filters[] = "role=r serial=s transaction=t freeze=f catalog=c events=e";

static const struct command commands[] = {
	{"status", COMMAND_DETAIL, "Running", NULL},
	{"stop", 0, "Stopped", NULL},
	{"reload", COMMAND_BLOCKS, "Reloaded", NULL},
	{"zone-status", COMMAND_ZONES, NULL, status_filters},
	{"zone-reload", COMMAND_ZONES | COMMAND_BLOCKS, "OK", NULL},
	{"stats", COMMAND_LATER, NULL, NULL},
	{"zone-check", COMMAND_LATER, NULL, NULL},
	{"zone-refresh", COMMAND_LATER, NULL, NULL},
	{"zone-retransfer", COMMAND_LATER, NULL, NULL},
	{"zone-notify", COMMAND_LATER, NULL, NULL},
	{"zone-flush", COMMAND_LATER, NULL, NULL},
	{"zone-backup", COMMAND_LATER, NULL, NULL},
	{"zone-restore", COMMAND_LATER, NULL, NULL},
	{"zone-sign", COMMAND_LATER, NULL, NULL},
	{"zone-validate", COMMAND_LATER, NULL, NULL},
	{"zone-keys-load", COMMAND_LATER, NULL, NULL},
	{"zone-key-rollover", COMMAND_LATER, NULL, NULL},
	{"zone-ksk-submitted", COMMAND_LATER, NULL, NULL},
	{"zone-freeze", COMMAND_LATER, NULL, NULL},
	{"zone-thaw", COMMAND_LATER, NULL, NULL},
	{"zone-xfr-freeze", COMMAND_LATER, NULL, NULL},
	{"zone-xfr-thaw", COMMAND_LATER, NULL, NULL},
	{"zone-read", COMMAND_LATER, NULL, NULL},
	{"zone-begin", COMMAND_LATER, NULL, NULL},
	{"zone-commit", COMMAND_LATER, NULL, NULL},
	{"zone-abort", COMMAND_LATER, NULL, NULL},
	{"zone-diff", COMMAND_LATER, NULL, NULL},
	{"zone-get", COMMAND_LATER, NULL, NULL},
	{"zone-set", COMMAND_LATER, NULL, NULL},
	{"zone-unset", COMMAND_LATER, NULL, NULL},
	{"zone-purge", COMMAND_LATER, NULL, NULL},
	{"zone-stats", COMMAND_LATER, NULL, NULL},
	{"conf-init", COMMAND_LATER, NULL, NULL},
	{"conf-check", COMMAND_LATER, NULL, NULL},
	{"conf-import", COMMAND_LATER, NULL, NULL},
	{"conf-export", COMMAND_LATER, NULL, NULL},
	{"conf-list", COMMAND_LATER, NULL, NULL},
	{"conf-read", COMMAND_LATER, NULL, NULL},
	{"conf-begin", COMMAND_LATER, NULL, NULL},
	{"conf-commit", COMMAND_LATER, NULL, NULL},
	{"conf-abort", COMMAND_LATER, NULL, NULL},
	{"conf-diff", COMMAND_LATER, NULL, NULL},
	{"conf-get", COMMAND_LATER, NULL, NULL},
	{"conf-set", COMMAND_LATER, NULL, NULL},
	{"conf-unset", COMMAND_LATER, NULL, NULL},
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

/* Letter of a filter "+role"; 0 when the command has no such. */
static char filter_letter(const struct command *command, const char *word)
{
	size_t len = strlen(word);
	for (const char *at = command->filters; at != NULL && *at != '\0';) {
		const char *equals = strchr(at, '=');
		if ((size_t)(equals - at) == len && strncmp(at, word, len) == 0)
			return equals[1];
		at = strchr(at, ' ');
		at += at != NULL;
	}
	return 0;
}

struct printing {
	const struct command *command;
	const struct command_options *options;
	bool in_line; /* a line of zone-status is open */
	bool all_good;
	bool had_data;
};

static void print_error(const struct ctl_unit *u)
{
	struct span zone = ctl_get(u, CTL_ZONE), why = ctl_get(u, CTL_ERROR);
	struct span detail = ctl_get(u, CTL_TYPE);
	fprintf(stderr, "error: ");
	if (zone.len > 0)
		fprintf(stderr, "[%.*s] ", (int)zone.len, (const char *)zone.data);
	fprintf(stderr, "(%.*s)", (int)why.len, (const char *)why.data);
	if (detail.len > 0)
		fprintf(stderr, " %.*s", (int)detail.len, (const char *)detail.data);
	fprintf(stderr, "\n");
}

/* "[zone.] role: master | serial: 2"; empty fields are hidden but for the serial. */
static void print_status_field(struct printing *p, const struct ctl_unit *u)
{
	struct span name = ctl_get(u, CTL_TYPE), value = ctl_get(u, CTL_DATA_ITEM);
	bool first = u->type == CTL_DATA;
	if (first) {
		struct span zone = ctl_get(u, CTL_ZONE);
		printf("%s[%.*s]", p->in_line ? "\n" : "", (int)zone.len, (const char *)zone.data);
		p->in_line = true;
	}
	bool empty = span_is_word(value, "-") && !span_is_word(name, "serial");
	if (empty && !p->options->extended)
		return;
	printf("%s%.*s: %.*s", first ? " " : " | ", (int)name.len, (const char *)name.data,
	       (int)value.len, (const char *)value.data);
}

static void print_unit(struct printing *p, const struct ctl_unit *u)
{
	if (u->items[CTL_ERROR].data != NULL) {
		if (p->in_line)
			printf("\n");
		p->in_line = false;
		print_error(u);
		p->all_good = false;
		return;
	}
	p->had_data = true;
	if (p->command->filters == status_filters) {
		print_status_field(p, u);
		return;
	}
	struct span data = ctl_get(u, CTL_DATA_ITEM);
	printf("%.*s\n", (int)data.len, (const char *)data.data);
}

static enum err exchange(struct ctl_channel *channel, struct printing *p,
                         const struct ctl_unit *request)
{
	struct ctl_unit unit;
	TRY(ctl_send(channel, request));
	TRY(ctl_send_type(channel, CTL_BLOCK));
	for (;;) {
		TRY(ctl_receive(channel, &unit));
		if (unit.type == CTL_BLOCK)
			return OK;
		if (unit.type == CTL_END)
			return E_CLOSED;
		print_unit(p, &unit);
	}
}

static bool control_failed(enum err e)
{
	fprintf(stderr, "error: failed to control (%s)\n", err_text(e));
	return false;
}

/* What the words behind a command say. */
struct arguments {
	char filters[32];
	size_t filter_count;
	int targets; /* zones or details; "--" means all and is none */
};

static bool take_words(struct arguments *a, const struct command *command, char *const *words,
                       int count)
{
	for (int i = 0; i < count; i++) {
		if (words[i][0] != '+') {
			a->targets += strcmp(words[i], "--") != 0;
			continue;
		}
		char letter = filter_letter(command, words[i] + 1);
		if (letter == 0 || a->filter_count + 1 >= sizeof(a->filters)) {
			fprintf(stderr, "error: unknown filter: %s\n", words[i]);
			return false;
		}
		a->filters[a->filter_count++] = letter;
	}
	int most = command->flags & COMMAND_ZONES ? count : command->flags & COMMAND_DETAIL ? 1 : 0;
	if (a->targets > most) {
		fprintf(stderr, "error: invalid number of arguments\n");
		return false;
	}
	return true;
}

/* One request per zone or detail named, or one for all. */
static enum err exchange_all(struct ctl_channel *channel, struct printing *p,
                             struct ctl_unit *request, char *const *words, int count)
{
	enum ctl_item item = p->command->flags & COMMAND_DETAIL ? CTL_TYPE : CTL_ZONE;
	bool any = false;
	for (int i = 0; i < count; i++) {
		if (words[i][0] == '+' || strcmp(words[i], "--") == 0)
			continue;
		any = true;
		ctl_set(request, item, words[i]);
		TRY(exchange(channel, p, request));
	}
	return any ? OK : exchange(channel, p, request);
}

bool command_run(struct ctl_channel *channel, const struct command *command,
                 const struct command_options *options, char *const *words, int count)
{
	struct arguments a = {.targets = 0};
	struct printing p = {.command = command, .options = options, .all_good = true};
	struct ctl_unit request = {.type = CTL_DATA};
	char flags[2];
	size_t flag_count = 0;
	if (!take_words(&a, command, words, count))
		return false;
	if (options->blocking && (command->flags & COMMAND_BLOCKS))
		flags[flag_count++] = 'B';
	if (options->force)
		flags[flag_count++] = 'F';
	ctl_set(&request, CTL_CMD, command->name);
	if (flag_count > 0)
		request.items[CTL_FLAGS] = span_of(flags, flag_count);
	if (a.filter_count > 0)
		request.items[CTL_FILTER] = span_of(a.filters, a.filter_count);
	enum err e = exchange_all(channel, &p, &request, words, count);
	if (p.in_line)
		printf("\n");
	if (e != OK)
		return control_failed(e);
	if (p.all_good && command->done != NULL && !p.had_data)
		printf("%s\n", command->done);
	return p.all_good;
}
