/* SPDX-License-Identifier: BSD-2-Clause */
/* The schema of a configuration as JSON Schema, for editors and checkers of YAML. */
#pragma once

#include "config/schema.h"

/* Append one JSON document; title is its title. */
void conf_json_schema(struct text *out, const struct conf_schema *schema, const char *title);
