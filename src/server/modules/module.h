/* SPDX-License-Identifier: BSD-2-Clause */
/* What a query module exports, and how it reads its section of knot.conf. */
#pragma once

#include "config/tree.h"
#include "server/answer/hook.h"

/* What a module is made from: checked. */
struct module_config {
	const struct conf_block *block; /* its section; NULL: all defaults */
	bool is_global;
};

/* Called for each counter; id is NULL for a counter without parts. Both are borrowed. */
typedef void (*module_counter_fn)(void *ctx, const char *name, const char *id, uint64_t value);

struct module_ops {
	const char *name; /* as in knot.conf: "mod-stats" */
	void *(*make)(const struct module_config *config);
	void (*free)(void *module);
	/* Walk over the counters; NULL: there are none. */
	void (*counters)(const void *module, module_counter_fn each, void *ctx);
	struct hook_ops hooks;
};

extern const struct module_ops module_stats, module_whoami, module_cookies, module_rrl;

/* The number of an item that has one, else a default. block may be NULL. */
int64_t module_number(const struct conf_block *block, const char *item, int64_t otherwise);
