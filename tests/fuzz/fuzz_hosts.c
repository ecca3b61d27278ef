/* SPDX-License-Identifier: BSD-2-Clause */
/* Hosts files: a file is taken whole or not at all, and what was taken can be taken away again. */

#include "resolver/modules/hints/hosts.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct host *first_with_addresses(const struct hosts *h)
{
	for (size_t i = 0; i < h->bucket_count; i++) {
		for (const struct host *host = h->buckets[i]; host != NULL; host = host->next) {
			if (host->addr_count > 0)
				return host;
		}
	}
	return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hosts h;
	const struct host *host;
	size_t line;
	hosts_init(&h);
	if (hosts_add_text(&h, span_of(data, size), &line) != OK && h.count != 0)
		abort();
	while ((host = first_with_addresses(&h)) != NULL) {
		struct name name;
		name_copy(&name, host->name);
		if (!hosts_remove(&h, &name, NULL))
			abort();
	}
	hosts_deinit(&h);
	return 0;
}
