/* SPDX-License-Identifier: BSD-2-Clause */
#include "../command_line.h"

#include "tools/khost/khost_params.h"
#include "tools/khost/khost_print.h"

static void parse(struct kdig_params *p, const char *line)
{
	struct captured told;
	assert_ok(line_parse(p, khost_params_parse, line, &told));
	assert_string_equal(told.text, "");
}

static void a_name_is_three_questions(void **state)
{
	(void)state;
	static const uint16_t types[] = {RR_A, RR_AAAA, RR_MX};
	struct kdig_params p;
	parse(&p, "khost example.com 192.0.2.1");
	assert_int_equal(p.queries.count, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(p.queries.items[i].lookup.type, types[i]);
		assert_memory_equal(p.queries.items[i].lookup.qname.wire, "\7example\3com", 13);
		assert_ptr_equal(p.queries.items[i].print, khost_print);
		assert_int_equal(p.queries.items[i].lookup.flags, MSG_RD);
	}
	assert_string_equal(p.defaults.servers.args.items[0].host, "192.0.2.1");
	kdig_params_deinit(&p);
}

static void an_address_asks_for_its_name(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "khost 192.0.2.1");
	assert_int_equal(p.queries.count, 1);
	assert_int_equal(p.queries.items[0].lookup.type, RR_PTR);
	assert_memory_equal(p.queries.items[0].lookup.qname.wire,
	                    "\0011\0012\0010\003192\7in-addr\4arpa", 24);
	kdig_params_deinit(&p);
}

static void options_set_how_to_ask(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "khost -t AXFR -r -R 5 -W 3 -6 -c CH a.");
	assert_int_equal(p.queries.count, 1);
	const struct kdig_query *q = &p.queries.items[0];
	assert_int_equal(q->lookup.type, RR_AXFR);
	assert_int_equal(q->lookup.class_, CLASS_CH);
	assert_int_equal(q->lookup.flags, 0);
	assert_int_equal(q->retries, 5);
	assert_int_equal(q->timeout_ms, 3000);
	assert_int_equal(q->family, AF_INET6);
	assert_true(q->tcp);
	kdig_params_deinit(&p);
}

static void whole_messages_are_kdigs_output(void **state)
{
	(void)state;
	struct kdig_params p;
	parse(&p, "khost -a -w a.");
	assert_int_equal(p.queries.count, 1);
	assert_int_equal(p.queries.items[0].lookup.type, RR_ANY);
	assert_true(p.queries.items[0].print == NULL);
	assert_int_equal(p.queries.items[0].timeout_ms, 0);
	kdig_params_deinit(&p);
	parse(&p, "khost -v -T a.");
	assert_int_equal(p.queries.count, 3);
	assert_true(p.queries.items[0].print == NULL && p.queries.items[0].tcp);
	kdig_params_deinit(&p);
}

static void mistakes_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *line, *text;
	} cases[] = {
		{"khost -t FROB a.", ";; ERROR: bad type FROB\n"},
		{"khost -c FROB a.", ";; ERROR: bad class FROB\n"},
		{"khost -R x a.", ";; ERROR: bad retries x\n"},
		{"khost -W -1 a.", ";; ERROR: bad interval -1\n"},
		{"khost a..b", ";; ERROR: 'a..b' is not a valid domain name (empty label)\n"},
		{"khost a. [::1", ";; ERROR: bad nameserver [::1\n"},
		{"khost", "Usage: khost "},
		{"khost a. b. c.", "Usage: khost "},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		line_refused(khost_params_parse, cases[i].line, cases[i].text);
}

static void help_and_version_end_it(void **state)
{
	(void)state;
	struct captured told;
	struct kdig_params p;
	assert_ok(line_parse(&p, khost_params_parse, "khost -h", &told));
	assert_true(p.stop);
	assert_memory_equal(told.text, "Usage: khost ", 13);
	kdig_params_deinit(&p);
	assert_ok(line_parse(&p, khost_params_parse, "khost -V", &told));
	assert_memory_equal(told.text, "khost (Bowline), version ", 25);
	kdig_params_deinit(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_is_three_questions),
		cmocka_unit_test(an_address_asks_for_its_name),
		cmocka_unit_test(options_set_how_to_ask),
		cmocka_unit_test(whole_messages_are_kdigs_output),
		cmocka_unit_test(mistakes_are_told),
		cmocka_unit_test(help_and_version_end_it),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
