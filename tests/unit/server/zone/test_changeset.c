/* SPDX-License-Identifier: BSD-2-Clause */
#include "change_text.h"

#define SOA_1 "@ 60 SOA a b 1 7200 900 1209600 300"
#define SOA_2 "@ 60 SOA a b 2 7200 900 1209600 300"
#define SOA_3 "@ 60 SOA a b 3 7200 900 1209600 300"

static void changeset_walks_in_order(void **state)
{
	(void)state;
	struct zone_changeset c = changes_from_text(
		(const char *[]){"-" SOA_1, "-b 60 A 192.0.2.1", "+" SOA_2, "+a 60 TXT x", NULL});
	assert_changes(&c, "-example. 60 SOA a.example. b.example. 1 7200 900 1209600 300\n"
	                   "-b.example. 60 A 192.0.2.1\n"
	                   "+example. 60 SOA a.example. b.example. 2 7200 900 1209600 300\n"
	                   "+a.example. 60 TXT \"x\"\n");
	assert_int_equal(c.removed.count, 2);
	zone_changeset_deinit(&c);
}

static void changeset_tells_its_serials(void **state)
{
	(void)state;
	struct serial from, to;
	struct zone_changeset c = changes_from_text((const char *[]){"-" SOA_1, "+" SOA_3, NULL});
	assert_ok(zone_changeset_serials(&c, &from, &to));
	assert_int_equal(from.value, 1);
	assert_int_equal(to.value, 3);
	zone_changeset_deinit(&c);
	c = changes_from_text((const char *[]){"-" SOA_1, "+b 60 A 192.0.2.1", NULL});
	assert_int_equal(zone_changeset_serials(&c, &from, &to), E_NOSOA);
	zone_changeset_deinit(&c);
}

static void changeset_of_a_serial_alone_is_empty(void **state)
{
	(void)state;
	struct zone_changeset c = changes_from_text((const char *[]){"-" SOA_1, "+" SOA_3, NULL});
	assert_true(zone_changeset_is_empty(&c));
	zone_changeset_deinit(&c);
	assert_true(zone_changeset_is_empty(&c));
	c = changes_from_text(
		(const char *[]){"-" SOA_1, "+@ 60 SOA a b 3 7201 900 1209600 300", NULL});
	assert_false(zone_changeset_is_empty(&c));
	zone_changeset_deinit(&c);
	c = changes_from_text((const char *[]){"+b 60 A 192.0.2.1", NULL});
	assert_false(zone_changeset_is_empty(&c));
	zone_changeset_deinit(&c);
}

static void changeset_merge_cancels_what_came_and_went(void **state)
{
	(void)state;
	struct zone_changeset a = changes_from_text(
		(const char *[]){"-" SOA_1, "-gone 60 A 192.0.2.1", "-back 60 A 192.0.2.1",
	                         "+" SOA_2, "+guest 60 A 192.0.2.1", "+new 60 A 192.0.2.1", NULL});
	struct zone_changeset b = changes_from_text(
		(const char *[]){"-" SOA_2, "-guest 60 A 192.0.2.1", "+" SOA_3,
	                         "+back 60 A 192.0.2.1", "+gone 90 A 192.0.2.1", NULL});
	struct zone_changeset merged = {0};
	zone_changeset_merge(&merged, (const struct zone_changeset *[]){&a, &b}, 2);
	assert_changes(&merged, "-example. 60 SOA a.example. b.example. 1 7200 900 1209600 300\n"
	                        "-gone.example. 60 A 192.0.2.1\n"
	                        "+example. 60 SOA a.example. b.example. 3 7200 900 1209600 300\n"
	                        "+gone.example. 90 A 192.0.2.1\n"
	                        "+new.example. 60 A 192.0.2.1\n");
	zone_changeset_deinit(&a);
	zone_changeset_deinit(&b);
	zone_changeset_deinit(&merged);
}

static void records_read_refuses_what_is_not_whole(void **state)
{
	(void)state;
	struct zone_records copy = {0};
	struct zone_changeset c = changes_from_text(
		(const char *[]){"+a 60 A 192.0.2.1", "+b 60 MX 10 mail.test.", NULL});
	struct span octets = span_of(c.added.octets.items, c.added.octets.count);
	assert_ok(zone_records_read(&copy, octets));
	assert_int_equal(copy.count, 2);
	assert_true(span_equal(span_of(copy.octets.items, copy.octets.count), octets));
	size_t first = 11 + 8 + 4; /* a.example. and an address */
	for (size_t len = 1; len < octets.len; len++) {
		enum err e = zone_records_read(&copy, span_of(octets.data, len));
		assert_true((e == OK) == (len == first));
	}
	c.added.octets.items[first - 6] = 99; /* a length that the type does not have */
	assert_int_not_equal(zone_records_read(&copy, octets), OK);
	zone_changeset_deinit(&c);
	zone_records_deinit(&copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(changeset_walks_in_order),
		cmocka_unit_test(changeset_tells_its_serials),
		cmocka_unit_test(changeset_of_a_serial_alone_is_empty),
		cmocka_unit_test(changeset_merge_cancels_what_came_and_went),
		cmocka_unit_test(records_read_refuses_what_is_not_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
