/* SPDX-License-Identifier: BSD-2-Clause */
/* The words in which operators hear of keys' rollovers. Pure. */
#pragma once

#include "base/text.h"
#include "server/keys/pass.h"

/* "generate", "publish", "submit", "replace", "retire", "remove". */
const char *rollover_action_name(enum rollover_action a);

/* How loud a note is told. */
enum rollover_level { ROLLOVER_DEBUG, ROLLOVER_INFO, ROLLOVER_NOTICE, ROLLOVER_WARNING };
enum rollover_level rollover_note_level(enum rollover_note_kind kind);

/* What happened, without the key that it happened to: "KSK rollover started", "retired". */
const char *rollover_note_words(enum rollover_note_kind kind);

/*
 * The words of a note, as logged where it is.
 */
void rollover_note_print(struct text *t, const struct rollover_note *note);

/* "next key action, KSK tag 3375, submit at " - the caller appends the moment in its own form. */
void rollover_next_print(struct text *t, const struct rollover_next *next);
