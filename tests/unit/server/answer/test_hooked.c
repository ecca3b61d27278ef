/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"
#include "dns/edns.h"

/* One module that says what a test wants, where the test wants it. */
static struct {
	enum hook_stage stage;
	enum hook_next says;
	uint16_t rcode;
	bool writes; /* an address for the name asked */
	unsigned asked[HOOK_STAGES];
	struct hook_query last[HOOK_STAGES];
} play;

static enum hook_next act(struct hook_query *q, enum hook_stage stage)
{
	play.asked[stage]++;
	play.last[stage] = *q;
	if (stage != play.stage)
		return HOOK_NEXT;
	if (play.writes)
		assert_ok(msg_put_rr(q->writer,
		                     stage == HOOK_ADDITIONAL ? SECTION_AUTHORITY : SECTION_ANSWER,
		                     q->qname, RR_A, CLASS_IN, 5, span_of("\300\0\2\7", 4)));
	if (play.rcode != 0)
		q->rcode = play.rcode;
	return play.says;
}

#define STAGE(s)                                                                                   \
	static enum hook_next at_##s(void *module, struct hook_query *q)                           \
	{                                                                                          \
		(void)module;                                                                      \
		return act(q, s);                                                                  \
	}
STAGE(HOOK_PROTO_BEGIN)
STAGE(HOOK_BEGIN)
STAGE(HOOK_PREANSWER)
STAGE(HOOK_ANSWER)
STAGE(HOOK_AUTHORITY)
STAGE(HOOK_ADDITIONAL)
STAGE(HOOK_END)
STAGE(HOOK_PROTO_END)

static const struct hook_ops all = {
	.at =
		{
			[HOOK_PROTO_BEGIN] = at_HOOK_PROTO_BEGIN,
			[HOOK_BEGIN] = at_HOOK_BEGIN,
			[HOOK_PREANSWER] = at_HOOK_PREANSWER,
			[HOOK_ANSWER] = at_HOOK_ANSWER,
			[HOOK_AUTHORITY] = at_HOOK_AUTHORITY,
			[HOOK_ADDITIONAL] = at_HOOK_ADDITIONAL,
			[HOOK_END] = at_HOOK_END,
			[HOOK_PROTO_END] = at_HOOK_PROTO_END,
		},
};

static struct served *s;
static struct hook_list *list;

static int setup(void **state)
{
	(void)state;
	memset(&play, 0, sizeof(play));
	play.stage = HOOK_STAGES;
	s = served_new("example.",
	               (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300", "@ 60 NS ns",
	                                "ns 60 A 192.0.2.1", "mx 60 MX 1 ns", NULL});
	list = hook_list_new(1);
	list->hooks[0].ops = &all;
	hook_list_finish(list);
	slot_publish_hooks(s->slot, list);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(s);
	hook_list_free(list);
	return 0;
}

static struct answer_query ask_kind(const char *words)
{
	uint8_t wire[512];
	return ask_octets(s, span_of(wire, query_from_words(wire, words)));
}

/* Hooks that say nothing change nothing. */
static void all_stages_are_asked_once(void **state)
{
	(void)state;
	assert_answer(s, "mx.example. MX",
	              "NOERROR aa\nan mx.example. 60 MX 1 ns.example.\n"
	              "ad ns.example. 60 A 192.0.2.1\n");
	for (unsigned i = 0; i < HOOK_PROTO_END; i++)
		assert_int_equal(play.asked[i], 1);
	assert_int_equal(play.asked[HOOK_PROTO_END], 0);
	struct answer_query q = ask_kind("no.example. A do");
	answer_sent(s->scratch, &s->options, &q, 12);
	assert_int_equal(play.asked[HOOK_PROTO_END], 1);
	const struct hook_query *seen = &play.last[HOOK_PROTO_END];
	assert_int_equal(seen->qtype, RR_A);
	assert_int_equal(seen->rcode, RCODE_NXDOMAIN);
	assert_int_equal(seen->spent_us, 12);
	assert_int_equal(seen->reply.len, q.reply_len);
	assert_true(seen->wants_dnssec && seen->has_edns);
	assert_int_equal(play.last[HOOK_ANSWER].rcode, RCODE_NXDOMAIN);
	assert_non_null(play.last[HOOK_PREANSWER].version);
}

static void a_module_may_answer_in_the_zones_place(void **state)
{
	(void)state;
	play.writes = true;
	play.says = HOOK_DONE;
	play.stage = HOOK_PREANSWER;
	assert_answer(s, "no.example. A", "NOERROR aa\nan no.example. 5 A 192.0.2.7\n");
	assert_int_equal(play.asked[HOOK_ANSWER], 0);
	play.stage = HOOK_ANSWER;
	play.rcode = RCODE_REFUSED;
	assert_answer(s, "no.example. A edns", "REFUSED aa\nan no.example. 5 A 192.0.2.7\n");
}

