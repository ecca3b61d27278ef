/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/keys/kasp_record.h"

static void keys_come_back(void **state)
{
	(void)state;
	struct zone_key key = {.is_ksk = true,
	                       .is_zsk = true,
	                       .sep = true,
	                       .for_later = true,
	                       .algorithm = 15,
	                       .public_len = 32};
	struct zone_key back;
	uint8_t record[KASP_KEY_RECORD_MAX];
	for (int i = 0; i < KEY_TIMERS; i++)
		key.timers[i] = 1000 + i;
	memset(key.public_key, 7, 32);
	size_t len = kasp_key_record_write(record, &key);
	assert_ok(kasp_key_record_read(&back, span_of(record, len)));
	assert_true(back.is_ksk && back.is_zsk && back.sep && back.for_later && !back.public_only);
	assert_memory_equal(back.timers, key.timers, sizeof(key.timers));
	assert_int_equal(back.public_len, 32);
	/* The tag is that of the record it makes (RFC 4034 appendix B). */
	assert_int_not_equal(back.tag, 0);
	for (size_t cut = 0; cut <= len - 32; cut++)
		assert_int_equal(kasp_key_record_read(&back, span_of(record, cut)), E_CORRUPT);
	record[0] = 0;
	assert_int_equal(kasp_key_record_read(&back, span_of(record, len)), E_CORRUPT);
	record[0] = 0x83;
	assert_int_equal(kasp_key_record_read(&back, span_of(record, len)), E_CORRUPT);
	record[0] = 3;
	record[2] = 0xff;
	assert_int_equal(kasp_key_record_read(&back, span_of(record, len)), E_CORRUPT);
}

static void facts_come_back(void **state)
{
	(void)state;
	struct zone_facts f = {.ttls = {true, 10, 20, 30, 40},
	                       .signed_s = 50,
	                       .has_master_serial = true,
	                       .master_serial = {60},
	                       .has_salt = true,
	                       .salt_created_s = 70,
	                       .salt_len = 3,
	                       .salt = {1, 2, 3}};
	struct zone_facts back;
	uint8_t record[KASP_FACTS_RECORD_MAX];
	size_t len = kasp_facts_record_write(record, &f);
	assert_ok(kasp_facts_record_read(&back, span_of(record, len)));
	assert_memory_equal(&back.ttls, &f.ttls, sizeof(f.ttls));
	assert_int_equal(back.signed_s, 50);
	assert_true(back.has_master_serial && back.has_salt && !back.has_last_signed);
	assert_int_equal(back.master_serial.value, 60);
	assert_int_equal(back.salt_created_s, 70);
	assert_memory_equal(back.salt, f.salt, 3);
	for (size_t cut = 0; cut < len; cut++)
		assert_int_equal(kasp_facts_record_read(&back, span_of(record, cut)), E_CORRUPT);
	record[len] = 0;
	assert_int_equal(kasp_facts_record_read(&back, span_of(record, len + 1)), E_CORRUPT);
}

static void keys_of_the_store_are_bounded(void **state)
{
	(void)state;
	struct kasp_key k;
	uint8_t much[STORE_KEY_MAX] = {0};
	kasp_key_begin(&k, KASP_LAST);
	kasp_key_add_zone(&k, (const uint8_t *)"\1A");
	assert_memory_equal(k.octets, "\2\1a", 4);
	assert_int_equal(k.len, 4);
	kasp_key_add(&k, span_of(much, sizeof(much)));
	assert_int_equal(k.len, 0);
	kasp_key_add(&k, span_of(much, 1));
	assert_int_equal(k.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_come_back),
		cmocka_unit_test(facts_come_back),
		cmocka_unit_test(keys_of_the_store_are_bounded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
