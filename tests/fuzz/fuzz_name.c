/* SPDX-License-Identifier: BSD-2-Clause */
/* Names from text, from wire, and from messages; whatever is accepted must print and parse back. */

#include "dns/name.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(const uint8_t *name)
{
	struct text t;
	struct name back;
	text_init(&t);
	name_print(&t, name);
	if (name_parse(&back, text_span(&t), NULL) != OK || back.len != name_len(name) ||
	    memcmp(back.wire, name, back.len) != 0)
		abort();
	text_deinit(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span s = span_of(data, size);
	struct name n;
	size_t pos = 0, len;
	if (name_parse(&n, s, name_root) == OK)
		round_trip(n.wire);
	if (name_check(s, &len) == OK)
		round_trip(data);
	for (size_t at = 0; at < size && at < 64; at++) {
		pos = at;
		if (name_read(&n, s, &pos) == OK)
			round_trip(n.wire);
	}
	return 0;
}
