/* SPDX-License-Identifier: BSD-2-Clause */
/* A module of another time: nothing but its number may be looked at. */

#include <stdint.h>

uint32_t old_abi_api(void);

uint32_t old_abi_api(void)
{
	return 1;
}
