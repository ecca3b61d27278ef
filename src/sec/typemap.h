/* SPDX-License-Identifier: BSD-2-Clause */
/* Type bitmaps of NSEC, NSEC3 and CSYNC records (RFC 4034 section 4.1.2). Pure; any thread. */
#pragma once

#include "base/wire.h"

/* Does a bitmap list a type? A malformed one lists nothing behind its fault. */
bool typemap_has(struct span bitmap, uint16_t type) PURE;

/* Append the bitmap of types, which ascend. Other than ascending types are a fault of the caller.
 */
void typemap_write(struct wire_writer *w, const uint16_t *types, size_t count);
