/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module serve_stale: when servers cannot be reached, or take too long, clients get what has
 * expired (RFC 8767).  The engine does it; here is how long clients wait, and what may have expired
 * how long.
 */

#include "resolver/modules/builtin.h"

#include <inttypes.h>
#include <stdlib.h>

enum { TIMEOUT_MS = 3000, TIMEOUT_MOST_MS = 3600 * 1000, DAY_S = 86400 };

static void init(struct module *m)
{
	m->env->options->stale_after_ms = TIMEOUT_MS;
	m->env->options->stale_max_s = DAY_S;
}

static void deinit(struct module *m)
{
	m->env->options->stale_after_ms = 0;
}

static enum err get(struct module *m, const char *args, struct text *out)
{
	if (args != NULL && strcmp(args, "timeout") == 0)
		text_printf(out, "%" PRIu32, m->env->options->stale_after_ms);
	else if (args != NULL && strcmp(args, "max_age") == 0)
		text_printf(out, "%" PRIu32, m->env->options->stale_max_s);
	return OK;
}

/* "KEY NUMBER" */
static bool read_pair(const char *args, const char *key, double *number)
{
	size_t len = strlen(key);
	char *end;
	if (args == NULL || strncmp(args, key, len) != 0 || args[len] != ' ')
		return false;
	*number = strtod(args + len + 1, &end);
	return end != args + len + 1 && *end == '\0';
}

static enum err set(struct module *m, const char *args, struct text *out)
{
	double number;
	if (read_pair(args, "timeout", &number) && number >= 1 && number <= TIMEOUT_MOST_MS) {
		m->env->options->stale_after_ms = (uint32_t)number;
		return OK;
	}
	if (read_pair(args, "max_age", &number) && number >= 0 && number <= UINT32_MAX) {
		m->env->options->stale_max_s = (uint32_t)number;
		return OK;
	}
	text_printf(out, "expected 'timeout', in milliseconds up to %d, or 'max_age', in seconds",
	            TIMEOUT_MOST_MS);
	return E_INVALID;
}

static const struct module_property properties[] = {{"get", get}, {"set", set}, {NULL, NULL}};

const struct module_api module_serve_stale = {
	.abi = MODULE_ABI,
	.name = "serve_stale",
	.init = init,
	.deinit = deinit,
	.properties = properties,
};
