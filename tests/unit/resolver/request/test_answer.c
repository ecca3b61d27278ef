/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/request/answer.h"

#include "support.h"

static struct req_client client;
static struct req_answer answer;
static uint8_t buf[MSG_MAX_LEN];
static struct msg reply;

static const uint8_t owner[] = "\3www\7example";
static const uint8_t one_address[] = {0, 4, 192, 0, 2, 1};
/* any octets will do for a signature: type 1, signer the root */
static const uint8_t one_sig[] = {0, 20, 0, 1, 13, 2, 0, 0, 0, 60, 0,
                                  0, 0,  9, 0, 0,  0, 1, 0, 1, 0,  5};

static struct req_set make_set(uint16_t type, uint32_t ttl)
{
	struct rrset data = {.owner = owner,
	                     .type = type,
	                     .class_ = CLASS_IN,
	                     .ttl = ttl,
	                     .count = 1,
	                     .size = sizeof(one_address),
	                     .records = one_address};
	struct rrset sigs = data;
	sigs.type = RR_RRSIG;
	sigs.size = sizeof(one_sig);
	sigs.records = one_sig;
	return (struct req_set){.data = data, .sigs = sigs};
}

static int setup(void **state)
{
	(void)state;
	req_client_internal(&client, owner, RR_A, false);
	req_answer_init(&answer);
	answer.rcode = RCODE_NOERROR;
	return 0;
}

static void write_it(size_t cap)
{
	size_t len = req_answer_write(&answer, &client, 1232, buf, cap);
	assert_ok(msg_parse(&reply, span_of(buf, len)));
}

static void an_answer_starts_as_failure(void **state)
{
	(void)state;
	req_answer_init(&answer);
	assert_int_equal(answer.rcode, RCODE_SERVFAIL);
	assert_int_equal(req_answer_ttl(&answer), 0);
}

static void signatures_go_to_those_who_ask(void **state)
{
	(void)state;
	struct req_set set = make_set(RR_A, 60);
	assert_true(req_answer_add(&answer, SECTION_ANSWER, &set));
	write_it(sizeof(buf));
	assert_int_equal(reply.count[SECTION_ANSWER], 1);
	client.wants_dnssec = true;
	write_it(sizeof(buf));
	assert_int_equal(reply.count[SECTION_ANSWER], 2);
	assert_true(reply.edns.flags & MSG_EDNS_DO);
}

static void what_is_additional_is_there_if_it_fits(void **state)
{
	(void)state;
	struct req_set set = make_set(RR_A, 60);
	set.data.ttl = 7;
	assert_true(req_answer_add(&answer, SECTION_ADDITIONAL, &set));
	assert_int_equal(req_answer_ttl(&answer), 7);
	write_it(sizeof(buf));
	assert_int_equal(reply.count[SECTION_ADDITIONAL], 2); /* with OPT */
	client.stream = false;
	client.edns = false;
	client.udp_size = 40; /* smaller than any client may say */
	write_it(sizeof(buf));
	assert_int_equal(reply.count[SECTION_ADDITIONAL], 0);
	assert_false(reply.flags & MSG_TC);
	assert_true(req_answer_add(&answer, SECTION_ADDITIONAL, &set));
	assert_false(req_answer_add(&answer, SECTION_ADDITIONAL, &set));
}

static void flags_follow_the_query(void **state)
{
	(void)state;
	client.flags = MSG_RD | MSG_CD | MSG_AD;
	answer.secure = true;
	assert_int_equal(req_answer_flags(&answer, &client), MSG_QR | MSG_RA | MSG_RD | MSG_CD);
	client.flags = MSG_RD | MSG_AD;
	assert_true(req_answer_flags(&answer, &client) & MSG_AD);
	client.flags = MSG_RD;
	assert_false(req_answer_flags(&answer, &client) & MSG_AD);
	answer.authoritative = true;
	assert_true(req_answer_flags(&answer, &client) & MSG_AA);
}

