/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines from units. */

#include "tools/knotc/answer.h"

#include <string.h>

static void put(FILE *out, struct span s)
{
	fprintf(out, "%.*s", (int)s.len, (const char *)s.data);
}

/* Names, which may be what the user typed: nothing in them may steer a terminal. */
static void put_name(FILE *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < ' ' || s.data[i] == 0x7f)
			fprintf(out, "\\%03u", s.data[i]);
		else
			fputc(s.data[i], out);
	}
}

static bool has(const struct ctl_unit *u, enum ctl_item item)
{
	return u->items[item].data != NULL;
}

static void close_line(struct answer *a)
{
	if (a->in_line)
		printf("\n");
	a->in_line = false;
}

void answer_print_item(FILE *out, const struct ctl_unit *u)
{
	put_name(out, ctl_get(u, CTL_SECTION));
	if (ctl_get(u, CTL_ID).len > 0) {
		fprintf(out, "[");
		put_name(out, ctl_get(u, CTL_ID));
		fprintf(out, "]");
	}
	if (ctl_get(u, CTL_ITEM).len > 0) {
		fprintf(out, ".");
		put_name(out, ctl_get(u, CTL_ITEM));
	}
}

/* ---- errors ---- */

static void put_zone(FILE *out, const struct ctl_unit *u)
{
	if (ctl_get(u, CTL_ZONE).len > 0) {
		fprintf(out, "[");
		put_name(out, ctl_get(u, CTL_ZONE));
		fprintf(out, "] ");
	}
}

static void put_words(FILE *out, const struct ctl_unit *u)
{
	static const enum ctl_item items[] = {CTL_OWNER, CTL_TTL, CTL_TYPE, CTL_DATA_ITEM};
	bool any = false;
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		if (!has(u, items[i]))
			continue;
		fprintf(out, "%s", any ? " " : "");
		put_name(out, ctl_get(u, items[i]));
		any = true;
	}
}

/* "(reason) what was asked" or, of events, "[zone] (reason)". */
static void print_error(const struct answer *a, const struct ctl_unit *u)
{
	struct span why = ctl_get(u, CTL_ERROR);
	FILE *out = stderr;
	fprintf(out, "error: ");
	if (a->command->kind == KIND_EVENT || a->command->kind == KIND_STATUS ||
	    a->command->kind == KIND_DETAIL) {
		put_zone(out, u);
		if (ctl_get(u, CTL_ZONE).len == 0)
			fprintf(out, " ");
	}
	fprintf(out, "(%.*s)", (int)why.len, (const char *)why.data);
	switch (a->command->kind) {
	case KIND_SERVER:
		fprintf(out, "%s", has(u, CTL_TYPE) ? " " : "");
		put_name(out, ctl_get(u, CTL_TYPE));
		break;
	case KIND_RECORDS:
	case KIND_SET:
	case KIND_UNSET:
		fprintf(out, " ");
		put_zone(out, u);
		put_words(out, u);
		break;
	case KIND_STATS:
	case KIND_ZONESTATS:
		fprintf(out, " ");
		put_zone(out, u);
		answer_print_item(out, u);
		break;
	case KIND_CONF:
	case KIND_CONF_SET:
	case KIND_CONF_TXN:
		/* Of the three only a commit can fail on an item. */
		if (a->command->kind == KIND_CONF_TXN &&
		    strcmp(a->command->name, "conf-commit") != 0)
			break;
		fprintf(out, " ");
		answer_print_item(out, u);
		if (has(u, CTL_DATA_ITEM)) {
			fprintf(out, " = ");
			put(out, ctl_get(u, CTL_DATA_ITEM));
		}
		break;
	default:
		break;
	}
	fprintf(out, "\n");
}

/* ---- data ---- */

/* Green: primary, red: secondary, bold: has contents, underlined: from a catalog. */
static void print_zone_name(const struct answer *a, const struct ctl_unit *u)
{
	struct span flags = ctl_get(u, CTL_FLAGS), zone = ctl_get(u, CTL_ZONE);
	const char *f = (const char *)flags.data;
	if (!a->colour) {
		printf("[%.*s]", (int)zone.len, (const char *)zone.data);
		return;
	}
	printf("[\033[%d", memchr(f, 's', flags.len) != NULL ? 31 : 32);
	printf("%s%s", memchr(f, 'e', flags.len) == NULL ? ";1" : "",
	       memchr(f, 'm', flags.len) != NULL ? ";4" : "");
	printf("m%.*s\033[0m]", (int)zone.len, (const char *)zone.data);
}

/* "[zone.] role: master | serial: 2"; empty fields are hidden but for the serial. */
static void print_status(struct answer *a, const struct ctl_unit *u)
{
	struct span name = ctl_get(u, CTL_TYPE), value = ctl_get(u, CTL_DATA_ITEM);
	bool first = u->type == CTL_DATA;
	if (first) {
		close_line(a);
		print_zone_name(a, u);
		a->in_line = true;
		a->has_field = false;
	}
	bool empty = span_is_word(value, "-") && !span_is_word(name, "serial");
	if (empty && !a->extended)
		return;
	bool bold = a->colour && a->extended && !empty;
	printf("%s%.*s: %s%.*s%s", a->has_field ? " | " : " ", (int)name.len,
	       (const char *)name.data, bold ? "\033[1m" : "", (int)value.len,
	       (const char *)value.data, bold ? "\033[0m" : "");
	a->has_field = true;
}

/* "[zone.] -owner. ttl TYPE data" */
static void print_record(const struct ctl_unit *u)
{
	put_zone(stdout, u);
	put(stdout, ctl_get(u, CTL_FLAGS));
	put_words(stdout, u);
	printf("\n");
}

/* "-section[id].item = one two" */
static void print_conf(struct answer *a, const struct ctl_unit *u)
{
	if (u->type == CTL_EXTRA) {
		printf(" ");
		put(stdout, ctl_get(u, CTL_DATA_ITEM));
		return;
	}
	close_line(a);
	put(stdout, ctl_get(u, CTL_FLAGS));
	answer_print_item(stdout, u);
	if (has(u, CTL_DATA_ITEM)) {
		printf(" = ");
		put(stdout, ctl_get(u, CTL_DATA_ITEM));
	}
	a->in_line = true;
}

/* "[zone.] section.item[id] = 7" */
static void print_counter(const struct ctl_unit *u)
{
	put_zone(stdout, u);
	put(stdout, ctl_get(u, CTL_SECTION));
	printf(".");
	put(stdout, ctl_get(u, CTL_ITEM));
	if (has(u, CTL_ID)) {
		printf("[");
		put(stdout, ctl_get(u, CTL_ID));
		printf("]");
	}
	printf(" = ");
	put(stdout, ctl_get(u, CTL_DATA_ITEM));
	printf("\n");
}

void answer_unit(struct answer *a, const struct ctl_unit *u)
{
	if (has(u, CTL_ERROR)) {
		close_line(a);
		fflush(stdout);
		print_error(a, u);
		a->failed = true;
		return;
	}
	a->had_data = true;
	switch (a->command->kind) {
	case KIND_STATUS:
		print_status(a, u);
		break;
	case KIND_RECORDS:
		print_record(u);
		break;
	case KIND_CONF:
	case KIND_CONF_SET:
	case KIND_CONF_TXN:
		print_conf(a, u);
		break;
	case KIND_STATS:
	case KIND_ZONESTATS:
		print_counter(u);
		break;
	default:
		put(stdout, ctl_get(u, CTL_DATA_ITEM));
		printf("\n");
	}
}

void answer_end(struct answer *a)
{
	close_line(a);
	fflush(stdout);
}
