/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Completion of names.  The daemon is asked with commands that call nothing but itself: the path of
 * a table is made of plain names, and its fields are listed without being read.
 */

#include "tools/kresc/complete.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdlib.h>

/* Lines "TYPE NAME" of what is at the top, and of the fields of a table. */
static const char list_top[] = "local o = {} for n in __orig_name_list:gmatch('[^\\n]+') do o[#o + "
			       "1] = type(_G[n]) .. ' ' "
			       ".. n end return table.concat(o, '\\n')";
static const char list_table[] =
	"local t, o = %s, {} for k, v in pairs(type(t) == 'table' and t or {}) do if type(k) == "
	"'string' then o[#o + 1] = type(v) .. ' ' .. k end end return table.concat(o, '\\n')";

static bool in_path(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* The name with its tables at the end of a line. */
static const char *last_path(const char *before)
{
	const char *at = before + strlen(before);
	while (at > before && in_path(at[-1]))
		at--;
	return at;
}

/* Names between dots, none of them empty or a number: nothing that could be a call. */
static bool is_path(const char *path, size_t len)
{
	bool begins = true;
	for (size_t i = 0; i < len; i++) {
		bool digit = isdigit((unsigned char)path[i]) != 0;
		if (begins && (path[i] == '.' || digit))
			return false;
		begins = path[i] == '.';
	}
	return len > 0 && !begins;
}

static bool is_name(const char *text)
{
	for (const char *c = text; *c != '\0'; c++) {
		if (!in_path(*c) || *c == '.')
			return false;
	}
	return *text != '\0' && !isdigit((unsigned char)*text);
}

/* One line "TYPE NAME" of a list. */
static void take(struct completion *out, char *line, const char *word)
{
	char *name = strchr(line, ' ');
	if (name == NULL)
		return;
	*name++ = '\0';
	if (strncmp(name, word, strlen(word)) != 0 || !is_name(name))
		return;
	const char *behind = strcmp(line, "function") == 0 ? "("
	                     : strcmp(line, "table") == 0  ? "."
	                                                   : "";
	VEC_PUSH(&out->found, mem_printf("%s%s", name, behind));
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static size_t common_of(const struct completion *c)
{
	size_t common = c->found.count > 0 ? strlen(c->found.items[0]) : 0;
	for (size_t i = 1; i < c->found.count; i++) {
		size_t len = 0;
		while (len < common && c->found.items[i][len] == c->found.items[0][len])
			len++;
		common = len;
	}
	return common;
}

void complete(struct completion *out, const char *before, complete_ask_fn *ask, void *ctx)
{
	const char *path = last_path(before), *dot = strrchr(path, '.');
	const char *word = dot != NULL ? dot + 1 : path;
	struct text command, reply;
	*out = (struct completion){.have = strlen(word)};
	if (dot != NULL && !is_path(path, (size_t)(dot - path)))
		return;
	text_init(&command);
	text_init(&reply);
	if (dot == NULL) {
		text_put(&command, list_top);
	} else {
		char *table = mem_printf("%.*s", (int)(dot - path), path);
		text_printf(&command, list_table, table);
		mem_free(table);
	}
	if (ask(ctx, command.buf, &reply)) {
		char *rest = reply.buf, *line;
		while ((line = strsep(&rest, "\n")) != NULL)
			take(out, line, word);
	}
	if (out->found.count > 1)
		qsort(out->found.items, out->found.count, sizeof(*out->found.items), compare);
	out->common = common_of(out);
	text_deinit(&reply);
	text_deinit(&command);
}

void completion_deinit(struct completion *c)
{
	for (size_t i = 0; i < c->found.count; i++)
		mem_free(c->found.items[i]);
	VEC_FREE(&c->found);
}
