/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Metrics as text, in the exposition format of Prometheus (version 0.0.4): families of samples,
 * each with labels.  Pure; any thread.
 */
#pragma once

#include "base/text.h"

/* What a scraper is told the format is. */
#define METRICS_CONTENT_TYPE "text/plain; version=0.0.4; charset=utf-8"

/*
 * Begin a family.
 *
 * type  "counter" (then the name ends in _total) or "gauge";  help  one line, not empty
 */
void metrics_family(struct text *out, const char *name, const char *type, const char *help);

/* A label of a sample; a list ends with a name of NULL. A value of NULL is as none. */
struct metrics_label {
	const char *name;
	const char *value; /* any octets: escaped, and '?' for what is no ASCII */
};

/* A sample of the family that was begun last. labels: NULL for none */
void metrics_sample(struct text *out, const char *name, const struct metrics_label *labels,
                    uint64_t value);
