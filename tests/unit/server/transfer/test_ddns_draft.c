/* SPDX-License-Identifier: BSD-2-Clause */
#include "../zone/change_text.h"
#include "server/transfer/ddns_draft.h"

static const char *const zone[] = {
	"@ 60 SOA ns h 10 3600 900 604800 300",
	"@ 60 NS ns",
	"www 60 A 192.0.2.1",
	"www 60 A 192.0.2.2",
	"www 60 RRSIG A 8 2 60 20300101000000 20200101000000 1 example. AQAB",
	"www 70 RRSIG TXT 8 2 60 20300101000000 20200101000000 1 example. AQAB",
	NULL,
};

static struct zone_version *version;
static struct zone_edit *edit;
static struct ddns_draft draft;

static int begin(void **state)
{
	(void)state;
	version = zone_from_text("example.", zone);
	edit = zone_edit_new(version);
	ddns_draft_init(&draft, edit);
	return 0;
}

static int end(void **state)
{
	(void)state;
	ddns_draft_deinit(&draft);
	zone_edit_free(edit);
	zone_version_free(version);
	return 0;
}

static struct draft_name *get(const char *name)
{
	struct name n;
	assert_ok(name_parse_str(&n, name));
	return ddns_draft_get(&draft, n.wire);
}

static void commit_gives(const char *changes)
{
	struct zone_changeset c = {0};
	ddns_draft_commit(&draft);
	assert_ok(zone_edit_settle(edit));
	zone_edit_changes(edit, &c);
	assert_changes(&c, changes);
	zone_changeset_deinit(&c);
}

static const struct span one = {(const uint8_t *)"\300\0\2\1", 4},
			 nine = {(const uint8_t *)"\300\0\2\11", 4};

static void names_come_with_their_records(void **state)
{
	(void)state;
	struct draft_name *www = get("www.example.");
	assert_int_equal(draft_count(www, RR_A), 2);
	assert_int_equal(draft_count(www, RR_RRSIG), 2);
	assert_int_equal(draft_count(www, RR_AAAA), 0);
	assert_non_null(draft_find(www, RR_A, one));
	assert_null(draft_find(www, RR_A, nine));
	assert_null(draft_find(www, RR_TXT, one));
	assert_ptr_equal(get("www.example."), www);
	assert_int_equal(get("nowhere.example.")->records.count, 0);
	commit_gives("");
}

static void has_looks_past_the_draft(void **state)
{
	struct name n;
	(void)state;
	assert_ok(name_parse_str(&n, "www.example."));
	assert_true(ddns_draft_has(&draft, n.wire, RR_A));
	assert_false(ddns_draft_has(&draft, n.wire, RR_TXT));
	draft_clear(get("www.example."), RR_A);
	assert_false(ddns_draft_has(&draft, n.wire, RR_A));
}

static void what_is_not_committed_is_not_there(void **state)
{
	struct zone_changeset c = {0};
	(void)state;
	draft_clear(get("www.example."), RR_A);
	draft_add(&draft, get("a.example."), RR_A, 60, one);
	assert_ok(zone_edit_settle(edit));
	zone_edit_changes(edit, &c);
	assert_changes(&c, "");
	zone_changeset_deinit(&c);
}

static void adding_and_removing_again_is_nothing(void **state)
{
	(void)state;
	struct draft_name *www = get("www.example.");
	draft_add(&draft, www, RR_A, 60, nine);
	draft_remove(www, draft_find(www, RR_A, nine));
	draft_remove(www, draft_find(www, RR_A, one));
	draft_add(&draft, www, RR_A, 60, one);
	commit_gives("");
}

static void a_new_ttl_is_that_of_the_set(void **state)
{
	(void)state;
	draft_add(&draft, get("www.example."), RR_A, 30, one);
	commit_gives("-www.example. 60 A 192.0.2.1\n-www.example. 60 A 192.0.2.2\n"
	             "+www.example. 30 A 192.0.2.1\n+www.example. 30 A 192.0.2.2\n");
}

static void a_removed_record_does_not_carry_the_ttl(void **state)
{
	(void)state;
	struct draft_name *www = get("www.example.");
	draft_add(&draft, www, RR_A, 30, nine);
	draft_remove(www, draft_find(www, RR_A, nine));
	commit_gives("-www.example. 60 A 192.0.2.1\n-www.example. 60 A 192.0.2.2\n"
	             "+www.example. 30 A 192.0.2.1\n+www.example. 30 A 192.0.2.2\n");
}

static void thousands_of_names_and_records(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		char name[40];
		uint8_t address[4] = {10, 0, (uint8_t)(i >> 8), (uint8_t)i};
		snprintf(name, sizeof(name), "n%u.example.", i);
		draft_add(&draft, get(name), RR_A, 60, span_of(address, 4));
		draft_add(&draft, get("www.example."), RR_A, 60, span_of(address, 4));
	}
	assert_int_equal(draft_count(get("www.example."), RR_A), 3002);
	for (unsigned i = 0; i < 3000; i++) {
		uint8_t address[4] = {10, 0, (uint8_t)(i >> 8), (uint8_t)i};
		assert_non_null(draft_find(get("www.example."), RR_A, span_of(address, 4)));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(names_come_with_their_records, begin, end),
		cmocka_unit_test_setup_teardown(has_looks_past_the_draft, begin, end),
		cmocka_unit_test_setup_teardown(what_is_not_committed_is_not_there, begin, end),
		cmocka_unit_test_setup_teardown(adding_and_removing_again_is_nothing, begin, end),
		cmocka_unit_test_setup_teardown(a_new_ttl_is_that_of_the_set, begin, end),
		cmocka_unit_test_setup_teardown(a_removed_record_does_not_carry_the_ttl, begin,
	                                        end),
		cmocka_unit_test_setup_teardown(thousands_of_names_and_records, begin, end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
