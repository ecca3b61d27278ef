/* SPDX-License-Identifier: BSD-2-Clause */
/* Where log lines go. */
#pragma once

#include "server/conf/conf.h"

/*
 * Open the log targets of a configuration, or without any the default ones; files are opened anew.
 */
void log_targets_open(const struct conf *conf);
