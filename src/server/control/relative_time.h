/* SPDX-License-Identifier: BSD-2-Clause */
/* Times to come as people read them: "+13D21h59m24s". */
#pragma once

#include "base/text.h"

/* Append seconds from now as +, then years Y (365 days), months M (30), D, h, m, s but zeros. */
void relative_time_print(struct text *t, int64_t seconds);
