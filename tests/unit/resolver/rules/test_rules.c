/* SPDX-License-Identifier: BSD-2-Clause */
#include "../wire.h"

#include "resolver/rules/rules.h"

static struct front front;
static struct rules *rules;

static int setup(void **state)
{
	(void)state;
	memset(&front, 0, sizeof(front));
	rules = rules_new(&front);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	rules_free(rules);
	return 0;
}

static struct rule *add(enum rules_chain chain, struct filter *filter)
{
	struct rule *rule = rules_add(rules, chain, filter, action_new(ACTION_PASS));
	rule_unref(rule); /* the list has it */
	return rule;
}

static struct filter *network(const char *text)
{
	struct addr_range range;
	assert_ok(addr_range_parse(&range, span_str(text)));
	return filter_network(&range, false);
}

static void ids_count_from_zero_and_lists_are_replaced(void **state)
{
	(void)state;
	assert_int_equal(add(RULES_QUERY, filter_all())->id, 0);
	assert_int_equal(add(RULES_ANSWER, filter_all())->id, 1);
	assert_int_equal(add(RULES_VIEW_FROM, filter_all())->id, 0);
	struct rules_list *before = rules_list_ref(rules, RULES_QUERY);
	assert_int_equal(add(RULES_QUERY, filter_all())->id, 2);
	assert_int_equal(before->count, 1);
	assert_true(rules_delete(rules, 0));
	assert_false(rules_delete(rules, 0));
	assert_int_equal(before->items[0]->id, 0); /* still there for who had it */
	struct rules_list *after = rules_list_ref(rules, RULES_QUERY);
	assert_int_equal(after->count, 1);
	assert_int_equal(after->items[0]->id, 2);
	rules_list_unref(before);
	rules_list_unref(after);
	rules_clear(rules, 1 << RULES_QUERY | 1 << RULES_ANSWER);
	assert_int_equal(add(RULES_QUERY, filter_all())->id, 0);
}

static void a_list_may_be_set_as_a_whole(void **state)
{
	(void)state;
	struct rule *a = rule_new(RULES_SPECIAL, filter_all(), action_new(ACTION_PASS)),
		    *b = rule_new(RULES_SPECIAL, filter_all(), action_new(ACTION_DROP));
	struct rule *both[] = {b, a};
	rules_set(rules, RULES_SPECIAL, both, 2);
	struct rules_list *l = rules_list_ref(rules, RULES_SPECIAL);
	assert_int_equal(l->count, 2);
	assert_ptr_equal(l->items[0], b);
	rules_set(rules, RULES_SPECIAL, NULL, 0);
	assert_int_equal(l->count, 2); /* for who had it */
	rules_list_unref(l);
	assert_int_equal(a->refs, 1);
	rule_unref(a);
	rule_unref(b);
	assert_int_equal(add(RULES_SPECIAL, filter_all())->id, 0);
	assert_int_equal(add(RULES_QUERY, filter_all())->id, 0); /* ids are of others */
}

static unsigned audience(const char *from)
{
	struct addr a;
	assert_ok(addr_parse(&a, span_str(from), 0));
	const struct front_client c = {.from = &a, .at = &a};
	return front.audience(front.audience_ctx, &c);
}

static void only_rules_about_clients_tell_them_apart(void **state)
{
	(void)state;
	add(RULES_QUERY, filter_all());
	assert_null(front.audience);
	uint32_t id = add(RULES_QUERY, network("10.0.0.0/8"))->id;
	assert_non_null(front.audience);
	assert_int_not_equal(audience("10.0.0.1"), audience("11.0.0.1"));
	add(RULES_VIEW_FROM, network("11.0.0.0/8"));
	assert_int_not_equal(audience("12.0.0.1"), audience("11.0.0.1"));
	assert_true(rules_delete(rules, id));
	assert_int_equal(audience("10.0.0.1"), audience("12.0.0.1"));
	rules_clear(rules, 1 << RULES_VIEW_FROM);
	assert_null(front.audience);
}

static void too_many_audiences_are_none(void **state)
{
	enum { HALF = 300 };
	(void)state;
	for (unsigned i = 0; i < HALF; i++) {
		char text[20];
		struct addr_range range;
		snprintf(text, sizeof(text), "10.0.%u.%u", i / 256, i % 256);
		assert_ok(addr_range_parse(&range, span_str(text)));
		add(RULES_VIEW_FROM, filter_network(&range, false));
		add(RULES_VIEW_AT, filter_network(&range, true));
	}
	assert_int_equal(audience("10.0.0.1"), 0);
	assert_true(rules_are_crowded(rules));
	rules_clear(rules, 1 << RULES_VIEW_AT);
	assert_int_not_equal(audience("10.0.0.1"), 0);
	assert_false(rules_are_crowded(rules));
}

static void what_goes_out_is_counted_for_all_rules_of_a_tally(void **state)
{
	(void)state;
	struct rule *a = add(RULES_QUERY, filter_all()), *b = add(RULES_QUERY, filter_all());
	struct rule *both[] = {a, b};
	uint16_t one = rules_tally(rules, &a, 1), two = rules_tally(rules, both, 2);
	assert_int_equal(rules_tally(rules, NULL, 0), 0);
	assert_true(one != 0 && two != 0 && one != two);
	assert_int_equal(rules_tally(rules, &a, 1), one);
	assert_int_equal(rules_tally(rules, both, 2), two);
	front.tallies[one] += 5;
	front.tallies[two] += 2;
	rules_fold(rules);
	assert_int_equal(a->count, 7);
	assert_int_equal(b->count, 2);
	front.tallies[two]++;
	add(RULES_QUERY, filter_all()); /* begins tallies anew, and loses none */
	assert_int_equal(a->count, 8);
	assert_int_equal(rules_tally(rules, &b, 1), 1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(ids_count_from_zero_and_lists_are_replaced),
		T(a_list_may_be_set_as_a_whole),
		T(only_rules_about_clients_tell_them_apart),
		T(too_many_audiences_are_none),
		T(what_goes_out_is_counted_for_all_rules_of_a_tally),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
