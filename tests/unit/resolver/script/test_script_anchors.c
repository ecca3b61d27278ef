/* SPDX-License-Identifier: BSD-2-Clause */
#include "script_world.h"

#define DS_A  "1 13 2 1111111111111111111111111111111111111111111111111111111111111111"
#define DS_B  "2 13 2 2222222222222222222222222222222222222222222222222222222222222222"
#define COUNT "#(trust_anchors.keysets['\\0'] or {})"

SCRIPT_TEST(the_keys_of_the_root_are_built_in, {COUNT, "2\n"},
            {"trust_anchors.keysets['\\0'][1].key_tag", "20326\n"},
            {"trust_anchors.keysets['\\0'][2].state", "Valid\n"},
            {"trust_anchors.remove('.')", "true\n"}, {COUNT, "0\n"},
            {"trust_anchors.summary()",
             "No valid trust anchors, DNSSEC validation is disabled\n\n"},
            {"trust_anchors.remove('.')", "false\n"})

SCRIPT_TEST(the_configured_ones_take_their_place, {"trust_anchors.add('. DS " DS_A "')", "true\n"},
            {COUNT, "1\n"}, {"trust_anchors.add('. DS " DS_B "')", "true\n"}, {COUNT, "2\n"},
            {"trust_anchors.add('example. DS " DS_A "')", "true\n"}, {COUNT, "2\n"},
            {"#trust_anchors.keysets['\\7example\\0']", "1\n"},
            {"(trust_anchors.summary('\\7example\\0'):gsub('%s+', ' '))",
             "example. 3600 DS " DS_A " ; Valid: ; KeyTag:1 \n"},
            {"trust_anchors.summary('\\3com\\0')", "com. has no explicit trust anchors\n\n"},
            {"trust_anchors.keysets['\\7example\\0'].managed", "false\n"},
            {"trust_anchors.keysets['\\7example\\0'][1].comment", " Valid: ; KeyTag:1\n"},
            {"trust_anchors.keysets['\\7example\\0'][1].class", "1\n"})

SCRIPT_TEST(no_default_if_so_wished, {"trust_anchors.keyfile_default = nil", ""}, {COUNT, "0\n"},
            {"trust_anchors.add('. DS " DS_A "')", "true\n"},
            {"trust_anchors.keyfile_default = nil", ""}, {COUNT, "1\n"})

SCRIPT_TEST(negative_anchors_are_replaced_as_a_whole, {"trust_anchors.negative", ""},
            {"trust_anchors.set_insecure({ 'a.test', 'b.example' })", ""},
            {"trust_anchors.insecure", "[1] => a.test\n[2] => b.example\n"},
            {"trust_anchors.negative = { 'c.' }", ""}, {"trust_anchors.insecure", "[1] => c.\n"},
            {"trust_anchors.set_insecure('a')", "~parameter must be list of domain names"},
            {"trust_anchors.set_insecure({ 'a..b' })", "~empty label"},
            {"trust_anchors.insecure", "[1] => c.\n"})

SCRIPT_TEST(what_is_wrong_is_told_and_changes_nothing,
            {"trust_anchors.add('. DS 1 2')", "~trust anchor:1: "},
            {"trust_anchors.add('. A 192.0.2.1')", "~neither DS nor DNSKEY"},
            {"trust_anchors.add(5)", "~expected 'trust_anchors.add("},
            {"trust_anchors.add_file('/nonexistent', true)",
             "~keyfile '/nonexistent': file not exists"},
            {"trust_anchors.add_file('/nonexistent/x')", "~its folder must be writable"},
            {"trust_anchors.file = '/nonexistent/x'", "~its folder must be writable"},
            {"trust_anchors.hold_down_time = -5", "~out of range"},
            {"trust_anchors.bootstrap()", "~'trust_anchors.bootstrap' is not available"},
            {COUNT, "2\n"})

static void keys_come_from_a_file(void **state)
{
	static const char good[] = "example. DS " DS_A " ; Valid: ; KeyTag:1\n"
				   "; example. DS " DS_B " ; Revoked:77 ; KeyTag:2\n";
	static const char bad[] = "example. DS " DS_A "\nother. DS " DS_A "\n";
	char path[] = "/tmp/bowline-keys-XXXXXX", command[80], error[120];
	struct script_world s;
	int fd = mkstemp(path);
	(void)state;
	script_world_init(&s);
	snprintf(command, sizeof(command), "trust_anchors.config('%s', true)", path);
	snprintf(error, sizeof(error), "~%s:2: mixed owner names found in file", path);
	assert_true(write(fd, good, strlen(good)) > 0);
	const struct row rows[] = {
		{command, "true\n"},
		{command, "true\n"}, /* again: the same */
		{"#trust_anchors.keysets['\\7example\\0']", "2\n"},
		{"trust_anchors.keysets['\\7example\\0'][2].state", "Revoked\n"},
		{"trust_anchors.keysets['\\7example\\0'][2].timer", "77\n"},
	};
	script_world_run(&s, rows, ARRAY_LEN(rows));
	assert_int_equal(ftruncate(fd, 0), 0);
	assert_true(pwrite(fd, bad, strlen(bad), 0) > 0);
	const struct row wrong[] = {{command, error}};
	script_world_run(&s, wrong, ARRAY_LEN(wrong));
	close(fd);
	unlink(path);
	script_world_deinit(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_keys_of_the_root_are_built_in),
		cmocka_unit_test(the_configured_ones_take_their_place),
		cmocka_unit_test(no_default_if_so_wished),
		cmocka_unit_test(negative_anchors_are_replaced_as_a_whole),
		cmocka_unit_test(what_is_wrong_is_told_and_changes_nothing),
		cmocka_unit_test(keys_come_from_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
