/* SPDX-License-Identifier: BSD-2-Clause */
/* What the answer to a question is (RFC 1034 section 4.3.2, as amended). Pure. */
#pragma once

#include "server/answer/decision.h"

/*
 * Fill d->plan.
 *
 * found  what the zone has for the question's name
 */
void answer_decide(const struct decision *d, const struct zone_found *found);
