/* SPDX-License-Identifier: BSD-2-Clause */
/* Look up in anything as if it were an image of rules: a damaged one must not be read past its end.
 */
#include "base/mem.h"
#include "dns/name.h"
#include "resolver/rules/image.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool find_in(const struct image *image, const uint8_t *wire, struct image_rule *rule)
{
	struct image_name asked_name;
	image_name_init(&asked_name, wire);
	return image_find(image, &asked_name, rule);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct image im;
	struct image_rule rule;
	struct image_data d;
	struct name name;
	size_t len;
	/* A name first; the rest is the image, in memory of its own length. */
	if (name_check(span_of(data, size), &len) != OK)
		return 0;
	name_copy(&name, data);
	name_lower(name.wire, name.len);
	uint8_t *copy = mem_alloc(size - len + 1);
	memcpy(copy, data + len, size - len);
	copy = mem_realloc(copy, size > len ? size - len : 1);
	bool opened = image_open(&im, span_of(copy, size - len), false) == OK;
	struct span notes = opened ? image_notes(&im) : (struct span){0};
	if (notes.len > 0)
		len += notes.data[0] + notes.data[notes.len - 1];
	if (opened && find_in(&im, name.wire, &rule)) {
		for (bool more = image_data_first(&im, &rule, &d); more;
		     more = image_data_next(&d)) {
			struct rrset_iter it = rrset_iter_of(&d.set);
			struct span rdata;
			while (rrset_next(&it, &rdata))
				len += rdata.len;
		}
	}
	mem_free(copy);
	return 0;
}