static void what_does_not_fit_sets_tc(void **state)
{
	(void)state;
	uint8_t big[2 + 256] = {1, 0, 255}; /* TXT of one string of 255 octets */
	struct req_set set = make_set(RR_A, 60);
	set.data.type = RR_TXT;
	set.data.size = sizeof(big);
	set.data.records = big;
	client.stream = false;
	client.flags |= MSG_AD;
	answer.secure = true;
	for (int i = 0; i < 4; i++)
		assert_true(req_answer_add(&answer, SECTION_ANSWER, &set));
	write_it(sizeof(buf));
	assert_true(reply.flags & MSG_TC);
	assert_false(reply.flags & MSG_AD);
	assert_true(reply.wire.len <= 512);
	assert_true(reply.edns.present);
	client.stream = true;
	write_it(sizeof(buf));
	assert_false(reply.flags & MSG_TC);
	assert_true(reply.flags & MSG_AD);
}

static void errors_are_explained(void **state)
{
	(void)state;
	answer.rcode = RCODE_BADVERS;
	answer.ede = EDE_UNREACHABLE;
	answer.ede_text = "why";
	write_it(sizeof(buf));
	bool found;
	struct span ede = edns_find(&reply.edns, EDNS_EDE, &found);
	assert_true(found);
	assert_int_equal(ede.len, 5);
	assert_int_equal(msg_rcode(&reply), RCODE_BADVERS);
	client.edns = false;
	write_it(sizeof(buf));
	assert_false(reply.edns.present);
}

static void the_lowest_ttl_is_that_of_the_answer(void **state)
{
	(void)state;
	struct req_set set = make_set(RR_A, 60);
	assert_true(req_answer_add(&answer, SECTION_ANSWER, &set));
	set.data.ttl = 90;
	set.sigs.ttl = 30;
	assert_true(req_answer_add(&answer, SECTION_AUTHORITY, &set));
	assert_int_equal(req_answer_ttl(&answer), 30);
}

static void sets_are_bounded(void **state)
{
	(void)state;
	struct req_set set = make_set(RR_A, 60);
	for (int i = 0; i < REQ_ANSWER_SETS; i++)
		assert_true(req_answer_add(&answer, SECTION_ANSWER, &set));
	assert_false(req_answer_add(&answer, SECTION_ANSWER, &set));
}

static void records_take_turns(void **state)
{
	(void)state;
	static const uint8_t three[] = {0, 4, 192, 0, 2, 0, 0, 4, 192, 0, 2, 1, 0, 4, 192, 0, 2, 2};
	struct req_set set = make_set(RR_A, 60);
	set.data.count = 3;
	set.data.size = sizeof(three);
	set.data.records = three;
	assert_true(req_answer_add(&answer, SECTION_ANSWER, &set));
	answer.reorder = true;
	for (client.id = 0; client.id < 5; client.id++) {
		write_it(sizeof(buf));
		struct msg_iter it = msg_records(&reply);
		struct msg_rr rr;
		for (unsigned i = 0; i < 3; i++) {
			assert_true(msg_next(&it, &rr));
			assert_int_equal(buf[rr.rdata_at + 3], (i + client.id) % 3);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(an_answer_starts_as_failure, setup),
		cmocka_unit_test_setup(signatures_go_to_those_who_ask, setup),
		cmocka_unit_test_setup(what_is_additional_is_there_if_it_fits, setup),
		cmocka_unit_test_setup(flags_follow_the_query, setup),
		cmocka_unit_test_setup(what_does_not_fit_sets_tc, setup),
		cmocka_unit_test_setup(errors_are_explained, setup),
		cmocka_unit_test_setup(the_lowest_ttl_is_that_of_the_answer, setup),
		cmocka_unit_test_setup(sets_are_bounded, setup),
		cmocka_unit_test_setup(records_take_turns, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
