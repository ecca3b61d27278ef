/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests.  Of several zones, items or values named each is a request of its own; the first that
 * fails does not keep the others from being asked.
 */

#include "tools/knotc/request.h"

#include "config/path.h"
#include "tools/cli/say.h"
#include "tools/knotc/answer.h"

/* One command being run. */
struct run {
	struct ctl_channel *channel;
	struct answer answer;
	struct ctl_unit request;
	char flags[2];
	char filters[32];
	const char *filter_word; /* "+outdir DIR": DIR */
};

static bool is_filter(const struct command *command, const char *word)
{
	return command->filters != NULL && word[0] == '+';
}

static bool check_count(const struct command *c, int count)
{
	bool conf = c->kind == KIND_CONF_TXN || c->kind == KIND_CONF_SET;
	if (count >= c->least && (c->most < 0 || count <= c->most))
		return true;
	if (conf)
		say_error("invalid number of arguments");
	else if (c->most == 0)
		say_error("command doesn't take arguments");
	else if (c->least == c->most || c->kind == KIND_LOCAL)
		say_error("command requires %d arguments", c->least);
	else if (count < c->least)
		say_error("command requires at least %d arguments", c->least);
	else
		say_error("command takes at most %d arguments", c->most);
	return false;
}

bool request_check(const struct command *command, const struct request_options *options,
                   char *const *words, int count)
{
	int plain = 0;
	bool has_word = false;
	for (int i = 0; i < count; i++) {
		if (!is_filter(command, words[i])) {
			plain++;
			continue;
		}
		if (command_filter(command, words[i] + 1, &has_word) == 0) {
			say_error("unknown filter: %s", words[i]);
			return false;
		}
		i += has_word && i + 1 < count;
	}
	if ((command->flags & COMMAND_DANGEROUS) && !options->force) {
		say_error("force option required!");
		return false;
	}
	if ((command->flags & COMMAND_NEEDS_ZONE) && plain == 0) {
		say_error("zone must be specified (or -- for all zones)");
		return false;
	}
	return check_count(command, plain);
}

static enum err exchange(struct run *r)
{
	struct ctl_unit unit;
	TRY(ctl_send(r->channel, &r->request));
	TRY(ctl_send_type(r->channel, CTL_BLOCK));
	for (;;) {
		TRY(ctl_receive(r->channel, &unit));
		if (unit.type == CTL_BLOCK)
			return OK;
		if (unit.type == CTL_END)
			return E_CLOSED;
		answer_unit(&r->answer, &unit);
	}
}

static void set_zone(struct run *r, const char *word)
{
	r->request.items[CTL_ZONE] = span_of(NULL, 0);
	if (strcmp(word, "--") != 0)
		ctl_set(&r->request, CTL_ZONE, word);
}

/* A request per zone, or one for all. */
static enum err run_zones(struct run *r, char *const *words, int count)
{
	bool any = false, has_word = false;
	for (int i = 0; i < count; i++) {
		if (is_filter(r->answer.command, words[i])) {
			if (command_filter(r->answer.command, words[i] + 1, &has_word) != 0)
				i += has_word && i + 1 < count;
			continue;
		}
		any = true;
		set_zone(r, words[i]);
		TRY(exchange(r));
	}
	return any ? OK : exchange(r);
}

static enum err run_detail(struct run *r, char *const *words, int count)
{
	if (r->answer.command->kind == KIND_DETAIL)
		set_zone(r, *words++);
	else if (count == 0)
		return exchange(r);
	ctl_set(&r->request, CTL_TYPE, words[0]);
	return exchange(r);
}

static enum err run_records(struct run *r, char *const *words, int count)
{
	set_zone(r, words[0]);
	if (count > 1)
		ctl_set(&r->request, CTL_OWNER, words[1]);
	if (count > 2)
		ctl_set(&r->request, CTL_TYPE, words[2]);
	return exchange(r);
}

/* zone owner [ttl] type data...: what begins with a digit is no type. */
static enum err run_change(struct run *r, char *const *words, int count)
{
	struct text data;
	int at = 2;
	text_init(&data);
	set_zone(r, words[0]);
	ctl_set(&r->request, CTL_OWNER, words[1]);
	if (at < count && words[at][0] >= '0' && words[at][0] <= '9')
		ctl_set(&r->request, CTL_TTL, words[at++]);
	if (at < count)
		ctl_set(&r->request, CTL_TYPE, words[at++]);
	for (bool first = true; at < count; first = false) {
		text_put(&data, first ? "" : " ");
		text_put(&data, words[at++]);
	}
	if (data.len > 0)
		r->request.items[CTL_DATA_ITEM] = text_span(&data);
	enum err e = exchange(r);
	text_deinit(&data);
	return e;
}

