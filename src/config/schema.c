/* SPDX-License-Identifier: BSD-2-Clause */
/* Look-up in schema tables: short lists, walked. */

#include "config/schema.h"

const struct conf_section *conf_section_find(const struct conf_schema *schema, struct span name)
{
	for (const struct conf_section *s = schema->sections; s->name != NULL; s++) {
		if (span_equal(name, span_str(s->name)))
			return s;
	}
	return NULL;
}

const struct conf_item *conf_item_find(const struct conf_section *section, struct span name)
{
	for (const struct conf_item *i = section->items; i->name != NULL; i++) {
		if (span_equal(name, span_str(i->name)))
			return i;
	}
	return NULL;
}
