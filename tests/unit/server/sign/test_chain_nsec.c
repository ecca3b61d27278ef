/* SPDX-License-Identifier: BSD-2-Clause */
#include "chain_text.h"

static const struct sign_policy nsec;

static void authoritative_names_with_data_are_linked(void **state)
{
	(void)state;
	assert_chain((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 30", "@ 60 NS ns",
	                              "cut 60 NS ns.cut", "ns.cut 60 A 192.0.2.1", "x.ent 60 TXT y",
	                              NULL},
	             &nsec,
	             "+example. 30 NSEC cut.example. NS SOA RRSIG NSEC\n"
	             "+cut.example. 30 NSEC x.ent.example. NS RRSIG NSEC\n"
	             "+x.ent.example. 30 NSEC example. TXT RRSIG NSEC\n");
}

static void what_is_right_stays_and_what_is_not_goes(void **state)
{
	(void)state;
	assert_chain((const char *[]){"@ 60 SOA a b 1 7200 900 1209600 30", "@ 60 NS ns",
	                              "@ 30 NSEC b NS SOA RRSIG NSEC", "b 60 TXT y",
	                              "b 30 NSEC gone TXT RRSIG NSEC", "gone 30 NSEC @ A NSEC",
	                              NULL},
	             &nsec,
	             "-gone.example. 30 NSEC example. A NSEC\n"
	             "-b.example. 30 NSEC gone.example. TXT RRSIG NSEC\n"
	             "+b.example. 30 NSEC example. TXT RRSIG NSEC\n");
}

static void a_zone_of_one_name_leads_to_itself(void **state)
{
	(void)state;
	assert_chain((const char *[]){"@ 20 SOA a b 1 7200 900 1209600 30", NULL}, &nsec,
	             "+example. 20 NSEC example. SOA RRSIG NSEC\n");
}

static void a_broken_chain_is_not_mended(void **state)
{
	(void)state;
	struct zone_changeset c = {.removed = {.count = 0}};
	struct zone_version *v = world_zone_of(
		(const char *[]){"@ 60 SOA a b 1 7200 900 1209600 30", "b 60 TXT y", NULL});
	const uint8_t name[] = "\1b\7example";
	const struct chain_names names = {(const uint8_t *[]){name}, 1};
	assert_int_equal(chain_mend(&c, v, &nsec, &names), E_NOTFOUND);
	zone_changeset_deinit(&c);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(authoritative_names_with_data_are_linked),
		cmocka_unit_test(what_is_right_stays_and_what_is_not_goes),
		cmocka_unit_test(a_zone_of_one_name_leads_to_itself),
		cmocka_unit_test(a_broken_chain_is_not_mended),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
