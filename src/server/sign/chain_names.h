/* SPDX-License-Identifier: BSD-2-Clause */
/* Names that a change is about, of a zone's. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Names, absolute, lower case, each once. */
struct chain_names {
	const uint8_t *const *items;
	size_t count;
};
