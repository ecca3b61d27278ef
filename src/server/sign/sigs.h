/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Signatures of nodes: which stay, which go, which are made.  Many nodes are taken together, so
 * that the cryptography of all runs on several threads; deciding stays on the caller's.
 *
 * A signature stays when it is by a key that has to sign the set, is what that key would say today
 * in all but time, is good for longer than the policy's refresh, and verifies.  One that the
 * version before has too, over the same data, is taken to verify: that version was made here.
 *
 *   struct sigs *s = sigs_new(&scope, &input, &changes);
 *   TRY(sigs_put(s, node)) ...
 *   sigs_finish(s, &result)
 *
 * Owner: the caller.  Thread: one at a time.
 */
#pragma once

#include "server/sign/sign_input.h"
#include "server/zone/changeset.h"
#include "server/zone/version.h"

struct sigs_scope {
	const struct zone_version *version;
	const struct zone_version *before; /* signed by us; NULL: every signature is verified */
	bool leave_soa;                    /* say whether it is due, but leave it */
};

struct sigs_result {
	size_t made, dropped;
	bool soa_due;
	int64_t first_s; /* when the first signature of those looked at ends; INT64_MAX: none */
};

struct sigs;
struct sigs *sigs_new(const struct sigs_scope *scope, const struct sign_input *in,
                      struct zone_changeset *changes);

/* Take a node of the version, of names or chain.  Errors as crypto_sign_batch. */
MUST_USE enum err sigs_put(struct sigs *s, const struct zone_node *node);

/* Do what is left; s is gone, also on an error. */
MUST_USE enum err sigs_finish(struct sigs *s, struct sigs_result *result);
