/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone file names from formats.  Only names of zones go in: nothing here comes from a packet. */

#include "server/conf/zone_file_path.h"

#include <stdlib.h>

enum { PATH_LIMIT = 1024 };

/* Octets of a name's text with '/' replaced, so that no zone can name a file elsewhere. */
static void put_safe(struct text *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		text_put_char(out, text[i] == '/' ? '_' : text[i]);
}

/* "[N]" or, when second is not NULL, "[N-M]"; NULL unless it is one. Returns what follows. */
static const char *parse_bracket(const char *at, unsigned long *first, unsigned long *second)
{
	char *end;
	if (*at != '[' || at[1] < '0' || at[1] > '9')
		return NULL;
	*first = strtoul(at + 1, &end, 10);
	if (second != NULL) {
		*second = *first;
		if (*end == '-' && end[1] >= '0' && end[1] <= '9')
			*second = strtoul(end + 1, &end, 10);
	}
	return *end == ']' ? end + 1 : NULL;
}

static void put_chars(struct text *out, const struct text *name, unsigned long first,
                      unsigned long last)
{
	if (first >= name->len || last < first)
		return;
	last = MIN_OF(last, (unsigned long)name->len - 1);
	put_safe(out, name->buf + first, last - first + 1);
}

static void put_label(struct text *out, const uint8_t *zone, unsigned long n)
{
	size_t labels = name_labels(zone);
	if (n >= labels)
		return;
	const uint8_t *label = name_skip(zone, labels - 1 - n);
	uint8_t alone[LABEL_MAX_LEN + 2];
	memcpy(alone, label, label[0] + 1u);
	alone[label[0] + 1] = 0;
	struct text t;
	text_init(&t);
	name_print(&t, alone);
	put_safe(out, t.buf, t.len - 1);
	text_deinit(&t);
}

enum err zone_file_path(struct text *out, const char *format, const uint8_t *zone)
{
	struct text name;
	enum err result = OK;
	size_t start = out->len;
	text_init(&name);
	name_print(&name, zone);
	for (const char *at = format; *at != '\0';) {
		unsigned long first, last;
		const char *next = NULL;
		if (*at != '%') {
			text_put_char(out, *at++);
			continue;
		}
		at++;
		if (*at == '%') {
			text_put_char(out, '%');
			next = at + 1;
		} else if (*at == 's') {
			put_safe(out, name.buf, name.len - 1);
			next = at + 1;
		} else if (*at == 'c' && (next = parse_bracket(at + 1, &first, &last)) != NULL) {
			put_chars(out, &name, first, last);
		} else if (*at == 'l' && (next = parse_bracket(at + 1, &first, NULL)) != NULL) {
			put_label(out, zone, first);
		} else {
			result = E_INVALID;
			next = *at != '\0' ? at + 1 : at;
		}
		at = next;
	}
	text_deinit(&name);
	return out->len - start >= PATH_LIMIT ? E_LIMIT : result;
}
