/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of trust anchors: what can be read can be printed, and reads the same again. */

#include "resolver/anchors/keyfile.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct anchor a, b;
	struct keyfile_fault fault;
	struct text out, again;
	if (keyfile_read(&a, span_of(data, size), &fault) != OK) {
		if (fault.why == NULL)
			abort();
		return 0;
	}
	text_init(&out);
	text_init(&again);
	keyfile_print(&out, &a);
	/* Long rdata may grow beyond the bound of a file when printed. */
	if (out.len <= KEYFILE_MAX_LEN) {
		if (keyfile_read(&b, text_span(&out), &fault) != OK || b.keys.count != a.keys.count)
			abort();
		keyfile_print(&again, &b);
		anchor_deinit(&b);
	}
	anchor_deinit(&a);
	text_deinit(&out);
	text_deinit(&again);
	return 0;
}
