/* SPDX-License-Identifier: BSD-2-Clause */
/* Statistics written to a file now and then, as YAML (section "statistics"). */
#pragma once

#include "base/clock.h"
#include "base/text.h"
#include "server/control/ops.h"

/* Append one document; counters that are 0 are left out where they have an identifier. */
void stats_dump_text(struct text *out, const struct ctl_ops *ops, const char *identity,
                     struct wall now);

/*
 * Write a text to a file: behind what is there, or in its place by way of a file beside it.  Mode
 * 0640.
 *
 * E_PERM, E_IO, ...
 */
MUST_USE enum err stats_dump_write(const struct text *t, const char *path, bool append);

struct stats_dump;

struct stats_dump_options {
	unsigned every_s; /* 0: no dumps */
	const char *file;
	bool append;
	const char *identity;
};

/* A thread that writes dumps, none until it is configured. ops live longer. */
struct stats_dump *stats_dump_new(const struct ctl_ops *ops);
/* Options are copied; time begins anew when they differ. Any thread. */
void stats_dump_configure(struct stats_dump *d, const struct stats_dump_options *options);
void stats_dump_free(struct stats_dump *d);