static enum err run_stats(struct run *r, char *const *words, int count)
{
	if (r->answer.command->kind == KIND_ZONESTATS) {
		set_zone(r, *words++);
		count--;
	}
	if (count > 0) {
		const char *dot = strchr(words[0], '.');
		size_t len = dot != NULL ? (size_t)(dot - words[0]) : strlen(words[0]);
		r->request.items[CTL_SECTION] = span_of(words[0], len);
		if (dot != NULL)
			ctl_set(&r->request, CTL_ITEM, dot + 1);
	}
	return exchange(r);
}

/* id: memory for the identifier, as long as the word. */
static bool set_item(struct run *r, const char *word, char *id)
{
	struct conf_path_text path;
	const char *fault = NULL;
	struct span at;
	if (conf_path_split(&path, span_str(word), id, &fault, &at) != OK) {
		say_error("(%s)%s%.*s", fault, at.len > 0 ? " " : "", (int)at.len,
		          (const char *)at.data);
		r->answer.failed = true;
		return false;
	}
	r->request.items[CTL_SECTION] = path.section;
	r->request.items[CTL_ID] = path.id.len > 0 ? path.id : span_of(NULL, 0);
	r->request.items[CTL_ITEM] = path.item.len > 0 ? path.item : span_of(NULL, 0);
	return true;
}

/* An empty word names no item, rather than everything. */
static enum err run_items(struct run *r, char *const *words, int count)
{
	if (count == 0)
		return exchange(r);
	for (int i = 0; i < count && !r->answer.failed; i++) {
		char *id = mem_alloc(strlen(words[i]) + 1);
		enum err e = OK;
		if (words[i][0] == '\0') {
			say_error("(%s) ", err_text(E_CONF_ITEM));
			r->answer.failed = true;
		} else if (set_item(r, words[i], id)) {
			e = exchange(r);
		}
		mem_free(id);
		TRY(e);
	}
	return OK;
}

static enum err run_values(struct run *r, char *const *words, int count)
{
	if (count <= 1)
		return run_items(r, words, count);
	char *id = mem_alloc(strlen(words[0]) + 1);
	enum err e = OK;
	if (set_item(r, words[0], id)) {
		for (int i = 1; i < count && e == OK && !r->answer.failed; i++) {
			ctl_set(&r->request, CTL_DATA_ITEM, words[i]);
			e = exchange(r);
		}
	}
	mem_free(id);
	return e;
}

static enum err run_kind(struct run *r, char *const *words, int count)
{
	switch (r->answer.command->kind) {
	case KIND_EVENT:
	case KIND_STATUS:
		return run_zones(r, words, count);
	case KIND_SERVER:
	case KIND_DETAIL:
		return run_detail(r, words, count);
	case KIND_RECORDS:
		return run_records(r, words, count);
	case KIND_SET:
	case KIND_UNSET:
		return run_change(r, words, count);
	case KIND_STATS:
	case KIND_ZONESTATS:
		return run_stats(r, words, count);
	case KIND_CONF:
		return run_items(r, words, count);
	case KIND_CONF_SET:
		return run_values(r, words, count);
	default:
		return exchange(r);
	}
}

static void take_filters(struct run *r, char *const *words, int count)
{
	size_t n = 0;
	for (int i = 0; i < count; i++) {
		bool has_word = false;
		if (!is_filter(r->answer.command, words[i]))
			continue;
		char letter = command_filter(r->answer.command, words[i] + 1, &has_word);
		if (n < sizeof(r->filters))
			r->filters[n++] = letter;
		if (has_word && i + 1 < count)
			r->filter_word = words[++i];
	}
	if (n > 0)
		r->request.items[CTL_FILTER] = span_of(r->filters, n);
	if (r->filter_word != NULL)
		ctl_set(&r->request, CTL_DATA_ITEM, r->filter_word);
}

bool request_run(struct ctl_channel *channel, const struct command *command,
                 const struct request_options *options, char *const *words, int count)
{
	struct run r = {.channel = channel,
	                .answer = {.command = command,
	                           .extended = options->extended,
	                           .colour = options->colour},
	                .request = {.type = CTL_DATA}};
	size_t n = 0;
	if (options->blocking && (command->flags & COMMAND_BLOCKS))
		r.flags[n++] = 'B';
	if (options->force)
		r.flags[n++] = 'F';
	ctl_set(&r.request, CTL_CMD, command->name);
	if (n > 0)
		r.request.items[CTL_FLAGS] = span_of(r.flags, n);
	take_filters(&r, words, count);
	enum err e = run_kind(&r, words, count);
	answer_end(&r.answer);
	if (e != OK) {
		say_error("failed to control (%s)", err_text(e));
		return false;
	}
	if (!r.answer.failed && !r.answer.had_data && command->done != NULL)
		printf("%s\n", command->done);
	return !r.answer.failed;
}
