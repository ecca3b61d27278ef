/* SPDX-License-Identifier: BSD-2-Clause */
/* What a zone's log is told of its keys. */
#pragma once

#include "server/keys/kasp.h"
#include "server/keys/pass.h"

/* What happened to the keys, each note at its level. zone: its text */
void sign_log_notes(const char *zone, const struct rollover_result *result);

/* With each look at the keys: those that still wait for the parent. result: says of some itself */
void sign_log_waiting(const char *zone, const struct rollover_result *result,
                      const struct key_list *keys, int64_t now);

/* The machine's next action, if there is one. */
void sign_log_next(const char *zone, const struct rollover_next *next);

/* A line for each key that is used, by publication. */
void sign_log_keys(const char *zone, const struct key_list *keys, int64_t now);
