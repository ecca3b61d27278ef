/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys made here, or brought along. The functions are commands (commands.h). */
#pragma once

#include "tools/keymgr/context.h"

bool keymgr_generate(struct keymgr *k, char **args, int count);
bool keymgr_import_bind(struct keymgr *k, char **args, int count);
bool keymgr_import_pub(struct keymgr *k, char **args, int count);
bool keymgr_import_pem(struct keymgr *k, char **args, int count);
