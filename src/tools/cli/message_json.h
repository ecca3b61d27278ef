/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages as JSON objects (RFC 8427). */
#pragma once

#include "base/clock.h"
#include "dns/msg.h"
#include "tools/cli/json.h"
#include "tools/cli/message_print.h"

/* Append a parsed message under a name (NULL: as an item or the whole text). */
void message_json(struct json *j, const char *name, const struct msg *m, struct wall at,
                  const struct message_style *style);
