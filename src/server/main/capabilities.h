/* SPDX-License-Identifier: BSD-2-Clause */
/* Linux capabilities, where the library was there at build time. */
#pragma once

/* Give all up, for good. Without the library: what changing the user does already. */
void capabilities_clear(void);
