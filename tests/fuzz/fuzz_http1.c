/* SPDX-License-Identifier: BSD-2-Clause */
/* Any octets as an HTTP request: read without a crash, and what is read lies within them. */

#include "net/http1.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct http1_request r;
	unsigned status = 0;
	switch (http1_parse(&r, &status, span_of(data, size))) {
	case HTTP1_MORE:
		if (size >= HTTP1_REQUEST_MAX)
			abort();
		break;
	case HTTP1_GOOD:
		if (r.path.len == 0 || r.path.data < data || r.path.data + r.path.len > data + size)
			abort();
		break;
	case HTTP1_WRONG:
		if (status < 400)
			abort();
		break;
	}
	return 0;
}
