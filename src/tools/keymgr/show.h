/* SPDX-License-Identifier: BSD-2-Clause */
/* What there is, as text. The functions are commands (commands.h). */
#pragma once

#include "tools/keymgr/context.h"

bool keymgr_list(struct keymgr *k, char **args, int count);
bool keymgr_ds(struct keymgr *k, char **args, int count);
bool keymgr_dnskey(struct keymgr *k, char **args, int count);
