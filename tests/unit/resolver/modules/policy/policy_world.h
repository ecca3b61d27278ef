/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules above a loop, and one request that they look at. */
#pragma once

#include "../../wire.h"

#include "resolver/modules/policy/policy.h"

struct policy_world {
	uv_loop_t loop;
	struct front front;
	struct policy *policy;
	struct request r;
	unsigned changes;
};

static struct policy_world pw;

static inline void policy_world_changed(void *ctx)
{
	((struct policy_world *)ctx)->changes++;
}

static inline int policy_world_setup(void **state)
{
	(void)state;
	memset(&pw, 0, sizeof(pw));
	assert_ok(uv_loop_init(&pw.loop));
	pw.policy = policy_new(&pw.front, &pw.loop, policy_world_changed, &pw);
	req_init(&pw.r);
	return 0;
}

static inline int policy_world_teardown(void **state)
{
	(void)state;
	policy_close(pw.policy);
	uv_run(&pw.loop, UV_RUN_DEFAULT);
	assert_ok(uv_loop_close(&pw.loop));
	policy_free(pw.policy);
	req_deinit(&pw.r);
	return 0;
}

/* A client asks over UDP. */
static inline void policy_world_ask(const char *name, uint16_t type, const char *from)
{
	struct req_options options;
	struct req_client c;
	req_options_init(&options);
	req_client_internal(&c, nm(name), type, false);
	c.internal = c.stream = false;
	assert_ok(addr_parse(&c.from, span_str(from), 0));
	assert_ok(addr_parse(&c.at, span_str("127.0.0.1"), 0));
	if (pw.front.audience != NULL) {
		const struct front_client who = {.from = &c.from, .at = &c.at};
		c.audience = (uint16_t)pw.front.audience(pw.front.audience_ctx, &who);
	}
	req_reset(&pw.r, 1, &c, &options);
	pw.r.stage = REQ_BEGIN;
}

/* Its answer is ready. */
static inline void policy_world_finish(void)
{
	pw.r.stage = REQ_FINISH;
	policy_finish(pw.policy, &pw.r);
}

static inline struct rule *policy_world_add(enum rules_chain chain, struct filter *filter,
                                            enum action_kind kind)
{
	struct rule *rule = rules_add(pw.policy->rules, chain, filter, action_new(kind));
	rule_unref(rule);
	return rule;
}

#define POLICY_TEST(f) cmocka_unit_test_setup_teardown(f, policy_world_setup, policy_world_teardown)
