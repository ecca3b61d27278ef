/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

#include "base/mem.h"
#include "resolver/modules/renumber/renumber.h"
#include "resolver/rules/image_build.h"

static enum policy_end run(void)
{
	return policy_run(pw.policy, RULES_QUERY, &pw.r);
}

static void the_first_rule_that_stops_decides(void **state)
{
	(void)state;
	struct action *flags = action_new(ACTION_FLAGS);
	action_add_flag(flags, req_flag_find("NO_CACHE"), true);
	rule_unref(rules_add(pw.policy->rules, RULES_QUERY, filter_all(), flags));
	struct rule *pass = policy_world_add(RULES_QUERY, filter_type(RR_MX), ACTION_PASS);
	struct rule *refuse = policy_world_add(RULES_QUERY, filter_all(), ACTION_REFUSE);
	struct rule *never = policy_world_add(RULES_QUERY, filter_all(), ACTION_DROP);
	policy_world_ask("a.e.", RR_MX, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_RESOLVE);
	assert_true(pw.r.options.no_cache);
	policy_world_finish();
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_int_equal(pw.r.answer.rcode, RCODE_REFUSED);
	policy_world_finish();
	pw.front.tallies[pw.r.tally]++; /* the service has sent it */
	rules_fold(pw.policy->rules);
	assert_int_equal(refuse->count, 1);
	assert_int_equal(never->count, 0);
	pass->suspended = refuse->suspended = true;
	policy_world_ask("a.e.", RR_MX, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_int_equal(pw.r.answer.rcode, RCODE_SERVFAIL);
	policy_world_finish();
}

static void truncation_sends_udp_to_tcp(void **state)
{
	(void)state;
	policy_world_add(RULES_QUERY, filter_all(), ACTION_TRUNCATE);
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_true(pw.r.answer.truncate);
	policy_world_finish();
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	pw.r.client.stream = true;
	assert_int_equal(run(), POLICY_END_RESOLVE);
	assert_true(pw.r.own); /* who asks over UDP must not get it */
	policy_world_finish();
}

static void silence_is_an_option(void **state)
{
	(void)state;
	policy_world_add(RULES_QUERY, filter_all(), ACTION_SILENCE);
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_true(pw.r.options.silent);
	policy_world_finish();
}

static void forwarders_are_in_the_options(void **state)
{
	(void)state;
	struct action *a = action_new(ACTION_FORWARD);
	a->forward.count = 1;
	a->forward.stub = true;
	assert_ok(addr_parse(&a->forward.to[0], span_str("192.0.2.1@5353"), 53));
	rule_unref(rules_add(pw.policy->rules, RULES_QUERY, filter_all(), a));
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_RESOLVE);
	rules_clear(pw.policy->rules, 1 << RULES_QUERY); /* the request has its own copy */
	assert_true(pw.r.options.forward->stub);
	assert_int_equal(addr_port(&pw.r.options.forward->to[0]), 5353);
	policy_world_finish();
}

static void records_are_answers_for_their_type(void **state)
{
	(void)state;
	struct action *a = action_new(ACTION_ANSWER);
	assert_ok(action_add_record(a, RR_A, 7, span_of("\1\2\3\4", 4)));
	struct rule *rule = rules_add(pw.policy->rules, RULES_QUERY, filter_all(), a);
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_true(pw.r.answer.authoritative);
	assert_int_equal(pw.r.answer.answer[0].data.ttl, 7);
	policy_world_finish();
	policy_world_ask("a.e.", RR_MX, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_CHAIN);
	policy_world_finish();
	a->nodata = true;
	policy_world_ask("a.e.", RR_MX, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_int_equal(pw.r.answer.authority_count, 1);
	policy_world_finish();
	rule_unref(rule);
}

/* A zone of rules in memory. */
static struct {
	struct rules_zone z;
	uint8_t *octets;
} zone;

static void release(struct rules_zone *z)
{
	z->loaded = false;
	mem_free(zone.octets);
}

static void add_zone(struct image_builder *b)
{
	static const uint64_t source[IMAGE_SOURCE_WORDS];
	size_t len;
	memset(&zone, 0, sizeof(zone));
	zone.z.release = release;
	assert_ok(image_build(b, source, &zone.octets, &len));
	assert_ok(image_open(&zone.z.image, span_of(zone.octets, len), true));
	zone.z.loaded = true;
	image_builder_free(b);
	struct action *deny = action_new(ACTION_DENY);
	rule_unref(rules_add(pw.policy->rules, RULES_QUERY, filter_zone(&zone.z), deny));
}

static void zones_of_rules_say_what_is_done(void **state)
{
	static const struct {
		enum image_action action;
		enum policy_end end;
		int rcode;
	} rows[] = {
		{IMAGE_DEFAULT, POLICY_END_ANSWERED, RCODE_NXDOMAIN},
		{IMAGE_NODATA, POLICY_END_ANSWERED, RCODE_NOERROR},
		{IMAGE_PASS, POLICY_END_RESOLVE, -1},
		{IMAGE_DROP, POLICY_END_ANSWERED, RCODE_SERVFAIL},
		{IMAGE_TC, POLICY_END_ANSWERED, RCODE_NOERROR},
	};
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct image_builder *b = image_builder_new(1);
		assert_ok(image_add(b, nm("a.e."), IMAGE_EXACT, rows[i].action));
		add_zone(b);
		policy_world_ask("A.E.", RR_A, "10.0.0.1");
		assert_int_equal(run(), rows[i].end);
		if (rows[i].rcode >= 0)
			assert_int_equal(pw.r.answer.rcode, rows[i].rcode);
		policy_world_finish();
		rules_clear(pw.policy->rules, 1 << RULES_QUERY);
	}
}

