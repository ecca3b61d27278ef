/* SPDX-License-Identifier: BSD-2-Clause */
/* What rules do to questions: resolver/modules/policy/policy.test.lua. */
#include "script_world.h"

SCRIPT_TEST(rules_are_added_and_deleted, {"policy.add(policy.all(policy.PASS)).id", "0\n"},
            {"policy.add(policy.suffix(policy.DENY, { todname('a.test') })).count", "0\n"},
            {"#policy.rules", "2\n"}, {"policy.del(0)", "true\n"}, {"policy.del(0)", "false\n"},
            {"policy.rules[1].id", "1\n"}, {"policy.rules[1].suspended", "nil\n"},
            {"policy.rules[1].suspended = true", ""}, {"policy.rules[1].suspended", "true\n"},
            {"policy.add(policy.REROUTE({ '192.0.2.0/24', '10.0.0.0' }), true).id", "2\n"},
            {"policy.add(function() end).id", "3\n"},
            {"policy:add(policy.all(function() end)).id", "4\n"})

SCRIPT_TEST(wrong_ones_are_refused,
            {"policy.suffix(policy.DENY, { 'a.test' })", "~not a domain name in wire format"},
            {"policy.pattern(policy.DENY, '%')", "~malformed pattern (ends with '%')"},
            {"policy.FORWARD('/socket')", "~is not an address"},
            {"policy.FORWARD({ '::1', '::2', '::3', '::4', '::5' })",
             "~at most 4 FORWARD targets are supported"},
            {"policy.FLAGS('CACHED')", "~cannot be set by users"},
            {"policy.rpz(policy.DENY, '/nowhere/a.rpz')", "~failed to parse \"/nowhere/a.rpz\""},
            {"policy.add(policy.all(policy.STUB('192.0.2.1')), true)", "~can do nothing there"},
            {"policy.add(5)", "~expected a rule"}, {"policy.slice(5)", "~expected 'slice("},
            {"#policy.rules", "0\n"})

SCRIPT_TEST(views_are_rules_with_a_condition, {"modules.load('view')", "true\n"},
            {"view:addr('10.0.0.0/8', policy.all(policy.TC)).id", "0\n"},
            {"view:tsig('\\5mykey', policy.all(policy.PASS)).id", "1\n"},
            {"view:addr('10.0.0.0/99', policy.all(policy.TC))",
             "~failed to parse subnet 10.0.0.0/99"},
            {"modules.unload('view')", "true\n"}, {"view", "nil\n"})

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_added_and_deleted),
		cmocka_unit_test(wrong_ones_are_refused),
		cmocka_unit_test(views_are_rules_with_a_condition),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
