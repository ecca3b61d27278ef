/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Record data from the wire: the first two octets are the type.  What the check accepts must print
 * as text that parses back to it, its names must lie in it, and folding it twice is folding it
 * once. The whole input also serves as a message with the data in its second half.
 */

#include "base/mem.h"
#include "dns/rdata.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t back[RDATA_MAX_LEN], expanded[RDATA_MAX_LEN];

static void demand(bool fact)
{
	if (!fact)
		abort();
}

static void check_text(uint16_t type, struct span rdata, const struct rdata_style *style)
{
	struct text t;
	struct wire_writer w = wire_writer_of(back, sizeof(back));
	text_init(&t);
	rdata_print(&t, type, rdata, style);
	enum err err = rdata_parse_line(&w, type, text_span(&t), NULL);
	/* The line parser is bounded in tokens, which only text of tools has to respect. */
	demand(err == E_LIMIT || (err == OK && span_equal(wire_written(&w), rdata)));
	text_deinit(&t);
}

static void check_names(uint16_t type, struct span rdata)
{
	struct rdata_name names[RDATA_MAX_NAMES];
	size_t count = rdata_names(names, type, rdata), len;
	demand(count == 0 || rdata_type_has_names(type));
	for (size_t i = 0; i < count; i++) {
		struct span rest = span_skip(rdata, names[i].pos);
		demand(name_check(rest, &len) == OK && len == names[i].len);
	}
	uint8_t *once = mem_dup(rdata.data, rdata.len + (rdata.len == 0));
	rdata_lower(type, once, rdata.len);
	demand(rdata_check(type, span_of(once, rdata.len)) == OK);
	uint8_t *twice = mem_dup(once, rdata.len + (rdata.len == 0));
	rdata_lower(type, twice, rdata.len);
	demand(rdata_cmp(span_of(once, rdata.len), span_of(twice, rdata.len)) == 0);
	mem_free(once);
	mem_free(twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct rdata_style generic = {.generic = true};
	static const struct rdata_style lines = {.multiline = true, .omit_crypto = true};
	if (size < 2 || size > RDATA_MAX_LEN)
		return 0;
	uint16_t type = wire_get_u16(data);
	struct span rdata = span_of(data + 2, size - 2);
	struct text t;
	text_init(&t);
	rdata_print(&t, type, rdata, &lines);
	text_deinit(&t);
	if (rdata_check(type, rdata) == OK && rdata.len > 0) {
		check_text(type, rdata, NULL);
		check_text(type, rdata, &generic);
		check_names(type, rdata);
	}
	struct wire_writer w = wire_writer_of(expanded, sizeof(expanded));
	if (rdata_read(&w, type, span_of(data, size), size / 2, size - size / 2) == OK)
		demand(rdata_check(type, wire_written(&w)) == OK);
	return 0;
}
