/* SPDX-License-Identifier: BSD-2-Clause */
/* The number is right, but there is no module behind it. */

#include "resolver/modules/module.h"

uint32_t no_module_api(void);

uint32_t no_module_api(void)
{
	return MODULE_ABI;
}
