/* SPDX-License-Identifier: BSD-2-Clause */
/* Built without libcap-ng: the kernel drops capabilities with the user. */

#include "server/main/capabilities.h"

void capabilities_clear(void)
{
}
