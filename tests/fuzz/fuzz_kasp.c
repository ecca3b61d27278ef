/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records of the KASP database: the first octet chooses the kind.  What is read is written back
 * octet for octet, and the machine's pure parts take it.
 */
#include "server/keys/kasp_record.h"
#include "server/keys/use.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good)
{
	if (!good)
		abort();
}

static void fuzz_key(struct span record)
{
	struct zone_key key;
	uint8_t back[KASP_KEY_RECORD_MAX];
	struct key_order_fault fault;
	struct text t;
	if (kasp_key_record_read(&key, record) != OK)
		return;
	must(span_equal(span_of(back, kasp_key_record_write(back, &key)), record));
	const struct key_list list = {.items = &key, .count = 1};
	struct key_use use = key_use_at(&list, 0, 1000);
	text_init(&t);
	key_use_print(&t, &key, &use);
	text_deinit(&t);
	(void)key_bits(&key);
	(void)key_check_order(&key, &fault);
	must(key_next_timer(&key, 1000) == 0 || key_next_timer(&key, 1000) > 1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct zone_facts facts;
	uint8_t back[KASP_FACTS_RECORD_MAX];
	if (size == 0)
		return 0;
	const struct span record = span_of(data + 1, size - 1);
	if (data[0] & 1)
		fuzz_key(record);
	else if (kasp_facts_record_read(&facts, record) == OK)
		must(span_equal(span_of(back, kasp_facts_record_write(back, &facts)), record));
	return 0;
}
