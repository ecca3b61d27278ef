/* SPDX-License-Identifier: BSD-2-Clause */
/* Where new keys come from in earnest: made by libcrypto, or shared under a policy. */
#pragma once

#include "server/keys/kasp.h"
#include "server/keys/pass.h"

/* What a factory works with, within one edit. */
struct key_maker {
	struct kasp_turn *turn;
	const char *policy; /* identifier, under which KSKs are shared */
	const uint8_t *zone;
	const struct key_list *keys; /* of the zone */
};

/*
 * The factory; ctx is a struct key_maker.
 *
 * A KSK that is to be shared is the one made last under the policy, unless the zone has it already
 * or it is of another algorithm: then a new one is made, which is the last one from now on.
 */
enum err key_maker_make(void *ctx, const struct key_want *want, struct zone_key *out,
                        bool *is_shared);
