/* SPDX-License-Identifier: BSD-2-Clause */
/* Any pattern against any subject: what is before the first zero octet, and what is behind it. */
#include "resolver/rules/pattern.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pattern *p;
	const char *fault;
	const uint8_t *zero = size > 0 ? memchr(data, 0, size) : NULL;
	size_t len = zero != NULL ? (size_t)(zero - data) : size;
	if (pattern_new(&p, span_of(data, len), &fault) != OK)
		return 0;
	(void)pattern_find(p, zero != NULL ? span_skip(span_of(data, size), len + 1)
	                                   : span_of(data, size));
	pattern_free(p);
	return 0;
}
