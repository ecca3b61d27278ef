/* SPDX-License-Identifier: BSD-2-Clause */
/* The C modules that are part of the program. */
#pragma once

#include "resolver/modules/module.h"

extern const struct module_api module_hints;