static void a_module_may_add_to_sections(void **state)
{
	(void)state;
	play.writes = true;
	play.stage = HOOK_AUTHORITY; /* behind the answer */
	assert_answer(s, "ns.example. A",
	              "NOERROR aa\nan ns.example. 60 A 192.0.2.1\nan ns.example. 5 A 192.0.2.7\n");
	play.stage = HOOK_ADDITIONAL; /* behind the authority */
	assert_answer(s, "no.example. A",
	              "NXDOMAIN aa\n"
	              "au example. 300 SOA ns.example. h.example. 7 7200 900 1209600 300\n"
	              "au no.example. 5 A 192.0.2.7\n");
}

static void a_module_may_reply_with_a_code(void **state)
{
	(void)state;
	play.says = HOOK_REPLY;
	play.rcode = RCODE_SERVFAIL;
	static const enum hook_stage stages[] = {HOOK_PROTO_BEGIN, HOOK_BEGIN, HOOK_PREANSWER,
	                                         HOOK_ANSWER};
	for (size_t i = 0; i < ARRAY_LEN(stages); i++) {
		play.stage = stages[i];
		assert_answer(s, "ns.example. A", "SERVFAIL\n");
	}
}

static void a_module_may_drop(void **state)
{
	(void)state;
	play.says = HOOK_DROP;
	for (unsigned i = 0; i < HOOK_PROTO_END; i++) {
		play.stage = (enum hook_stage)i;
		assert_int_equal(ask_kind("ns.example. A").kind, ANSWER_DROP);
	}
	play.stage = HOOK_BEGIN;
	assert_int_equal(ask_kind("example. AXFR").kind, ANSWER_DROP);
}

static void a_module_may_cut_a_reply(void **state)
{
	(void)state;
	play.says = HOOK_TRUNCATE;
	play.stage = HOOK_END;
	assert_answer(s, "ns.example. A", "NOERROR aa tc\n");
	assert_answer(s, "no.example. A", "NXDOMAIN aa tc\n");
}

static void zones_without_modules_are_not_asked_about(void **state)
{
	(void)state;
	ask_kind("ns.test. A");
	assert_int_equal(play.asked[HOOK_BEGIN], 0);
	s->options.hooks = list;
	slot_publish_hooks(s->slot, NULL);
	struct answer_query q = ask_kind("ns.test. A");
	assert_int_equal(q.rcode, RCODE_REFUSED);
	assert_int_equal(play.asked[HOOK_BEGIN], 1);
	assert_int_equal(play.asked[HOOK_END], 1);
	assert_null(play.last[HOOK_BEGIN].slot);
	q = ask_octets(s, span_of("too short", 9));
	assert_int_equal(q.kind, ANSWER_DROP);
	assert_int_equal(play.asked[HOOK_PROTO_BEGIN], 1);
}

/* What a batch answers with modules that do nothing is what it answers without. */
static void batches_stay_batches(void **state)
{
	(void)state;
	enum { N = 70 };
	static uint8_t wires[N][64], replies[N][512];
	static const char *const words[] = {"ns.example. A", "mx.example. MX edns", "x.test. A",
	                                    "example. AXFR", "no.example. TXT"};
	struct answer_query queries[N];
	for (unsigned i = 0; i < N; i++)
		queries[i] = (struct answer_query){
			.query = span_of(wires[i], query_from_words(wires[i], words[i % 5])),
			.reply = replies[i],
			.reply_cap = sizeof(replies[i]),
		};
	answer_batch(s->scratch, s->table, &s->options, queries, N);
	slot_publish_hooks(s->slot, NULL);
	for (unsigned i = 0; i < N; i++) {
		struct answer_query q = ask_octets(s, queries[i].query);
		assert_int_equal(q.kind, queries[i].kind);
		assert_int_equal(q.reply_len, queries[i].reply_len);
		if (q.kind == ANSWER_REPLY)
			assert_memory_equal(q.reply, queries[i].reply, q.reply_len);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(all_stages_are_asked_once, setup, teardown),
		cmocka_unit_test_setup_teardown(a_module_may_answer_in_the_zones_place, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(a_module_may_add_to_sections, setup, teardown),
		cmocka_unit_test_setup_teardown(a_module_may_reply_with_a_code, setup, teardown),
		cmocka_unit_test_setup_teardown(a_module_may_drop, setup, teardown),
		cmocka_unit_test_setup_teardown(a_module_may_cut_a_reply, setup, teardown),
		cmocka_unit_test_setup_teardown(zones_without_modules_are_not_asked_about, setup,
	                                        teardown),
		cmocka_unit_test_setup_teardown(batches_stay_batches, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
