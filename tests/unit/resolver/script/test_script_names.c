/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(numbers_have_names, {"kres.type.AAAA", "28\n"}, {"kres.type.TYPE123", "123\n"},
            {"kres.type['NSAP-PTR']", "23\n"}, {"kres.type.NOSUCH", "nil\n"},
            {"kres.type[5]", "nil\n"}, {"kres.tostring.type[1]", "A\n"},
            {"kres.tostring.type[65280]", "TYPE65280\n"}, {"kres.tostring.type[70000]", "nil\n"},
            {"kres.tostring.type.x", "nil\n"}, {"kres.class.IN", "1\n"},
            {"kres.tostring.class[3]", "CH\n"}, {"kres.rcode.BADCOOKIE", "23\n"},
            {"kres.tostring.rcode[3]", "NXDOMAIN\n"}, {"kres.tostring.rcode[99]", "nil\n"},
            {"kres.section.ADDITIONAL", "2\n"}, {"kres.opcode.UPDATE", "5\n"},
            {"kres.rank.SECURE", "32\n"}, {"kres.extended_error.BLOCKED", "15\n"},
            {"kres.CONSUME + kres.PRODUCE + kres.DONE + kres.FAIL + kres.YIELD", "31\n"})

SCRIPT_TEST(names_are_octets, {"#todname('.')", "1\n"},
            {"todname('Ab.c') == '\\2ab\\1c\\0'", "true\n"}, {"todname('a..b')", "nil\n"},
            {"todname('')", "nil\n"}, {"todname({})", "nil\n"},
            {"todname(5) == '\\0015\\0'", "true\n"}, {"kres.str2dname == todname", "true\n"},
            {"kres.dname2str('\\2aB\\1c\\0')", "aB.c.\n"}, {"kres.dname2str('\\2a')", "nil\n"},
            {"kres.dname2str('\\1a\\0\\0')", "nil\n"}, {"kres.dname2str(nil)", "nil\n"},
            {"kres.dname2str(('\\63' .. ('\\1'):rep(63)):rep(3) .. '\\0'):len()", "759\n"})

SCRIPT_TEST(addresses_are_octets, {"kres.str2ip('1.2.3.4') == '\\1\\2\\3\\4'", "true\n"},
            {"#kres.str2ip('::1')", "16\n"}, {"kres.str2ip('x')", "nil\n"},
            {"kres.str2ip(5)", "nil\n"})

SCRIPT_TEST(the_rest_is_named, {"kres.nosuch", "~'kres.nosuch' does not exist"})

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_names),
		cmocka_unit_test(names_are_octets),
		cmocka_unit_test(addresses_are_octets),
		cmocka_unit_test(the_rest_is_named),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