static void aliases_go_on_with_their_target(void **state)
{
	(void)state;
	static const uint8_t garden[] = "\1*\6garden", plain[] = "\5Other\1z";
	struct image_builder *b = image_builder_new(1);
	assert_ok(image_add_record(b, nm("a.e."), IMAGE_EXACT, RR_CNAME, 30,
	                           span_of(plain, sizeof(plain))));
	assert_ok(image_add_record(b, nm("w.e."), IMAGE_BELOW, RR_CNAME, 30,
	                           span_of(garden, sizeof(garden))));
	add_zone(b);
	static const char *const rows[][2] = {{"a.e.", "other.z."}, {"x.w.e.", "x.w.e.garden."}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct query q;
		policy_world_ask(rows[i][0], RR_A, "10.0.0.1");
		query_init(&q, nm(rows[i][0]), RR_A);
		assert_int_equal(run(), POLICY_END_RESOLVE);
		assert_int_equal(policy_find(&pw.r, &q), HOOK_NEXT);
		assert_int_equal(q.chain_count, 1);
		assert_int_equal(q.chain[0].data.ttl, 30);
		assert_true(name_equal(q.name, nm(rows[i][1])));
		assert_int_equal(policy_find(&pw.r, &q), HOOK_NEXT); /* only once */
		assert_int_equal(q.chain_count, 1);
		policy_world_finish();
	}
	policy_world_ask("a.e.", RR_CNAME, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_ANSWERED);
	assert_int_equal(pw.r.answer.answer[0].data.type, RR_CNAME);
	policy_world_finish();
}

static void add_address(void)
{
	static const uint8_t record[] = {0, 4, 192, 0, 2, 1};
	const struct req_set set = {.data = {.owner = pw.r.client.qname.wire,
	                                     .type = RR_A,
	                                     .class_ = CLASS_IN,
	                                     .count = 1,
	                                     .size = sizeof(record),
	                                     .records = record}};
	req_answer_init(&pw.r.answer);
	pw.r.answer.rcode = RCODE_NOERROR;
	assert_true(req_answer_add(&pw.r.answer, SECTION_ANSWER, &set));
}

static struct rule *add_reroute(enum rules_chain chain, const char *from, const char *to)
{
	struct action *a = action_new(ACTION_REROUTE);
	struct renumber *map = renumber_new();
	assert_true(renumber_add_subnet(map, from, to));
	a->own = map;
	a->free_own = renumber_free;
	struct rule *rule = rules_add(pw.policy->rules, chain, filter_all(), a);
	rule_unref(rule);
	return rule;
}

static int last_octet(void)
{
	return rrset_first(&pw.r.answer.answer[0].data).data[3];
}

static void answers_are_looked_at_with_the_rules_of_their_question(void **state)
{
	(void)state;
	add_reroute(RULES_ANSWER, "192.0.2.1", "192.0.2.7");
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_CHAIN);
	rules_clear(pw.policy->rules, 1 << RULES_ANSWER); /* while it is under way */
	add_address();
	policy_world_finish();
	assert_int_equal(last_octet(), 7);
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_CHAIN);
	add_address();
	policy_world_finish();
	assert_int_equal(last_octet(), 1);
}

static void addresses_move_also_by_rules_for_questions(void **state)
{
	(void)state;
	add_reroute(RULES_QUERY, "192.0.2.1", "192.0.2.8");
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_RESOLVE);
	add_address();
	policy_world_finish();
	assert_int_equal(last_octet(), 8);
}

static enum policy_said said;

static enum policy_said call_rule(void *ctx, int number, struct request *r, struct action **out)
{
	assert_ptr_equal(ctx, &said);
	assert_ptr_equal(r, &pw.r);
	assert_int_equal(number, 5);
	if (said == POLICY_ACTION)
		*out = action_new(ACTION_REFUSE);
	return said;
}

static enum policy_said call_act(void *ctx, int number, struct request *r)
{
	assert_ptr_equal(ctx, &said);
	assert_ptr_equal(r, &pw.r);
	assert_int_equal(number, 6);
	return said;
}

