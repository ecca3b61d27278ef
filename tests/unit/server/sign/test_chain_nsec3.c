/* SPDX-License-Identifier: BSD-2-Clause */
#include "chain_text.h"

#include "sec/nsec3.h"

#define SOA "@ 60 SOA a b 1 7200 900 1209600 30"

/* Does the chain have the hash of a name, and with which types? */
static void assert_link(const struct zone_version *v, const char *name, const char *expected)
{
	const struct nsec3_params p = {
		.algorithm = NSEC3_SHA1,
		.iterations = v->nsec3_param->iterations,
		.salt = span_of(v->nsec3_param->salt, v->nsec3_param->salt_len)};
	uint8_t hash[NSEC3_HASH_LEN];
	struct name n, owner;
	struct zone_expander memory = {0};
	struct rrset set;
	struct text t;
	assert_ok(name_parse_str(&n, name));
	nsec3_name_hash(hash, &p, n.wire);
	assert_ok(nsec3_owner(&owner, hash, v->apex->name));
	const struct zone_node *node = zone_version_find_nsec3(v, owner.wire);
	if (expected == NULL) {
		assert_null(node);
		return;
	}
	assert_non_null(node);
	assert_true(zone_expand_type(&memory, v, node, RR_NSEC3, &set));
	text_init(&t);
	rdata_print(&t, RR_NSEC3, rrset_first(&set), NULL);
	text_put_char(&t, ' ');
	/* behind the next hash */
	assert_string_equal(strchr(strstr(t.buf, "- ") + 2, ' '), expected);
	text_deinit(&t);
	zone_expander_deinit(&memory);
}

static const char *const lines[] = {
	SOA,
	"@ 60 NS ns",
	"cut.only 60 NS ns.cut.only",
	"ns.cut.only 60 A 192.0.2.1",
	"sec.part 60 NS ns.sec.part",
	"sec.part 60 DS 1 8 2 0123456789012345678901234567890123456789012345678901234567890123",
	"cut.part 60 NS ns",
	"www.ent 60 TXT x",
	NULL};

static void every_name_has_a_link_and_so_have_non_terminals(void **state)
{
	(void)state;
	const struct sign_policy policy = {.nsec3 = true, .iterations = 1};
	struct text t;
	text_init(&t);
	struct zone_version *v = chain_of(lines, &policy, &t);
	assert_int_equal(v->denial, ZONE_NSEC3);
	assert_link(v, "example.", " NS SOA RRSIG NSEC3PARAM ");
	assert_link(v, "only.example.", " ");
	assert_link(v, "cut.only.example.", " NS ");
	assert_link(v, "ns.cut.only.example.", NULL);
	assert_link(v, "sec.part.example.", " NS DS RRSIG ");
	assert_link(v, "cut.part.example.", " NS ");
	assert_link(v, "ent.example.", " ");
	assert_link(v, "www.ent.example.", " TXT RRSIG ");
	text_deinit(&t);
	zone_version_free(v);
}

static void opt_out_leaves_out_what_leads_to_nothing_signed(void **state)
{
	(void)state;
	const struct sign_policy policy = {.nsec3 = true, .opt_out = true};
	struct text t;
	text_init(&t);
	struct zone_version *v = chain_of(lines, &policy, &t);
	assert_link(v, "example.", " NS SOA RRSIG NSEC3PARAM ");
	assert_link(v, "only.example.", NULL);
	assert_link(v, "cut.only.example.", NULL);
	assert_link(v, "part.example.", " ");
	assert_link(v, "sec.part.example.", " NS DS RRSIG ");
	assert_link(v, "cut.part.example.", NULL);
	assert_link(v, "www.ent.example.", " TXT RRSIG ");
	text_deinit(&t);
	zone_version_free(v);
}

static void links_of_another_salt_go(void **state)
{
	(void)state;
	const struct sign_policy policy = {.nsec3 = true};
	assert_chain((const char *[]){SOA, "@ 30 NSEC3PARAM 1 0 0 ab",
	                              "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom 30 NSEC3 1 0 0 ab "
	                              "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom SOA RRSIG NSEC3PARAM",
	                              NULL},
	             &policy,
	             "-example. 30 NSEC3PARAM 1 0 0 AB\n"
	             "+example. 30 NSEC3PARAM 1 0 0 -\n"
	             "-0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 30 NSEC3 1 0 0 AB "
	             "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom SOA RRSIG NSEC3PARAM\n"
	             "+3msev9usmd4br9s97v51r2tdvmr9iqo1.example. 30 NSEC3 1 0 0 - "
	             "3msev9usmd4br9s97v51r2tdvmr9iqo1 SOA RRSIG NSEC3PARAM\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_has_a_link_and_so_have_non_terminals),
		cmocka_unit_test(opt_out_leaves_out_what_leads_to_nothing_signed),
		cmocka_unit_test(links_of_another_salt_go),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
