/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that the server must read are made as its user. */
#pragma once

#include <stdbool.h>

/*
 * Become "user[:group]" when this is root; nothing to do otherwise, or without one.
 *
 * false: said
 */
bool become(const char *user);
