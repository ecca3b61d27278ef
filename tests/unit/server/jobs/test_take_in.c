/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone/change_text.h"
#include "server/jobs/take_in.h"

static const struct zone_conf conf = {.name = {9, (const uint8_t *)"\7example"}};

#define SIGNED                                                                                     \
	"@ 60 SOA a b 8 7200 900 1209600 300", "@ 60 NS ns",                                       \
		"@ 60 RRSIG NS 13 1 60 20400101000000 20300101000000 1 example. AAAA",             \
		"@ 60 NSEC ns NS SOA RRSIG NSEC", "@ 60 DNSKEY 257 3 13 AAAA", "ns 60 A 192.0.2.1"

static struct zone_version *live_zone(void)
{
	return zone_from_text("example.", (const char *[]){SIGNED, "gone 60 TXT x", NULL});
}

static void assert_edit(struct zone_edit *e, const char *words)
{
	struct zone_changeset c = {0};
	zone_edit_changes(e, &c);
	assert_changes(&c, words);
	zone_changeset_deinit(&c);
}

static void version_is_taken_without_its_chain_and_serial(void **state)
{
	(void)state;
	struct zone_version *live = live_zone();
	struct zone_version *fresh = zone_from_text(
		"example.", (const char *[]){"@ 60 SOA a b 3 7200 900 1209600 300", "@ 60 NS ns",
	                                     "@ 60 NSEC3PARAM 1 0 0 -", "@ 60 CDS 1 13 2 AAAA",
	                                     "ns 60 A 192.0.2.1", "new 60 TXT y", NULL});
	struct zone_edit *e = zone_edit_new(live);
	assert_ok(take_in_version(e, live, fresh, &conf));
	assert_edit(e, "-gone.example. 60 TXT \"x\"\n+new.example. 60 TXT \"y\"\n");
	zone_edit_free(e);
	zone_version_free(fresh);
	zone_version_free(live);
}

static void changes_are_taken_without_their_chain_and_serials(void **state)
{
	(void)state;
	struct zone_version *live = live_zone();
	struct zone_changeset c = changes_from_text(
		(const char *[]){"-@ 60 SOA x y 100 1 1 1 1", "-gone 60 TXT x", "-ns 60 NSEC a A",
	                         "+@ 60 SOA c d 101 7200 900 1209600 300", "+new 60 TXT y",
	                         "+@ 60 DNSKEY 256 3 13 BBBB", NULL});
	struct zone_edit *e = zone_edit_new(live);
	assert_ok(take_in_changes(e, &c, 1, &conf));
	assert_edit(e, "-example. 60 SOA a.example. b.example. 8 7200 900 1209600 300\n"
	               "-gone.example. 60 TXT \"x\"\n"
	               "+example. 60 SOA c.example. d.example. 8 7200 900 1209600 300\n"
	               "+new.example. 60 TXT \"y\"\n");
	zone_edit_free(e);
	zone_changeset_deinit(&c);
	zone_version_free(live);
}

static const struct conf_policy shared = {.keys = {.incremental = true}};
static const struct zone_conf conf_shared = {.name = {9, (const uint8_t *)"\7example"},
                                             .policy = &shared};

/* Keys of several signers: a primary that hands them on is believed, one without says nothing. */
static void keys_come_from_a_primary_that_hands_them_on(void **state)
{
	(void)state;
	struct zone_version *live = live_zone();
	struct zone_version *fresh = zone_from_text(
		"example.", (const char *[]){"@ 60 SOA a b 3 7200 900 1209600 300", "@ 60 NS ns",
	                                     "@ 60 DNSKEY 256 3 13 BBBB", "ns 60 A 192.0.2.1",
	                                     "gone 60 TXT x", NULL});
	struct zone_version *plain = zone_from_text(
		"example.", (const char *[]){"@ 60 SOA a b 3 7200 900 1209600 300", "@ 60 NS ns",
	                                     "ns 60 A 192.0.2.1", "gone 60 TXT x", NULL});
	struct zone_edit *e = zone_edit_new(live);
	assert_ok(take_in_version(e, live, plain, &conf_shared));
	assert_ok(take_in_keys(e, plain, &conf_shared));
	assert_edit(e, "");
	assert_ok(take_in_keys(e, fresh, &conf));
	assert_edit(e, "");
	assert_ok(take_in_keys(e, fresh, &conf_shared));
	assert_edit(e, "-example. 60 DNSKEY 257 3 13 AAAA\n+example. 60 DNSKEY 256 3 13 BBBB\n");
	zone_edit_free(e);
	zone_version_free(plain);
	zone_version_free(fresh);
	struct zone_changeset c = changes_from_text((const char *[]){
		"-@ 60 SOA x y 100 1 1 1 1", "-@ 60 DNSKEY 257 3 13 AAAA",
		"+@ 60 SOA a b 101 7200 900 1209600 300", "+@ 60 DNSKEY 256 3 13 BBBB",
		"+@ 0 CDS 1 13 2 AAAA", "+ns 60 DNSKEY 256 3 13 BBBB", NULL});
	e = zone_edit_new(live);
	assert_ok(take_in_changes(e, &c, 1, &conf_shared));
	assert_edit(e, "-example. 60 DNSKEY 257 3 13 AAAA\n+example. 60 DNSKEY 256 3 13 BBBB\n"
	               "+example. 0 CDS 1 13 2 AAAA\n");
	zone_edit_free(e);
	zone_changeset_deinit(&c);
	zone_version_free(live);
}

static void changes_that_do_not_fit_are_refused(void **state)
{
	(void)state;
	struct zone_version *live = live_zone();
	struct zone_changeset c = changes_from_text(
		(const char *[]){"-@ 60 SOA x y 100 1 1 1 1", "-missing 60 TXT x",
	                         "+@ 60 SOA c d 101 7200 900 1209600 300", NULL});
	struct zone_edit *e = zone_edit_new(live);
	assert_int_equal(take_in_changes(e, &c, 1, &conf), E_NORECORD);
	zone_edit_free(e);
	zone_changeset_deinit(&c);
	zone_version_free(live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(version_is_taken_without_its_chain_and_serial),
		cmocka_unit_test(changes_are_taken_without_their_chain_and_serials),
		cmocka_unit_test(keys_come_from_a_primary_that_hands_them_on),
		cmocka_unit_test(changes_that_do_not_fit_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
