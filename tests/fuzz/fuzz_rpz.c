/* SPDX-License-Identifier: BSD-2-Clause */
/* Compile any text as a response policy zone; what comes of it is a whole image. */
#include "base/mem.h"
#include "resolver/rules/image.h"
#include "resolver/rules/rpz.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum err open_it(void *arg, struct zf_text *out, struct span path, const char *from)
{
	(void)path;
	if (from != NULL)
		return E_NOFILE;
	*out = (struct zf_text){.text = *(struct span *)arg, .name = mem_strdup("fuzz")};
	return OK;
}

static void close_it(void *arg, struct zf_text *t)
{
	(void)arg;
	mem_free(t->name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	struct span text = span_of(data, size);
	const struct zf_source from = {.arg = &text, .open = open_it, .close = close_it};
	struct image_builder *b = image_builder_new(1);
	struct text warnings;
	uint8_t *octets;
	size_t len;
	text_init(&warnings);
	if (rpz_read(b, &from, "fuzz", &warnings) == OK &&
	    image_build(b, source, &octets, &len) == OK) {
		struct image im;
		if (image_open(&im, span_of(octets, len), true) != OK)
			abort();
		mem_free(octets);
	}
	text_deinit(&warnings);
	image_builder_free(b);
	return 0;
}
