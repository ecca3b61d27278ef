/* SPDX-License-Identifier: BSD-2-Clause */
/* The two kinds of chain, behind chain.h. */
#pragma once

#include "server/sign/chain_names.h"
#include "server/sign/sign_input.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

void chain_make_nsec(struct zone_changeset *c, const struct zone_version *v);
MUST_USE enum err chain_make_nsec3(struct zone_changeset *c, const struct zone_version *v,
                                   const struct sign_policy *policy);
MUST_USE enum err chain_mend_nsec(struct zone_changeset *c, const struct zone_version *v,
                                  const struct chain_names *names);
MUST_USE enum err chain_mend_nsec3(struct zone_changeset *c, const struct zone_version *v,
                                   const struct sign_policy *policy,
                                   const struct chain_names *names);

/* Take every record of one kind of chain away. */
void chain_drop_nsec(struct zone_changeset *c, const struct zone_version *v);
void chain_drop_nsec3(struct zone_changeset *c, const struct zone_version *v);