static void functions_are_called_and_make_answers_somebodys_own(void **state)
{
	static const struct {
		enum policy_said said;
		enum policy_end end;
		unsigned count;
	} rows[] = {
		{POLICY_NOTHING, POLICY_END_CHAIN, 0}, {POLICY_ACTION, POLICY_END_ANSWERED, 1},
		{POLICY_CHAIN, POLICY_END_CHAIN, 2},   {POLICY_STOP, POLICY_END_RESOLVE, 3},
		{POLICY_DONE, POLICY_END_ANSWERED, 4}, {POLICY_FAILED, POLICY_END_ANSWERED, 5},
	};
	(void)state;
	pw.policy->calls = (struct policy_calls){.ctx = &said, .rule = call_rule, .act = call_act};
	struct rule *rule = policy_world_add(RULES_QUERY, filter_all(), ACTION_RULE_CALL);
	rule->action->number = 5;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		said = rows[i].said;
		policy_world_ask("a.e.", RR_A, "10.0.0.1");
		assert_int_equal(run(), rows[i].end);
		assert_true(pw.r.own);
		policy_world_finish();
		assert_int_equal(rule->count, rows[i].count);
		assert_int_equal(pw.r.tally, 0);
	}
	rules_clear(pw.policy->rules, 1 << RULES_QUERY);
	rule = policy_world_add(RULES_QUERY, filter_all(), ACTION_CALL);
	rule->action->number = 6;
	said = POLICY_STOP;
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	assert_int_equal(run(), POLICY_END_RESOLVE);
	policy_world_finish();
}

/* ANSWER({ [CNAME] = target }) */
static struct action *alias_to(const char *target)
{
	struct action *a = action_new(ACTION_ANSWER);
	assert_ok(action_add_record(a, RR_CNAME, 1, span_of(nm(target), name_len(nm(target)))));
	return a;
}

static void what_the_resolver_needs_is_asked_where_rules_say_and_not_answered(void **state)
{
	static const enum action_kind answers[] = {ACTION_DENY, ACTION_DROP, ACTION_REFUSE,
	                                           ACTION_SILENCE};
	(void)state;
	pw.policy->calls = (struct policy_calls){.ctx = &said, .act = call_act};
	struct rule *first = policy_world_add(RULES_QUERY, filter_all(), answers[0]);
	for (size_t i = 1; i < ARRAY_LEN(answers); i++)
		policy_world_add(RULES_QUERY, filter_all(), answers[i]);
	rule_unref(rules_add(pw.policy->rules, RULES_QUERY, filter_all(), alias_to("b.e.")));
	policy_world_add(RULES_QUERY, filter_all(), ACTION_CALL)->action->number = 6;
	said = POLICY_DONE;
	policy_world_ask(".", RR_NS, "10.0.0.1");
	pw.r.options.for_itself = true;
	assert_int_equal(run(), POLICY_END_CHAIN);
	assert_false(pw.r.options.silent || policy_special(pw.policy, &pw.r));
	assert_int_equal(pw.r.answer.authority_count + pw.r.answer.answer_count, 0);
	struct query q = {.name = nm("."), .type = RR_NS, .purpose = QUERY_CLIENT};
	assert_int_equal(policy_find(&pw.r, &q), HOOK_NEXT);
	assert_int_equal(q.chain_count, 0);
	policy_world_finish();
	rules_fold(pw.policy->rules);
	assert_int_equal(first->count, 0);

	struct action *forward = action_new(ACTION_FORWARD);
	forward->forward.count = 1;
	rule_unref(rules_add(pw.policy->rules, RULES_QUERY, filter_all(), forward));
	policy_world_ask(".", RR_NS, "10.0.0.1");
	pw.r.options.for_itself = true;
	assert_int_equal(run(), POLICY_END_RESOLVE);
	assert_non_null(pw.r.options.forward);
	policy_world_finish();
}

static void addresses_that_the_resolver_needs_stay(void **state)
{
	(void)state;
	add_reroute(RULES_QUERY, "192.0.2.1", "192.0.2.8");
	add_reroute(RULES_ANSWER, "192.0.2.1", "192.0.2.7");
	policy_world_ask("a.e.", RR_A, "10.0.0.1");
	pw.r.options.for_itself = true;
	assert_int_equal(run(), POLICY_END_RESOLVE);
	add_address();
	policy_world_finish();
	assert_int_equal(last_octet(), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(the_first_rule_that_stops_decides),
		POLICY_TEST(truncation_sends_udp_to_tcp),
		POLICY_TEST(silence_is_an_option),
		POLICY_TEST(forwarders_are_in_the_options),
		POLICY_TEST(records_are_answers_for_their_type),
		POLICY_TEST(zones_of_rules_say_what_is_done),
		POLICY_TEST(aliases_go_on_with_their_target),
		POLICY_TEST(answers_are_looked_at_with_the_rules_of_their_question),
		POLICY_TEST(addresses_move_also_by_rules_for_questions),
		POLICY_TEST(functions_are_called_and_make_answers_somebodys_own),
		POLICY_TEST(what_the_resolver_needs_is_asked_where_rules_say_and_not_answered),
		POLICY_TEST(addresses_that_the_resolver_needs_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
