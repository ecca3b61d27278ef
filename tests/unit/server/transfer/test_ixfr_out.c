/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"
#include "../zone/change_text.h"
#include "server/transfer/ixfr_out.h"

#define STEP(from, to) "-@ 60 SOA a b " #from " 1 1 1 1", "+@ 60 SOA a b " #to " 1 1 1 1"

static void history_add(struct history *h, const char *const *lines)
{
	struct zone_changeset c = changes_from_text(lines);
	VEC_PUSH(&h->steps, c);
}

static struct xfr_head head_of(void)
{
	struct xfr_head head = {.id = 77, .qtype = RR_IXFR};
	name_copy(&head.qname, (const uint8_t *)"\7eXample");
	return head;
}

/* All records as text; messages counted. */
static void take(struct text *t, struct ixfr_out *x, unsigned *messages)
{
	static uint8_t buf[65535];
	struct msg m;
	size_t len;
	for (*messages = 0;; ++*messages) {
		assert_ok(ixfr_out_next(x, buf, sizeof(buf), &len));
		if (len == 0)
			break;
		assert_ok(msg_parse(&m, span_of(buf, len)));
		assert_int_equal(m.id, 77);
		assert_int_equal(m.qtype, RR_IXFR);
		assert_int_equal(m.flags, MSG_QR | MSG_AA);
		assert_true(len <= 16384 || m.count[SECTION_ANSWER] == 1);
		struct text one;
		text_init(&one);
		reply_to_text(&one, span_of(buf, len));
		text_put(t, strchr(one.buf, '\n') + 1);
		text_deinit(&one);
	}
}

/* RFC 1995 section 4 */
static void steps_stand_between_soas(void **state)
{
	(void)state;
	struct history h = {0};
	struct text t;
	unsigned messages;
	history_add(&h, (const char *[]){STEP(1, 2), "-a 60 A 192.0.2.1", "+b 60 MX 1 a", NULL});
	history_add(&h, (const char *[]){STEP(2, 3), "+c 60 A 192.0.2.3", NULL});
	struct xfr_head head = head_of();
	struct ixfr_out *x = ixfr_out_new(&head, &h);
	assert_int_equal(h.steps.count, 0);
	text_init(&t);
	take(&t, x, &messages);
	assert_int_equal(messages, 1);
	assert_string_equal(t.buf, "an eXample. 60 SOA a.eXample. b.eXample. 3 1 1 1 1\n"
	                           "an eXample. 60 SOA a.eXample. b.eXample. 1 1 1 1 1\n"
	                           "an a.eXample. 60 A 192.0.2.1\n"
	                           "an eXample. 60 SOA a.eXample. b.eXample. 2 1 1 1 1\n"
	                           "an b.eXample. 60 MX 1 a.eXample.\n"
	                           "an eXample. 60 SOA a.eXample. b.eXample. 2 1 1 1 1\n"
	                           "an eXample. 60 SOA a.eXample. b.eXample. 3 1 1 1 1\n"
	                           "an c.eXample. 60 A 192.0.2.3\n"
	                           "an eXample. 60 SOA a.eXample. b.eXample. 3 1 1 1 1\n");
	text_deinit(&t);
	ixfr_out_free(x);
}

static void long_histories_take_many_messages(void **state)
{
	(void)state;
	static char lines[3000][64];
	const char *list[3003] = {STEP(1, 2)};
	struct history h = {0};
	struct text t;
	unsigned messages;
	for (unsigned i = 0; i < 3000; i++) {
		snprintf(lines[i], sizeof(lines[i]), "+set 60 A 10.0.%u.%u", i >> 8, i & 255);
		list[2 + i] = lines[i];
	}
	history_add(&h, list);
	struct xfr_head head = head_of();
	struct ixfr_out *x = ixfr_out_new(&head, &h);
	text_init(&t);
	take(&t, x, &messages);
	assert_true(messages >= 3);
	size_t count = 0;
	for (const char *p = t.buf; (p = strchr(p, '\n')) != NULL; p++)
		count++;
	assert_int_equal(count, 3004);
	text_deinit(&t);
	ixfr_out_free(x);
}

static void a_record_may_be_larger_than_other_messages(void **state)
{
	(void)state;
	static uint8_t rdata[40000], buf[65535];
	struct history h = {0};
	struct text t;
	unsigned messages;
	size_t len;
	history_add(&h, (const char *[]){STEP(1, 2), "+a 60 A 192.0.2.1", NULL});
	const struct zone_record big = {.owner = (const uint8_t *)"\3big\7example",
	                                .type = 65400,
	                                .ttl = 60,
	                                .rdata = span_of(rdata, sizeof(rdata))};
	zone_records_add(&h.steps.items[0].added, &big);
	struct xfr_head head = head_of();
	struct ixfr_out *x = ixfr_out_new(&head, &h);
	text_init(&t);
	take(&t, x, &messages);
	assert_int_equal(messages, 3);
	text_deinit(&t);
	ixfr_out_free(x);
	h = (struct history){0};
	history_add(&h, (const char *[]){STEP(1, 2), NULL});
	zone_records_add(&h.steps.items[0].added, &big);
	x = ixfr_out_new(&head, &h);
	assert_ok(ixfr_out_next(x, buf, 30000, &len));
	assert_int_equal(ixfr_out_next(x, buf, 30000, &len), E_SPACE);
	ixfr_out_free(x);
}

static void the_first_message_has_the_opt(void **state)
{
	(void)state;
	static uint8_t buf[65535];
	struct history h = {0};
	struct msg m;
	size_t len;
	history_add(&h, (const char *[]){STEP(1, 2), NULL});
	struct xfr_head head = head_of();
	head.opt_len = 11;
	head.opt[2] = RR_OPT;
	struct ixfr_out *x = ixfr_out_new(&head, &h);
	assert_ok(ixfr_out_next(x, buf, sizeof(buf), &len));
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_true(m.edns.present);
	ixfr_out_free(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steps_stand_between_soas),
		cmocka_unit_test(long_histories_take_many_messages),
		cmocka_unit_test(a_record_may_be_larger_than_other_messages),
		cmocka_unit_test(the_first_message_has_the_opt),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
