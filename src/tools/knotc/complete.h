/* SPDX-License-Identifier: BSD-2-Clause */
/* What could follow on an interactive line: commands, filters, zones, configuration items. */
#pragma once

#include "tools/knotc/line.h"
#include "tools/knotc/settings.h"

/*
 * Candidates for the last word of a line (the next one when none is open), sorted, each once.
 *
 * out  strings of the caller; line_free
 */
void complete(const struct settings *s, const struct line *line, struct line *out);

/* Octets that all candidates begin with. */
size_t complete_common(const struct line *candidates);
