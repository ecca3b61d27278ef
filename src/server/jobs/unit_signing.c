/* SPDX-License-Identifier: BSD-2-Clause */
/* See unit_signing.h. */

#include "server/jobs/unit_signing.h"

struct unit_signing *unit_signing_new(void)
{
	struct unit_signing *s = mem_zalloc(sizeof(*s));
	arena_init(&s->arena, 0);
	s->is_due = true;
	s->first_s = INT64_MAX;
	return s;
}

void unit_signing_drop_pairs(struct unit_signing *s)
{
	for (size_t i = 0; i < s->zone.keys.count; i++) {
		crypto_key_unref(s->zone.keys.items[i].pair);
		s->zone.keys.items[i].pair = NULL;
	}
	s->input.key_count = 0;
	s->has_pairs = false;
}

void unit_signing_drop_keys(struct unit_signing *s)
{
	kasp_zone_deinit(&s->zone);
	arena_deinit(&s->arena);
	arena_init(&s->arena, 0);
	s->zone = (struct kasp_zone){.keys = {0}};
	s->keys = NULL;
	s->input = (struct sign_input){.keys = NULL};
	s->is_taken = s->has_pairs = false;
}

void unit_signing_free(struct unit_signing *s)
{
	if (s == NULL)
		return;
	unit_signing_drop_keys(s);
	arena_deinit(&s->arena);
	mem_free(s);
}
