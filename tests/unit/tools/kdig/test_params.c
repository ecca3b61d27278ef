/* SPDX-License-Identifier: BSD-2-Clause */
#include "../command_line.h"

static void parse(struct kdig_params *p, const char *line)
{
	struct captured told;
	assert_ok(line_parse(p, kdig_params_parse, line, &told));
	assert_string_equal(told.text, "");
}

static void assert_name(const struct kdig_query *q, const char *want)
{
	struct name name;
	assert_ok(name_parse_str(&name, want));
	assert_true(name_equal(q->lookup.qname.wire, name.wire));
}

static void nothing_named_asks_for_the_roots_servers(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig @192.0.2.1");
	assert_int_equal(p.queries.count, 1);
	assert_name(&p.queries.items[0], ".");
	assert_int_equal(p.queries.items[0].lookup.type, RR_NS);
	assert_string_equal(p.defaults.servers.args.items[0].host, "192.0.2.1");
	kdig_params_deinit(&p);
}

static void words_are_classes_types_or_names(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig example.com CH TXT");
	assert_int_equal(p.queries.count, 1);
	assert_name(&p.queries.items[0], "example.com.");
	assert_int_equal(p.queries.items[0].lookup.type, RR_TXT);
	assert_int_equal(p.queries.items[0].lookup.class_, CLASS_CH);
	kdig_params_deinit(&p);
	parse(&p, "kdig ANY a.");
	assert_int_equal(p.queries.items[0].lookup.type, RR_ANY);
	assert_int_equal(p.queries.items[0].lookup.class_, CLASS_IN);
	kdig_params_deinit(&p);
}

static void settings_go_to_the_query_named_last(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig +short -t MX a. +tcp b. -p 5300 +noshort -c CH");
	assert_int_equal(p.queries.count, 2);
	const struct kdig_query *a = &p.queries.items[0], *b = &p.queries.items[1];
	assert_true(a->short_ && a->tcp && a->port[0] == '\0' && a->lookup.class_ == CLASS_IN);
	assert_true(!b->short_ && !b->tcp && b->lookup.class_ == CLASS_CH);
	assert_string_equal(b->port, "5300");
	assert_int_equal(a->lookup.type, RR_MX);
	assert_int_equal(b->lookup.type, RR_MX);
	kdig_params_deinit(&p);
}

static void values_may_be_attached_or_apart(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig -p53 -tAAAA -q A -b 127.0.0.1");
	assert_name(&p.queries.items[0], "a.");
	assert_int_equal(p.queries.items[0].lookup.type, RR_AAAA);
	assert_string_equal(p.queries.items[0].port, "53");
	assert_int_equal(addr_family(&p.queries.items[0].local), AF_INET);
	kdig_params_deinit(&p);
}

static void reverse_questions_are_made_of_addresses(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig -x 192.0.2.1");
	assert_name(&p.queries.items[0], "1.2.0.192.in-addr.arpa.");
	assert_int_equal(p.queries.items[0].lookup.type, RR_PTR);
	kdig_params_deinit(&p);
}

static void transfers_go_over_tcp_unless_told_otherwise(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig a. AXFR b. IXFR=5 c. IXFR=5 +notcp d. A");
	assert_true(p.queries.items[0].tcp);
	assert_true(p.queries.items[1].tcp);
	assert_int_equal(p.queries.items[1].lookup.serial, 5);
	assert_false(p.queries.items[2].tcp);
	assert_false(p.queries.items[3].tcp);
	kdig_params_deinit(&p);
}

static void families_exclude_each_other(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig -4 a. b. -6");
	assert_int_equal(p.queries.items[0].family, AF_INET);
	assert_int_equal(p.queries.items[1].family, AF_MAX);
	kdig_params_deinit(&p);
}

static void keys_come_from_one_place(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "kdig -y hmac-sha512:k:Zm9v a.");
	assert_true(p.queries.items[0].has_key);
	assert_int_equal(p.queries.items[0].key.alg, DIGEST_SHA512);
	kdig_params_deinit(&p);
	line_refused(kdig_params_parse, "kdig -y k:Zm9v -k file",
	             ";; ERROR: '-k' and '-y' cannot be used together\n");
	line_refused(kdig_params_parse, "kdig -y k", ";; ERROR: bad key (");
	line_refused(kdig_params_parse, "kdig -k /nonexistent/key",
	             ";; ERROR: bad keyfile /nonexistent/key\n");
}

static void mistakes_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *line, *text;
	} cases[] = {
		{"kdig -t FROB a.", ";; ERROR: bad type FROB\n"},
		{"kdig -c FROB a.", ";; ERROR: bad class FROB\n"},
		{"kdig -p 65536 a.", ";; ERROR: bad port 65536\n"},
		{"kdig -b x a.", ";; ERROR: bad address x\n"},
		{"kdig -x a.", ";; ERROR: bad reverse name a.\n"},
		{"kdig @ a.", ";; ERROR: bad nameserver \n"},
		{"kdig a..b", ";; ERROR: 'a..b' is not a valid domain name (empty label)\n"},
		{"kdig -E file", ";; ERROR: -E is not available in this build\n"},
		{"kdig -Z", ";; ERROR: invalid option: -Z\n"},
		{"kdig a. -t", ";; ERROR: missing argument of -t\n"},
		{"kdig +frob", ";; ERROR: invalid option: +frob\n"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		line_refused(kdig_params_parse, cases[i].line, cases[i].text);
}

static void help_and_version_end_it(void **state)
{
	(void)state;
	struct captured told;
	struct kdig_params p;
	assert_ok(line_parse(&p, kdig_params_parse, "kdig -V a.", &told));
	assert_true(p.stop && p.queries.count == 0);
	assert_memory_equal(told.text, "kdig (Bowline), version ", 24);
	kdig_params_deinit(&p);
	assert_ok(line_parse(&p, kdig_params_parse, "kdig --help", &told));
	assert_true(p.stop);
	assert_memory_equal(told.text, "Usage: kdig ", 12);
	kdig_params_deinit(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_named_asks_for_the_roots_servers),
		cmocka_unit_test(words_are_classes_types_or_names),
		cmocka_unit_test(settings_go_to_the_query_named_last),
		cmocka_unit_test(values_may_be_attached_or_apart),
		cmocka_unit_test(reverse_questions_are_made_of_addresses),
		cmocka_unit_test(transfers_go_over_tcp_unless_told_otherwise),
		cmocka_unit_test(families_exclude_each_other),
		cmocka_unit_test(keys_come_from_one_place),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(help_and_version_end_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
