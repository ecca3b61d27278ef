/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/rand.h"
#include "dns/msg_writer.h"

static struct name parsed(const char *text)
{
	struct name n;
	assert_ok(name_parse_str(&n, text));
	return n;
}

static void owners_are_compressed_against_the_question(void **state)
{
	(void)state;
	uint8_t buf[512];
	struct msg_writer w;
	struct name q = parsed("a.example.org."), other = parsed("B.EXAMPLE.org.");
	msg_writer_init(&w, buf, sizeof(buf), 1, 0);
	assert_ok(msg_put_question(&w, q.wire, RR_A, CLASS_IN));
	size_t before = w.pos;
	assert_ok(msg_put_rr(&w, SECTION_ANSWER, q.wire, RR_A, CLASS_IN, 1, span_of("abcd", 4)));
	assert_int_equal(w.pos - before, 2 + 10 + 4);
	before = w.pos;
	assert_ok(
		msg_put_rr(&w, SECTION_ANSWER, other.wire, RR_A, CLASS_IN, 1, span_of("abcd", 4)));
	assert_int_equal(w.pos - before, 2 + 2 + 10 + 4);
	struct msg m;
	assert_ok(msg_parse(&m, span_of(buf, msg_finish(&w))));
}

/* Whatever came first: names above, below and beside the question share what they can. */
static void other_names_share_the_suffixes_of_the_question(void **state)
{
	(void)state;
	const struct {
		const char *owner;
		size_t octets;
	} cases[] = {
		{"Q.Example.", 2},
		{"example.", 2},
		{"below.q.example.", 6 + 2},
		{"beside.example.", 7 + 2},
		{"beside.example.", 2},
		{"other.", 7},
		{"q.example.other.", 2 + 8 + 2},
		{".", 1},
		{"Q.EXAMPLE.", 2},
	};
	struct name q = parsed("q.example.");
	for (size_t first = 0; first < ARRAY_LEN(cases) - 4; first++) {
		uint8_t buf[512];
		struct msg_writer w;
		msg_writer_init(&w, buf, sizeof(buf), 1, 0);
		assert_ok(msg_put_question(&w, q.wire, RR_A, CLASS_IN));
		for (size_t i = first; i < ARRAY_LEN(cases); i++) {
			struct name owner = parsed(cases[i].owner);
			size_t before = w.pos, octets = cases[i].octets;
			if (first == 4 && i == 4) /* that it is written for the first time */
				octets = 7 + 2;
			assert_ok(msg_put_rr(&w, SECTION_ANSWER, owner.wire, RR_A, CLASS_IN, 1,
			                     span_of("abcd", 4)));
			assert_int_equal(w.pos - before, octets + 10 + 4);
		}
		struct msg m;
		struct msg_rr rr;
		assert_ok(msg_parse(&m, span_of(buf, msg_finish(&w))));
		struct msg_iter it = msg_records(&m);
		for (size_t i = first; i < ARRAY_LEN(cases); i++) {
			struct name owner = parsed(cases[i].owner);
			assert_true(msg_next(&it, &rr));
			assert_true(name_equal(rr.owner.wire, owner.wire));
		}
	}
}

/* A question that does not fit leaves nothing to point to. */
static void a_question_that_was_taken_back_is_no_target(void **state)
{
	(void)state;
	uint8_t buf[64];
	struct msg_writer w;
	struct name q = parsed("q.example.");
	msg_writer_init(&w, buf, sizeof(buf), 1, 0);
	msg_reserve(&w, sizeof(buf) - MSG_HEADER_LEN - 12);
	assert_int_equal(msg_put_question(&w, q.wire, RR_A, CLASS_IN), E_SPACE);
	msg_release(&w);
	assert_int_equal(w.pos, MSG_HEADER_LEN);
	assert_ok(msg_put_rr(&w, SECTION_ANSWER, q.wire, RR_A, CLASS_IN, 1, span_of("abcd", 4)));
	assert_int_equal(w.pos, MSG_HEADER_LEN + 11 + 10 + 4);
}

