/* SPDX-License-Identifier: BSD-2-Clause */
/* Chains of small zones as text. */
#pragma once

#include "sign_world.h"

#include "../zone/change_text.h"
#include "server/sign/chain.h"

/* Make the chain of a zone of lines, and apply it: *changes gets the text. */
static inline struct zone_version *chain_of(const char *const *lines,
                                            const struct sign_policy *policy, struct text *changes)
{
	struct zone_version *v = world_zone_of(lines);
	struct zone_edit *e = zone_edit_new(v);
	for (unsigned step = 0; step < 2; step++) {
		struct zone_changeset c = {.removed = {.count = 0}};
		assert_ok(zone_edit_settle(e));
		if (step == 0)
			chain_params_put(&c, zone_edit_view(e), policy);
		else
			assert_ok(chain_make(&c, zone_edit_view(e), policy));
		records_to_text(changes, &c.removed, '-');
		records_to_text(changes, &c.added, '+');
		assert_ok(zone_edit_apply(e, &c, false));
		zone_changeset_deinit(&c);
	}
	assert_ok(zone_edit_settle(e));
	struct zone_version *next = zone_edit_finish(e);
	zone_version_free(v);
	return next;
}

static inline void assert_chain(const char *const *lines, const struct sign_policy *policy,
                                const char *expected)
{
	struct text t;
	text_init(&t);
	text_put_char(&t, ' ');
	zone_version_free(chain_of(lines, policy, &t));
	assert_string_equal(t.buf + 1, expected);
	text_deinit(&t);
}
