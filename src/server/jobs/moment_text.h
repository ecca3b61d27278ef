/* SPDX-License-Identifier: BSD-2-Clause */
/* Moments as log lines tell them. */
#pragma once

#include <stdint.h>

enum { MOMENT_TEXT_MAX = 40 };

/* "2024-02-14T15:20:12+0100", in the local zone; returns out. */
const char *moment_text(char out[MOMENT_TEXT_MAX], int64_t wall_s);
