/* SPDX-License-Identifier: BSD-2-Clause */
/* What keymgr -h says. */
#pragma once

void print_help(void);
