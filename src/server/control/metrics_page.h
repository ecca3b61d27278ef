/* SPDX-License-Identifier: BSD-2-Clause */
/* The page of metrics: what the server counts and how its zones are, for a scraper. */
#pragma once

#include "base/text.h"
#include "server/control/ops.h"

enum { METRICS_ZONES_MAX = 1000 }; /* zones with samples of their own, in canonical order */

/* Append the page. Labels come from configuration and code, never from packets. */
void metrics_page(struct text *out, const struct ctl_ops *ops);
