/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

SCRIPT_TEST(values_become_json, {"tojson({1, 'a', true})", "[1,\"a\",true]\n"},
            {"tojson({a=1.5})", "{\"a\":1.5}\n"}, {"tojson({})", "{}\n"}, {"tojson(nil)", "null\n"},
            {"tojson('up')", "\"up\"\n"}, {"tojson(print)", "null\n"},
            {"tojson({[true]=1})", "{\"boolean\":1}\n"}, {"tojson({{}, {2}})", "[{},[2]]\n"},
            {"tojson({1, nil, 3})", "[1,3]\n"}, {"tojson({[3]=3, [1]=1})", "[1,3]\n"},
            {"tojson({[5]='x'})", "[\"x\"]\n"}, {"tojson({[0.5]=1})", "[1]\n"},
            {"tojson(setmetatable({a=1}, {shown={'b', 'c'}, __index={b=2}}))",
             "{\"a\":1,\"b\":2}\n"},
            {"tojson(setmetatable({}, {shown={'b'}, __index={b={}}}))", "{\"b\":{}}\n"},
            {"tojson(setmetatable({}, {shown=5}))", "{}\n"},
            {"t = {}; t.t = t; tojson(t)", "~nested too deeply"})

SCRIPT_TEST(json_becomes_values,
            {"fromjson('[1, {\"a\": [true, null, \"\\\\u0041\"]}]')[2].a[3]", "A\n"},
            {"#fromjson('[]')", "0\n"}, {"next(fromjson('{}'))", "nil\n"}, {"fromjson('5')", "5\n"},
            {"fromjson('null')", "nil\n"}, {"fromjson('{\"a\":{\"b\":{\"c\":3}}}').a.b.c", "3\n"})

SCRIPT_TEST(what_is_not_json_is_refused, {"fromjson('x')", "~invalid JSON string"},
            {"fromjson('[1,]')", "~invalid JSON string"},
            {"fromjson('[1 2]')", "~invalid JSON string"},
            {"fromjson('{\"a\"}')", "~invalid JSON string"},
            {"fromjson('{1:2}')", "~invalid JSON string"},
            {"fromjson('1 2')", "~invalid JSON string"}, {"fromjson('')", "~invalid JSON string"},
            {"fromjson(5)", "~a JSON string is required"},
            {"fromjson(('['):rep(1000))", "~invalid JSON string"})

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_become_json),
		cmocka_unit_test(json_becomes_values),
		cmocka_unit_test(what_is_not_json_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
