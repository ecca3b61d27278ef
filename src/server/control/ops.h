/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What control commands may ask of the server: a table that server/main fills in, so that commands
 * know nothing of how it is put together.
 */
#pragma once

#include "base/err.h"
#include "base/span.h"
#include "base/text.h"

/* A zone as zone-status shows it; texts are "-" when there is nothing to tell. */
struct ctl_zone {
	const char *name; /* final dot */
	bool loaded;
	uint32_t serial;
	const char *load; /* event value: "-", "pending", "running" */
};

struct ctl_ops {
	/* Reload configuration and changed zone files; done when it returns. */
	enum err (*reload)(void *ctx);
	/* Begin to stop; returns at once. */
	void (*stop)(void *ctx);
	/* Load one zone's file again; wait tells whether to return only when that is done. */
	enum err (*zone_reload)(void *ctx, const uint8_t *zone, bool wait);
	/*
	 * Describe one zone (name not NULL; E_NOZONE when it is not configured) or, one after
	 * another, all.
	 */
	enum err (*zones)(void *ctx, const uint8_t *name,
	                  enum err (*each)(void *each_ctx, const struct ctl_zone *zone),
	                  void *each_ctx);
	/* Append the text of a `status` detail ("workers"); E_INVALID for an unknown one. */
	enum err (*status)(void *ctx, struct span detail, struct text *out);
	void *ctx;
};
