/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/anchors/keyfile.h"

#include "../signer.h"

static void records_and_states_are_read(void **state)
{
	(void)state;
	static const char text[] =
		"; a comment; with State: in it\n"
		"Example. 60 DNSKEY 257 3 13 AQAA ; Valid: ; KeyTag:1\n"
		"example. DNSKEY 257 3 13 AQIA\n"
		"example. 60 DNSKEY 257 3 13 AQMA ; Missing:77 ; KeyTag:3\n"
		"; example. 60 DNSKEY 257 3 13 AQQA ; AddPend:1467299210 ; KeyTag:4\n"
		";example. 60 DNSKEY 257 3 13 AQUA ; Revoked:5 ; KeyTag:5\n"
		"; example. 60 DNSKEY 257 3 13 AQYA ; Removed:6 ; KeyTag:6\n"
		"example. DS 1 8 2 (\n"
		"  E06D44B80B8F1D39A95C0B0D7C65D08458E880409BBC683457104237C7F8EC8D )\n";
	struct anchor a;
	struct keyfile_fault fault;
	assert_ok(keyfile_read(&a, span_str(text), &fault));
	assert_true(name_equal(a.owner.wire, nm("example.")));
	assert_int_equal(a.keys.count, 6);
	assert_int_equal(a.keys.items[0].state, ANCHOR_VALID);
	assert_int_equal(a.keys.items[0].ttl, 60);
	assert_int_equal(a.keys.items[1].state, ANCHOR_VALID);
	assert_int_equal(a.keys.items[2].state, ANCHOR_MISSING);
	assert_int_equal(a.keys.items[2].timer, 77);
	assert_int_equal(a.keys.items[3].type, RR_DS);
	assert_int_equal(a.keys.items[4].state, ANCHOR_ADD_PEND);
	assert_int_equal(a.keys.items[4].timer, 1467299210);
	assert_int_equal(a.keys.items[5].state, ANCHOR_REVOKED);
	anchor_deinit(&a);
}

static void what_is_printed_can_be_read(void **state)
{
	(void)state;
	static const char text[] =
		"; example. 60 DNSKEY 257 3 13 AQQA ; AddPend:1467299210 ; KeyTag:4\n"
		"example. 60 DNSKEY 257 3 13 AQAA ; Valid: ; KeyTag:1\n";
	struct anchor a, b;
	struct keyfile_fault fault;
	struct text out, again;
	text_init(&out);
	text_init(&again);
	assert_ok(keyfile_read(&a, span_str(text), &fault));
	keyfile_print(&out, &a);
	assert_ok(keyfile_read(&b, text_span(&out), &fault));
	keyfile_print(&again, &b);
	assert_string_equal(out.buf, again.buf);
	assert_int_equal(b.keys.count, 2);
	assert_int_equal(b.keys.items[1].state, ANCHOR_ADD_PEND);
	assert_int_equal(b.keys.items[1].timer, 1467299210);
	/* other programs see the trusted key alone */
	assert_non_null(strstr(out.buf, "\n; example."));
	text_deinit(&out);
	text_deinit(&again);
	anchor_deinit(&a);
	anchor_deinit(&b);
}

static void faults_are_told(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
		unsigned line;
		const char *why;
	} cases[] = {
		{"", E_NOTFOUND, 0, "no key in it"},
		{"; nothing\n", E_NOTFOUND, 0, "no key in it"},
		{". DNSKEY 257 3 13 AQAA\nnet. DNSKEY 257 3 13 AQAA\n", E_MALFORMED, 2,
	         "mixed owner names found in file"},
		{". A 192.0.2.1\n", E_MALFORMED, 1, "neither DS nor DNSKEY"},
		{"\n. DNSKEY 257 x\n", E_MALFORMED, 2, NULL},
		{"$INCLUDE /etc/passwd\n", E_MALFORMED, 1, NULL},
		{"; . 1 A 192.0.2.1 ; AddPend:1\n", E_MALFORMED, 1, "neither DS nor DNSKEY"},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct anchor a;
		struct keyfile_fault fault;
		assert_int_equal(keyfile_read(&a, span_str(cases[i].text), &fault), cases[i].err);
		assert_int_equal(fault.line, cases[i].line);
		assert_non_null(fault.why);
		if (cases[i].why != NULL)
			assert_string_equal(fault.why, cases[i].why);
	}
}

static void a_file_has_a_bound(void **state)
{
	(void)state;
	struct anchor a;
	struct keyfile_fault fault;
	char *big = mem_alloc(KEYFILE_MAX_LEN + 1);
	memset(big, '\n', KEYFILE_MAX_LEN + 1);
	assert_int_equal(keyfile_read(&a, span_of(big, KEYFILE_MAX_LEN + 1), &fault), E_LIMIT);
	mem_free(big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(records_and_states_are_read),
		cmocka_unit_test(what_is_printed_can_be_read),
		cmocka_unit_test(faults_are_told),
		cmocka_unit_test(a_file_has_a_bound),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
