/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data from text: a type, a blank, the fields.  What is accepted must pass the check, and
 * print as text that parses back to the same octets.
 */

#include "dns/rdata.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t wire[RDATA_MAX_LEN + 1], back[RDATA_MAX_LEN];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *blank = size > 0 ? memchr(data, ' ', size) : NULL;
	uint16_t type;
	if (blank == NULL || rrtype_parse(&type, span_of(data, (size_t)(blank - data))) != OK)
		return 0;
	struct span line = span_skip(span_of(data, size), (size_t)(blank - data) + 1);
	struct wire_writer w = wire_writer_of(wire, sizeof(wire));
	if (rdata_parse_line(&w, type, line, name_root) != OK)
		return 0;
	struct span rdata = wire_written(&w);
	if (rdata_check(type, rdata) != OK)
		abort();
	struct text t;
	struct wire_writer again = wire_writer_of(back, sizeof(back));
	text_init(&t);
	rdata_print(&t, type, rdata, NULL);
	enum err err = rdata_parse_line(&again, type, text_span(&t), NULL);
	/* The line parser is bounded in tokens: a bitmap may print more than were read. */
	if (err != E_LIMIT && (err != OK || !span_equal(wire_written(&again), rdata)))
		abort();
	text_deinit(&t);
	return 0;
}
