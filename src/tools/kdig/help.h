/* SPDX-License-Identifier: BSD-2-Clause */
/* What kdig --help prints. */
#pragma once

#include <stdio.h>

void kdig_print_help(FILE *to);
