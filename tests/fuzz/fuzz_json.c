/* SPDX-License-Identifier: BSD-2-Clause */
/* JSON from anywhere: reading ends, and strings come back as they were written. */

#include "base/json.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(struct span octets)
{
	struct json_reader r;
	struct text t;
	text_init(&t);
	json_put_string(&t, octets);
	json_reader_init(&r, text_span(&t));
	if (json_next(&r) != JSON_STRING || !span_equal(text_span(&r.string), octets))
		abort();
	json_reader_deinit(&r);
	text_deinit(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_reader r;
	enum json_token token;
	size_t tokens = 0;
	json_reader_init(&r, span_of(data, size));
	do {
		token = json_next(&r);
		if (token == JSON_STRING)
			round_trip(text_span(&r.string));
		if (++tokens > size + 1)
			abort();
	} while (token != JSON_END && token != JSON_WRONG);
	json_reader_deinit(&r);
	round_trip(span_of(data, size));
	return 0;
}
