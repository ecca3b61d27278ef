/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../support.h"
#include "base/mem.h"
#include "base/rand.h"
#include "dns/name.h"
#include "dns/name_key.h"
#include "server/zone/part_sort.h"

#include <string.h>

/* Long common starts, so that several words are needed; equal names, so that order is kept. */
static void parts_sort_is_canonical_and_stable(void **state)
{
	(void)state;
	enum { COUNT = 3000 };
	rand_replay(test_seed(rand_u64()));
	struct zone_part *parts = mem_calloc(COUNT, sizeof(*parts));
	for (unsigned i = 0; i < COUNT; i++) {
		struct name_key key;
		char text[64];
		struct name n;
		snprintf(text, sizeof(text), "%s%u.%s.example.",
		         rand_below(2) ? "host-number-" : "h", rand_below(500),
		         rand_below(2) ? "a-very-long-label-in-common" : "b");
		assert_ok(name_parse_str(&n, text));
		parts[i].node = mem_zalloc(sizeof(struct zone_node) + n.len);
		parts[i].node->name_len = n.len;
		parts[i].node->size = i;
		memcpy(parts[i].node->name, n.wire, n.len);
		name_key_make(&key, n.wire);
		parts[i].word = name_key_word(&key, 8);
	}
	struct zone_part *spare = mem_calloc(COUNT, sizeof(*spare));
	zone_parts_sort(parts, COUNT, 8, spare);
	mem_free(spare);
	for (unsigned i = 1; i < COUNT; i++) {
		int d = name_cmp(parts[i - 1].node->name, parts[i].node->name);
		assert_true(d < 0 || (d == 0 && parts[i - 1].node->size < parts[i].node->size));
	}
	for (unsigned i = 0; i < COUNT; i++)
		mem_free(parts[i].node);
	mem_free(parts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_sort_is_canonical_and_stable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
