/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C modules that are files of their own: NAME.so in the folder of modules.  Such a file exports
 *
 *   uint32_t NAME_api(void)                  MODULE_ABI of the header it was built with
 *   const struct module_api NAME_module      the module
 *
 * and may call what the headers of this folder and those that they include declare.  A file stays
 * mapped until the process ends, so that a module may be unloaded from within its own functions.
 */
#pragma once

#include "resolver/modules/module.h"

/*
 * Open one.
 *
 * error  gets what is wrong, but for E_NOFILE
 * E_NOFILE   there is no such file
 * E_NOTSUP   it was built for another ABI
 * E_INVALID  it cannot be loaded, or does not export what it must
 */
MUST_USE enum err shared_open(const struct module_api **out, const char *folder, const char *name,
                              struct text *error);
