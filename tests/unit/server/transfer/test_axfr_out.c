/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"
#include "base/vec.h"
#include "server/transfer/axfr_out.h"

static int line_cmp(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines of a text, sorted and joined; `drop` octets at the start of each left out. */
static char *lines_sorted(char *text, size_t drop)
{
	VEC(char *) lines = {0};
	struct text out;
	text_init(&out);
	for (char *at = text, *end; (end = strchr(at, '\n')) != NULL; at = end + 1) {
		*end = '\0';
		VEC_PUSH(&lines, at + drop);
	}
	qsort(lines.items, lines.count, sizeof(char *), line_cmp);
	for (size_t i = 0; i < lines.count; i++)
		text_printf(&out, "%s\n", lines.items[i]);
	VEC_FREE(&lines);
	return out.buf;
}

/* Take a transfer; its records as text, "an " before each. Checks the frame of each message. */
static void transfer_to_text(struct text *t, const struct zone_version *v, unsigned *messages)
{
	static uint8_t buf[65535];
	size_t len;
	struct msg m;
	struct xfr_head head = {.id = 77, .qtype = RR_AXFR};
	name_copy(&head.qname, (const uint8_t *)"\7eXample");
	struct axfr_out *x = axfr_out_new(v, &head);
	for (*messages = 0;; (*messages)++) {
		assert_ok(axfr_out_next(x, buf, sizeof(buf), &len));
		if (len == 0)
			break;
		assert_ok(msg_parse(&m, span_of(buf, len)));
		assert_int_equal(m.id, 77);
		assert_int_equal(m.qtype, RR_AXFR);
		assert_int_equal(m.flags, MSG_QR | MSG_AA);
		struct text one;
		text_init(&one);
		reply_to_text(&one, span_of(buf, len));
		text_put(t, strchr(one.buf, '\n') + 1);
		text_deinit(&one);
	}
	assert_int_equal(axfr_out_records(x), v->record_count + 1);
	axfr_out_free(x);
}

static void transfer_is_the_zone(struct zone_builder *b, unsigned least_messages)
{
	struct zone_version *v;
	struct text zone, transfer;
	unsigned messages;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	text_init(&zone);
	text_init(&transfer);
	transfer_to_text(&transfer, v, &messages);
	assert_true(messages >= least_messages);
	size_t soa = strcspn(transfer.buf, "\n") + 1;
	char *last = transfer.buf + transfer.len - soa;
	assert_memory_equal(transfer.buf, last, soa);
	assert_non_null(strstr(transfer.buf, " SOA "));
	*last = '\0';
	zone_to_text(&zone, v);
	char *expected = lines_sorted(zone.buf, 0), *got = lines_sorted(transfer.buf, 3);
	for (char *p = got; (p = strstr(p, "eXample.")) != NULL; p++)
		p[1] = 'x';
	assert_string_equal(got, expected);
	mem_free(expected);
	mem_free(got);
	text_deinit(&zone);
	text_deinit(&transfer);
	zone_version_free(v);
}

#define SOA "@ 3600 SOA ns h 7 7200 900 1209600 300"
#define SIG "8 1 60 20300101000000 20200101000000 1 example. AAAA"

static void transfer_of_a_small_zone(void **state)
{
	(void)state;
	transfer_is_the_zone(
		zone_text_builder(
			"example.",
			(const char *[]){SOA, "@ 60 RRSIG SOA " SIG, "@ 60 NS ns",
	                                 "ns 60 A 192.0.2.1", "ns 60 RRSIG A " SIG,
	                                 "x.y 60 MX 1 x.y", "*.y 60 MX 1 x.y",
	                                 "@ 60 NSEC3PARAM 1 0 0 -",
	                                 "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 3600 NSEC3 1 1 0 - "
	                                 "2t7b4g4vsa5smi47k61mv5bv1a22bojr SOA",
	                                 NULL}),
		1);
}

static void transfer_takes_many_messages(void **state)
{
	(void)state;
	struct zone_builder *b = zone_text_builder("example.", (const char *[]){SOA, NULL});
	for (unsigned i = 0; i < 3000; i++) {
		char line[64];
		snprintf(line, sizeof(line), "h%u 60 NS ns.h%u", i, i / 2);
		zone_text_add(b, "example.", line);
	}
	transfer_is_the_zone(b, 4);
}

static void transfer_splits_sets_too_large_for_a_message(void **state)
{
	(void)state;
	struct zone_builder *b = zone_text_builder("example.", (const char *[]){SOA, NULL});
	for (unsigned i = 0; i < 4000; i++) {
		char line[64];
		snprintf(line, sizeof(line), "big 60 A 10.0.%u.%u", i >> 8, i & 255);
		zone_text_add(b, "example.", line);
	}
	for (unsigned i = 0; i < 60; i++) { /* fits a fragment, hardly a message */
		char line[400];
		snprintf(line, sizeof(line), "full 60 TXT \"%u%0250u\"", i % 10, i);
		zone_text_add(b, "example.", line);
	}
	zone_text_add(b, "example.", "big 60 RRSIG A " SIG);
	transfer_is_the_zone(b, 4);
}

static void transfer_of_a_record_larger_than_the_room_fails(void **state)
{
	(void)state;
	static uint8_t buf[65535];
	size_t len;
	struct zone_version *v = zone_from_text(
		"example.",
		(const char *[]){SOA, "a 60 TXT \"0123456789012345678901234567890123456789\"",
	                         NULL});
	struct xfr_head head = {.id = 1, .qtype = RR_AXFR};
	name_copy(&head.qname, v->apex->name);
	struct axfr_out *x = axfr_out_new(v, &head);
	assert_ok(axfr_out_next(x, buf, 90, &len));
	assert_int_equal(axfr_out_next(x, buf, 60, &len), E_SPACE);
	axfr_out_free(x);
	zone_version_free(v);
}

static void the_first_message_alone_has_the_opt(void **state)
{
	(void)state;
	static uint8_t buf[65535];
	struct msg m;
	size_t len;
	struct zone_builder *b = zone_text_builder("example.", (const char *[]){SOA, NULL});
	for (unsigned i = 0; i < 3000; i++) {
		char line[64];
		snprintf(line, sizeof(line), "h%u 60 NS ns.h%u", i, i / 2);
		zone_text_add(b, "example.", line);
	}
	struct zone_version *v;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	struct xfr_head head = {.id = 1, .qtype = RR_AXFR, .opt_len = 11, .opt = {0, 0, RR_OPT, 4}};
	name_copy(&head.qname, v->apex->name);
	struct axfr_out *x = axfr_out_new(v, &head);
	for (unsigned i = 0;; i++) {
		assert_ok(axfr_out_next(x, buf, sizeof(buf), &len));
		if (len == 0)
			break;
		assert_ok(msg_parse(&m, span_of(buf, len)));
		assert_int_equal(m.edns.present, i == 0);
	}
	assert_int_equal(axfr_out_records(x), v->record_count + 1);
	axfr_out_free(x);
	zone_version_free(v);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(transfer_of_a_small_zone),
		cmocka_unit_test(transfer_takes_many_messages),
		cmocka_unit_test(transfer_splits_sets_too_large_for_a_message),
		cmocka_unit_test(transfer_of_a_record_larger_than_the_room_fails),
		cmocka_unit_test(the_first_message_alone_has_the_opt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
