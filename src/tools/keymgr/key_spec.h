/* SPDX-License-Identifier: BSD-2-Clause */
/* Which key is meant: a tag, or the beginning of an identifier. */
#pragma once

#include "server/keys/key.h"

/*
 * Find it: "12345", "9f3a", with "keytag=" or "id=" in front for one of the two only.
 *
 * error  gets one line for the user
 * E_INVALID  neither digits;  E_NOTFOUND  none;  E_EXISTS  several
 */
MUST_USE enum err key_spec_find(struct zone_key **out, const struct key_list *keys,
                                struct span spec, struct text *error);
