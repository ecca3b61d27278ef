/* SPDX-License-Identifier: BSD-2-Clause */
/* The files that an image says it is made of: what is taken from it says the same when it is
 * written. */
#include "base/text.h"
#include "resolver/modules/policy/rpz_sources.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rpz_sources s = {.full = false};
	struct text t;
	text_init(&t);
	if (rpz_sources_read(&s, span_of(data, size)) == OK) {
		rpz_sources_write(&s, &t);
		if (t.len != size || (size > 0 && memcmp(t.buf, data, size) != 0))
			abort();
	} else if (s.list.count > 0) {
		abort();
	}
	text_deinit(&t);
	rpz_sources_deinit(&s);
	return 0;
}
