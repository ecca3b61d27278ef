/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/rand.h"
#include "dns/name.h"

static struct name parsed(const char *text)
{
	struct name n;
	assert_ok(name_parse_str(&n, text));
	return n;
}

static void name_parse_follows_rfc1035(void **state)
{
	(void)state;
	struct name n = parsed("WWW.example.");
	assert_int_equal(n.len, 13);
	assert_memory_equal(n.wire, "\3WWW\7example", 13);
	n = parsed("a\\.b\\065\\\\.");
	assert_memory_equal(n.wire, "\5a.bA\\", 7);
	n = parsed(".");
	assert_int_equal(n.len, 1);
	struct name origin = parsed("org.");
	assert_ok(name_parse(&n, span_str("x"), origin.wire));
	assert_memory_equal(n.wire, "\1x\3org", 7);
	assert_ok(name_parse(&n, span_str("@"), origin.wire));
	assert_memory_equal(n.wire, "\3org", 5);
}

static void name_parse_names_the_fault(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		enum err err;
	} cases[] = {
		{"", E_LABEL_EMPTY},
		{"a..b", E_LABEL_EMPTY},
		{".a", E_LABEL_EMPTY},
		{"..", E_LABEL_EMPTY},
		{"a\\", E_ESCAPE},
		{"a\\25", E_ESCAPE},
		{"a\\256", E_ESCAPE},
		{"a\\1x2", E_ESCAPE},
		{"0123456789012345678901234567890123456789012345678901234567890123", E_LABEL_LONG},
	};
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct name n;
		assert_int_equal(name_parse_str(&n, cases[i].text), cases[i].err);
	}
	struct name n;
	assert_int_equal(name_parse(&n, span_str("a"), NULL), E_NO_ORIGIN);
}

static void name_parse_keeps_255_octets(void **state)
{
	(void)state;
	char text[300];
	size_t len = 0;
	for (int i = 0; i < 127; i++) {
		text[len++] = 'a';
		text[len++] = '.';
	}
	struct name n;
	assert_ok(name_parse(&n, span_of(text, len), NULL));
	assert_int_equal(n.len, 255);
	assert_int_equal(name_labels(n.wire), 127);
	assert_ok(name_parse(&n, span_of(text, len - 1), name_root));
	text[len++] = 'b';
	assert_int_equal(name_parse(&n, span_of(text, len), name_root), E_NAME_LONG);
	text[len++] = '.';
	assert_int_equal(name_parse(&n, span_of(text, len), NULL), E_NAME_LONG);
	/* One octet too many inside a label. */
	memset(text, 'x', sizeof(text));
	for (int i = 63; i < 255; i += 64)
		text[i] = '.';
	assert_int_equal(name_parse(&n, span_of(text, 254), name_root), E_NAME_LONG);
	assert_ok(name_parse(&n, span_of(text, 253), name_root));
	assert_int_equal(n.len, 255);
}

/* RFC 4034 section 6.1, the printed example. */
static void name_cmp_is_canonical(void **state)
{
	(void)state;
	static const char *const sorted[] = {
		"example.",         "a.example.",      "yljkjljk.a.example.",
		"Z.a.example.",     "zABC.a.EXAMPLE.", "z.example.",
		"\\001.z.example.", "*.z.example.",    "\\200.z.example.",
	};
	for (size_t i = 0; i < ARRAY_LEN(sorted); i++) {
		for (size_t k = 0; k < ARRAY_LEN(sorted); k++) {
			struct name a = parsed(sorted[i]), b = parsed(sorted[k]);
			int d = name_cmp(a.wire, b.wire);
			assert_int_equal((d > 0) - (d < 0), (i > k) - (i < k));
			assert_int_equal(name_equal(a.wire, b.wire), i == k);
		}
	}
}

static void name_cmp_ignores_case(void **state)
{
	(void)state;
	struct name a = parsed("wWw.ExAmPlE."), b = parsed("WwW.eXaMpLe.");
	assert_true(name_equal(a.wire, b.wire));
	assert_int_equal(name_cmp(a.wire, b.wire), 0);
	assert_int_equal(name_hash(a.wire, 7), name_hash(b.wire, 7));
}

static void name_relations(void **state)
{
	(void)state;
	struct name a = parsed("a.b.example."), z = parsed("EXAMPLE."), y = parsed("xexample.");
	assert_true(name_is_under(a.wire, z.wire));
	assert_true(name_is_under(z.wire, z.wire));
	assert_false(name_is_under(z.wire, a.wire));
	assert_false(name_is_under(y.wire, z.wire));
	assert_true(name_is_under(a.wire, name_root));
	struct name c = parsed("x.b.example.");
	assert_int_equal(name_common(a.wire, c.wire), 2);
	struct name moved;
	struct name to = parsed("net.");
	assert_ok(name_resuffix(&moved, a.wire, z.wire, to.wire));
	struct name want = parsed("a.b.net.");
	assert_true(name_equal(moved.wire, want.wire));
}

static void name_read_refuses_bad_pointers(void **state)
{
	(void)state;
	struct name n;
	size_t pos = 0;
	static const uint8_t self[] = {0xc0, 0x00};
	assert_int_equal(name_read(&n, span_of(self, 2), &pos), E_POINTER);
	static const uint8_t forward[] = {0xc0, 0x02, 1, 'a', 0};
	assert_int_equal(name_read(&n, span_of(forward, 5), &pos), E_POINTER);
	static const uint8_t loop[] = {1, 'a', 0xc0, 0x00};
	pos = 0;
	assert_int_equal(name_read(&n, span_of(loop, 4), &pos), E_POINTER);
	static const uint8_t cut[] = {5, 'a'};
	pos = 0;
	assert_int_equal(name_read(&n, span_of(cut, 2), &pos), E_EOF);
	static const uint8_t type[] = {0x41, 'a', 0};
	assert_int_equal(name_read(&n, span_of(type, 3), &pos), E_LABEL_TYPE);
	static const uint8_t good[] = {3, 'o', 'r', 'g', 0, 1, 'a', 0xc0, 0x00, 9};
	pos = 5;
	assert_ok(name_read(&n, span_of(good, sizeof(good)), &pos));
	assert_int_equal(pos, 9);
	assert_memory_equal(n.wire, "\1a\3org", 7);
}

/* Any octets as labels: text out parses back to the same wire. */
static void name_print_round_trips(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int round = 0; round < 2000; round++) {
		struct name n = {.len = 0}, back;
		size_t at = 0;
		while (at < 200 && rand_below(5) != 0) {
			uint8_t len = (uint8_t)(1 + rand_below(20));
			n.wire[at] = len;
			rand_octets(n.wire + at + 1, len);
			at += len + 1u;
		}
		n.wire[at++] = 0;
		n.len = (uint8_t)at;
		struct text t;
		text_init(&t);
		name_print(&t, n.wire);
		assert_ok(name_parse(&back, text_span(&t), NULL));
		assert_int_equal(back.len, n.len);
		assert_memory_equal(back.wire, n.wire, n.len);
		size_t checked = 0;
		assert_ok(name_check(span_of(n.wire, n.len), &checked));
		assert_int_equal(checked, n.len);
		text_deinit(&t);
	}
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_parse_follows_rfc1035),
		cmocka_unit_test(name_parse_names_the_fault),
		cmocka_unit_test(name_parse_keeps_255_octets),
		cmocka_unit_test(name_cmp_is_canonical),
		cmocka_unit_test(name_cmp_ignores_case),
		cmocka_unit_test(name_relations),
		cmocka_unit_test(name_read_refuses_bad_pointers),
		cmocka_unit_test(name_print_round_trips),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
