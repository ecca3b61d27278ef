/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Completion.  Names of commands and filters are known here; zones and items are asked of the
 * server, which is silent when it is not there.
 */

#include "tools/knotc/complete.h"

#include "base/text.h"
#include "tools/knotc/session.h"

#include <stdlib.h>

struct search {
	const char *prefix;
	struct line *out;
};

static void offer(struct search *s, const char *text)
{
	if (strncmp(text, s->prefix, strlen(s->prefix)) == 0)
		VEC_PUSH(&s->out->words, mem_strdup(text));
}

static void offer_filters(struct search *s, const struct command *command)
{
	for (const char *at = command->filters; at != NULL && *at != '\0';) {
		const char *equals = strchr(at, '=');
		char *word = mem_printf("+%.*s", (int)(equals - at), at);
		offer(s, word);
		mem_free(word);
		at = strchr(at, ' ');
		at += at != NULL;
	}
}

static void offer_zone(void *ctx, const struct ctl_unit *u)
{
	struct span name = ctl_get(u, CTL_DATA_ITEM);
	char *text = mem_printf("%.*s", (int)name.len, (const char *)name.data);
	offer(ctx, text);
	mem_free(text);
}

/* "section", "section.item" or "section[id].item" as far as it is typed. */
static void offer_item(void *ctx, const struct ctl_unit *u)
{
	struct search *s = ctx;
	struct span section = ctl_get(u, CTL_SECTION), item = ctl_get(u, CTL_ITEM);
	const char *dot = strrchr(s->prefix, '.');
	char *text;
	if (item.len == 0)
		text = mem_printf("%.*s", (int)section.len, (const char *)section.data);
	else if (dot != NULL)
		text = mem_printf("%.*s.%.*s", (int)(dot - s->prefix), s->prefix, (int)item.len,
		                  (const char *)item.data);
	else
		text = mem_printf("%.*s.%.*s", (int)section.len, (const char *)section.data,
		                  (int)item.len, (const char *)item.data);
	offer(s, text);
	mem_free(text);
}

/* "section[ID" */
static void offer_id(void *ctx, const struct ctl_unit *u)
{
	struct search *s = ctx;
	struct span section = ctl_get(u, CTL_SECTION), id = ctl_get(u, CTL_DATA_ITEM);
	char *text = mem_printf("%.*s[%.*s]", (int)section.len, (const char *)section.data,
	                        (int)id.len, (const char *)id.data);
	offer(s, text);
	mem_free(text);
}

static void offer_value(void *ctx, const struct ctl_unit *u)
{
	offer_zone(ctx, u);
}

static void complete_item(const struct settings *s, struct search *search)
{
	size_t len = strcspn(search->prefix, ".[");
	const char *rest = search->prefix + len;
	char *section = mem_printf("%.*s", (int)len, search->prefix);
	if (*rest == '\0') {
		session_list(s, NULL, NULL, "t", offer_item, search);
		/* The only section that fits: its items come next. */
		if (search->out->words.count == 1 &&
		    strcmp(search->out->words.items[0], section) == 0)
			session_list(s, section, NULL, "t", offer_item, search);
	} else if (*rest == '[' && strchr(rest, ']') == NULL) {
		bool zones = strcmp(section, "zone") == 0;
		session_list(s, section,
		             zones                         ? "domain"
		             : strcmp(section, "log") == 0 ? "target"
		                                           : "id",
		             "t", offer_id, search);
	} else {
		session_list(s, section, NULL, "t", offer_item, search);
	}
	mem_free(section);
}

/* Values of the item named by the word before. */
static void complete_value(const struct settings *s, const char *item, struct search *search)
{
	size_t len = strcspn(item, ".[");
	const char *dot = strrchr(item, '.');
	char *section = mem_printf("%.*s", (int)len, item);
	if (dot != NULL)
		session_list(s, section, dot + 1, "t", offer_value, search);
	mem_free(section);
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_once(struct line *l)
{
	size_t kept = 0;
	if (l->words.count > 0)
		qsort(l->words.items, l->words.count, sizeof(char *), by_text);
	for (size_t i = 0; i < l->words.count; i++) {
		if (kept > 0 && strcmp(l->words.items[kept - 1], l->words.items[i]) == 0)
			mem_free(l->words.items[i]);
		else
			l->words.items[kept++] = l->words.items[i];
	}
	l->words.count = kept;
}

void complete(const struct settings *s, const struct line *line, struct line *out)
{
	size_t done = line->words.count - (line->open_word ? 1 : 0);
	struct search search = {line->open_word ? line->words.items[done] : "", out};
	*out = (struct line){.open_word = false};
	if (done == 0) {
		for (const struct command *c = commands; c->name != NULL; c++)
			offer(&search, c->name);
	} else {
		const struct command *c = command_find(line->words.items[0]);
		bool zones = c != NULL && strncmp(c->name, "zone-", 5) == 0;
		if (c == NULL)
			return;
		if (search.prefix[0] == '+')
			offer_filters(&search, c);
		else if (zones)
			session_list(s, NULL, NULL, "z", offer_zone, &search);
		else if (c->kind == KIND_CONF_SET && done > 1)
			complete_value(s, line->words.items[1], &search);
		else if (c->kind == KIND_CONF || c->kind == KIND_CONF_SET)
			complete_item(s, &search);
	}
	sort_once(out);
}

size_t complete_common(const struct line *candidates)
{
	if (candidates->words.count == 0)
		return 0;
	const char *first = candidates->words.items[0];
	size_t common = strlen(first);
	for (size_t i = 1; i < candidates->words.count; i++) {
		size_t n = 0;
		while (n < common && candidates->words.items[i][n] == first[n])
			n++;
		common = n;
	}
	return common;
}
