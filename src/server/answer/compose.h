/* SPDX-License-Identifier: BSD-2-Clause */
/* Making the message of a plan with the general writer: slower, and without exceptions. Pure. */
#pragma once

#include "dns/msg_writer.h"
#include "server/answer/place.h"
#include "server/zone/expand.h"

/* What composing needs beside the plan. */
struct compose_from {
	const struct zone_version *version;
	const struct query *query;
	struct zone_expander *expander;
	struct zone_expander *names; /* a second one: name servers while glue is expanded */
};

/*
 * Write the items of one section.
 *
 * w         stands behind the sections before
 * rotation  as reply_space.rotation
 */
enum place_result plan_compose_section(const struct plan *plan, const struct compose_from *from,
                                       struct msg_writer *w, unsigned rotation,
                                       enum msg_section section);

/* As plan_place; never PLACE_UNFIT. */
enum place_result plan_compose(const struct plan *plan, const struct compose_from *from,
                               const struct reply_space *space, size_t *at, uint16_t counts[4]);
