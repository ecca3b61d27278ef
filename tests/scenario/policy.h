/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules that a script asks for, without a Lua state. */
#pragma once

#include "rpl.h"

#include "resolver/modules/policy/policy.h"

/*
 * Add the rules of "policy=policy:add(policy.FILTER(policy.ACTION, ...))" lines; those that are
 * written otherwise are not understood.  "test." is let through behind them.
 *
 * returns the rule that was not; NULL: all were
 */
const char *scenario_policy_add(struct policy *p, const struct rpl *rpl);
