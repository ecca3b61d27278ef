/* SPDX-License-Identifier: BSD-2-Clause */
/* Key files of another server: the first octet chooses public or private. */
#include "tools/keymgr/bind_key.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bind_public public;
	struct crypto_key *pair;
	int64_t timers[KEY_TIMERS];
	if (size == 0)
		return 0;
	const struct span text = span_of(data + 1, size - 1);
	if (data[0] & 1) {
		if (bind_public_parse(&public, text) == OK &&
		    (public.key_len == 0 || public.key_len > sizeof(public.key)))
			abort();
	} else if (bind_private_parse(&pair, timers, text) == OK) {
		if (!crypto_key_is_private(pair))
			abort();
		crypto_key_unref(pair);
	}
	return 0;
}
