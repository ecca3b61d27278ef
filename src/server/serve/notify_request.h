/* SPDX-License-Identifier: BSD-2-Clause */
/* Incoming NOTIFY (RFC 1996): answered, and passed on to whoever refreshes zones. */
#pragma once

#include "server/serve/permit.h"

/* Deal with a query whose kind is ANSWER_NOTIFY.  In a read-side section. */
void notify_request(const struct serve_env *env, const struct serve_view *view,
                    struct answer_query *q, const struct serve_client *client);
