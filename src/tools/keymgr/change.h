/* SPDX-License-Identifier: BSD-2-Clause */
/* Changes to what is there. The functions are commands (commands.h). */
#pragma once

#include "tools/keymgr/context.h"

bool keymgr_set(struct keymgr *k, char **args, int count);
bool keymgr_delete(struct keymgr *k, char **args, int count);
bool keymgr_delete_old(struct keymgr *k, char **args, int count);
bool keymgr_share(struct keymgr *k, char **args, int count);
bool keymgr_salt(struct keymgr *k, char **args, int count);
bool keymgr_master_serial(struct keymgr *k, char **args, int count);
bool keymgr_local_serial(struct keymgr *k, char **args, int count);
