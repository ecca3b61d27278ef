/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A place that gets copies of questions over UDP.  What it says is not read.
 *
 * Owner: the action it is for.
 */
#pragma once

#include "base/addr.h"
#include "resolver/request/request.h"

struct policy_mirror;

/* Make its socket. Errors of err_from_errno: it cannot be sent to this address. */
MUST_USE enum err policy_mirror_new(struct policy_mirror **out, const struct addr *to);
void policy_mirror_free(void *mirror);

/*
 * Send the message of a request's client, octet by octet as it came; what cannot be sent at once is
 * not, nor what nobody sent or is too long to be kept (REQ_MESSAGE_MAX).
 */
void policy_mirror_send(const struct policy_mirror *m, const struct request *r);
