/* SPDX-License-Identifier: BSD-2-Clause */
/* The commands by name. */
#pragma once

#include "tools/keymgr/context.h"

struct keymgr_command {
	const char *name;
	int least, most; /* arguments */
	bool writes;
	/* false: what is wrong was said. NULL: not available in this version. */
	bool (*run)(struct keymgr *k, char **args, int count);
};

/* Case and "-" against "_" make no difference. NULL when there is none. */
const struct keymgr_command *keymgr_command_find(const char *name);

/* Print all zones that have keys, as lines or JSON. */
bool keymgr_list_zones(struct keymgr *k);
