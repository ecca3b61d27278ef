/* SPDX-License-Identifier: BSD-2-Clause */
/* Metrics over HTTP: a thread that serves /metrics. */
#pragma once

#include "base/addr.h"
#include "server/control/ops.h"

struct metrics;

/*
 * Listen, and begin to serve.
 *
 * ops  live longer
 * errors of socket_listen
 */
MUST_USE enum err metrics_start(struct metrics **out, const struct addr *at,
                                const struct ctl_ops *ops);
/* NULL: nothing was started. */
void metrics_stop(struct metrics *m);
