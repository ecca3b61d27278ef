/* SPDX-License-Identifier: BSD-2-Clause */
/* Items that take effect at start only. */
#pragma once

#include "server/conf/conf.h"

/* Call `tell` with the name of each such item that differs. */
void restart_only_each(const struct conf *started, const struct conf *now,
                       void (*tell)(void *ctx, const char *item), void *ctx);
