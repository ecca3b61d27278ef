/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities by libcap-ng. */

#include "server/main/capabilities.h"

#include <cap-ng.h>

void capabilities_clear(void)
{
	capng_clear(CAPNG_SELECT_BOTH);
	capng_apply(CAPNG_SELECT_BOTH);
}
