/* SPDX-License-Identifier: BSD-2-Clause */
/* Label values come from configuration and code, yet nothing of them can break a line. */

#include "observe/metrics_text.h"

void metrics_family(struct text *out, const char *name, const char *type, const char *help)
{
	text_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_value(struct text *out, const char *value)
{
	for (; *value != '\0'; value++) {
		unsigned char c = (unsigned char)*value;
		if (c == '\\' || c == '"')
			text_printf(out, "\\%c", c);
		else if (c == '\n')
			text_put(out, "\\n");
		else
			text_printf(out, "%c", c >= 0x20 && c < 0x7f ? c : '?');
	}
}

void metrics_sample(struct text *out, const char *name, const struct metrics_label *labels,
                    uint64_t value)
{
	const char *before = "{";
	text_put(out, name);
	for (; labels != NULL && labels->name != NULL; labels++) {
		if (labels->value == NULL)
			continue;
		text_printf(out, "%s%s=\"", before, labels->name);
		put_value(out, labels->value);
		text_put(out, "\"");
		before = ",";
	}
	text_printf(out, "%s %llu\n", before[0] == ',' ? "}" : "", (unsigned long long)value);
}
