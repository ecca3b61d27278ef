/* SPDX-License-Identifier: BSD-2-Clause */
/* Loading the zone "ex." from text in memory. */
#pragma once

#include "../zone_text.h"

#include "base/mem.h"
#include "server/zone/load.h"

static const uint8_t load_apex[] = {2, 'e', 'x', 0};

static inline enum err load_open(void *arg, struct zf_text *out, struct span path, const char *from)
{
	(void)from;
	if (!span_equal(path, span_str("file")))
		return E_NOFILE;
	*out = (struct zf_text){.text = span_str(arg), .name = mem_strdup("file")};
	return OK;
}

static inline void load_close(void *arg, struct zf_text *file)
{
	(void)arg;
	mem_free(file->name);
}

static inline enum err load_text(struct zone_version **out, struct zone_load_report *report,
                                 char *text)
{
	const struct zf_source source = {.arg = text, .open = load_open, .close = load_close};
	const struct zone_load_options options = {
		.source = &source, .apex = load_apex, .default_ttl = 3600};
	return zone_load(out, "file", &options, report);
}
