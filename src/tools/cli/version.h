/* SPDX-License-Identifier: BSD-2-Clause */
/* The line every program prints for -V. */
#pragma once

/* Print "kdig (Bowline), version 1.2.3" to standard output. */
void cli_print_version(const char *tool);
