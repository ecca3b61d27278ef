/* SPDX-License-Identifier: BSD-2-Clause */
/* A new key for a zone: made, taken from those made ahead, or shared. Pure but for the factory. */
#pragma once

#include "server/keys/pass.h"

/*
 * Add a key of these roles, created now; the caller sets its other timers.
 *
 * *out  lives until the list changes;  errors of the factory;  E_LIMIT  KEY_SET_MAX keys
 */
MUST_USE enum err key_generate(struct key_list *keys, const struct rollover_input *in, bool ksk,
                               bool zsk, struct rollover_result *result, struct zone_key **out);

/* Append a note about a key; key may be NULL. */
void rollover_note(struct rollover_result *r, enum rollover_note_kind kind,
                   const struct zone_key *key);
