/* SPDX-License-Identifier: BSD-2-Clause */
/* What a proxy says: reading ends, stays within the octets, and more of them change no verdict. */

#include "net/proxy.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct proxy_header whole, part;
	enum proxy_verdict verdict = proxy_read(&whole, span_of(data, size));
	if (verdict == PROXY_GOOD && (whole.len > size || whole.len > PROXY_MAX))
		abort();
	for (size_t n = 0; n < size && n < PROXY_MAX + 1; n++) {
		enum proxy_verdict early = proxy_read(&part, span_of(data, n));
		if (early != PROXY_MORE && early != verdict)
			abort();
	}
	return 0;
}