static void rrsets_go_in_whole_or_not_at_all(void **state)
{
	(void)state;
	uint8_t buf[64];
	struct msg_writer w;
	struct arena arena;
	struct name q = parsed("x.");
	struct rrset set = {.owner = q.wire, .type = RR_A, .class_ = CLASS_IN, .ttl = 5};
	arena_init(&arena, 0);
	assert_ok(rrset_add(&set, &arena, span_of("aaaa", 4)));
	assert_ok(rrset_add(&set, &arena, span_of("bbbb", 4)));
	assert_ok(rrset_add(&set, &arena, span_of("aaaa", 4)));
	assert_int_equal(set.count, 2);
	msg_writer_init(&w, buf, sizeof(buf), 1, 0);
	assert_ok(msg_put_question(&w, q.wire, RR_A, CLASS_IN));
	/* 19 octets so far; one record takes 16, two do not fit into 64 - 19 with 14 reserved. */
	msg_reserve(&w, 14);
	size_t before = w.pos;
	assert_int_equal(msg_put_rrset(&w, SECTION_ANSWER, &set), E_SPACE);
	assert_int_equal(w.pos, before);
	assert_int_equal(w.count[SECTION_ANSWER], 0);
	msg_release(&w);
	assert_ok(msg_put_rrset(&w, SECTION_ANSWER, &set));
	assert_int_equal(
		msg_put_rr(&w, SECTION_QUESTION, q.wire, RR_A, CLASS_IN, 1, span_of("aaaa", 4)),
		E_INVALID);
	arena_deinit(&arena);
}

/* What is rolled back must leave no target for compression behind. */
static void rollback_forgets_names(void **state)
{
	(void)state;
	uint8_t buf[512];
	struct msg_writer w;
	struct name q = parsed("q."), gone = parsed("gone.example."),
		    kept = parsed("kept.example.");
	msg_writer_init(&w, buf, sizeof(buf), 1, 0);
	assert_ok(msg_put_question(&w, q.wire, RR_A, CLASS_IN));
	struct msg_mark mark = msg_mark(&w);
	assert_ok(msg_put_rr(&w, SECTION_ANSWER, gone.wire, RR_A, CLASS_IN, 1, span_of("abcd", 4)));
	msg_rollback(&w, mark);
	assert_ok(msg_put_rr(&w, SECTION_ANSWER, kept.wire, RR_A, CLASS_IN, 1, span_of("abcd", 4)));
	assert_ok(msg_put_rr(&w, SECTION_ANSWER, gone.wire, RR_A, CLASS_IN, 1, span_of("abcd", 4)));
	struct msg m;
	struct msg_rr rr;
	assert_ok(msg_parse(&m, span_of(buf, msg_finish(&w))));
	struct msg_iter it = msg_records(&m);
	assert_true(msg_next(&it, &rr));
	assert_true(name_equal(rr.owner.wire, kept.wire));
	assert_true(msg_next(&it, &rr));
	assert_true(name_equal(rr.owner.wire, gone.wire));
}

/* Random names, many of them sharing suffixes, with rollbacks between: all read back. */
static void random_messages_read_back(void **state)
{
	(void)state;
	static uint8_t buf[65535];
	rand_replay(test_seed(rand_u64()));
	for (int round = 0; round < 60; round++) {
		static struct name owners[2000];
		struct msg_writer w;
		unsigned n = 0;
		msg_writer_init(&w, buf, 1000 + rand_below(64000), 1, 0);
		while (n < ARRAY_LEN(owners)) {
			char text[64];
			snprintf(text, sizeof(text), "h%u.%c%u.zone%u.", rand_below(3000),
			         rand_below(2) ? 'a' : 'A', rand_below(50), rand_below(3));
			owners[n] = parsed(text);
			struct msg_mark mark = msg_mark(&w);
			if (msg_put_rr(&w, SECTION_ANSWER, owners[n].wire, RR_NS, CLASS_IN, n,
			               span_of(owners[n].wire, owners[n].len)) != OK)
				break;
			if (rand_below(8) == 0)
				msg_rollback(&w, mark);
			else
				n++;
		}
		struct msg m;
		struct msg_rr rr;
		assert_ok(msg_parse(&m, span_of(buf, msg_finish(&w))));
		struct msg_iter it = msg_records(&m);
		for (unsigned i = 0; i < n; i++) {
			assert_true(msg_next(&it, &rr));
			assert_true(name_equal(rr.owner.wire, owners[i].wire));
			struct name target;
			size_t pos = rr.rdata_at;
			assert_ok(name_read(&target, m.wire, &pos));
			assert_true(name_equal(target.wire, owners[i].wire));
		}
		assert_false(msg_next(&it, &rr));
	}
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(owners_are_compressed_against_the_question),
		cmocka_unit_test(other_names_share_the_suffixes_of_the_question),
		cmocka_unit_test(a_question_that_was_taken_back_is_no_target),
		cmocka_unit_test(rrsets_go_in_whole_or_not_at_all),
		cmocka_unit_test(rollback_forgets_names),
		cmocka_unit_test(random_messages_read_back),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
