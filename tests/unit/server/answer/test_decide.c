/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"

static struct served *s;

#define SOA_LINE "au example. 300 SOA ns.example. h.example. 7 7200 900 1209600 300\n"

static int setup(void **state)
{
	(void)state;
	s = served_new(
		"example.",
		(const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                         "@ 3600 NS ns",
	                         "ns 60 A 192.0.2.1",
	                         "ns 60 AAAA 2001:db8::1",
	                         "www 60 A 192.0.2.2",
	                         "www 60 A 192.0.2.3",
	                         "alias 60 CNAME www",
	                         "far 60 CNAME x.test.",
	                         "none 60 CNAME missing",
	                         "one 60 CNAME two",
	                         "two 60 CNAME one",
	                         "l1 60 CNAME l2",
	                         "l2 60 CNAME l3",
	                         "l3 60 CNAME l4",
	                         "l4 60 CNAME l5",
	                         "l5 60 CNAME l6",
	                         "l6 60 CNAME l7",
	                         "l7 60 A 192.0.2.7",
	                         "sub 60 NS ns.sub",
	                         "sub 60 NS ns.x.test.",
	                         "ns.sub 60 A 192.0.2.4",
	                         "sub2 60 NS ns.sub",
	                         "sub2 60 NS ns",
	                         "sub 60 DS 1 8 2 00000000000000000000000000000000000000000000"
	                         "00000000000000000000",
	                         "*.w 60 TXT wild",
	                         "*.w 60 MX 1 www",
	                         "x.y.w 60 A 192.0.2.5",
	                         "*.c 60 CNAME www",
	                         "*.q 60 CNAME k.q",
	                         "k.q 60 CNAME m.q",
	                         "r 60 DNAME x.r",
	                         "tosub 60 CNAME a.sub",
	                         "self 60 NS self",
	                         "self 60 A 192.0.2.6",
	                         "toself 60 CNAME a.self",
	                         "d 60 DNAME www",
	                         "dd 60 DNAME d2.test.",
	                         "a.www 60 A 192.0.2.8",
	                         "mx 60 MX 1 www",
	                         "mx 60 MX 2 mail.x.test.",
	                         "_s._tcp 60 SRV 1 2 3 www",
	                         "svc 60 HTTPS 1 . alpn=h2",
	                         "svc 60 A 192.0.2.9",
	                         "svc2 60 HTTPS 0 svc",
	                         NULL});
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(s);
	return 0;
}

static void positive_answer_keeps_the_case_asked(void **state)
{
	(void)state;
	assert_answer(s, "wWw.Example. A",
	              "NOERROR aa\nan wWw.Example. 60 A 192.0.2.2\n"
	              "an wWw.Example. 60 A 192.0.2.3\n");
}

static void apex_name_servers_bring_addresses(void **state)
{
	(void)state;
	assert_answer(s, "example. NS",
	              "NOERROR aa\nan example. 3600 NS ns.example.\n"
	              "ad ns.example. 60 A 192.0.2.1\n"
	              "ad ns.example. 60 AAAA 2001:db8::1\n");
	assert_answer(s, "example. SOA",
	              "NOERROR aa\nan example. 3600 SOA ns.example. h.example. 7 7200 900 1209600 "
	              "300\n");
}

static void referral_has_glue_and_no_aa(void **state)
{
	(void)state;
	const char *expected = "NOERROR\nau sub.example. 60 NS ns.x.test.\n"
			       "au sub.example. 60 NS ns.sub.example.\n"
			       "ad ns.sub.example. 60 A 192.0.2.4\n";
	assert_answer(s, "sub.example. A", expected);
	assert_answer(s, "a.b.sub.example. A", expected);
	assert_answer(s, "ns.sub.example. A", expected);
	assert_answer(s, "sub.example. NS", expected);
	assert_answer(s, "x.sub.example. DS", expected);
}

static void referral_looks_up_sibling_glue(void **state)
{
	(void)state;
	assert_answer(s, "www.sub2.example. A",
	              "NOERROR\nau sub2.example. 60 NS ns.sub.example.\n"
	              "au sub2.example. 60 NS ns.example.\nad ns.sub.example. 60 A 192.0.2.4\n"
	              "ad ns.example. 60 A 192.0.2.1\nad ns.example. 60 AAAA 2001:db8::1\n");
}

static void ds_at_a_cut_is_the_parents(void **state)
{
	(void)state;
	assert_answer(s, "sub.example. DS",
	              "NOERROR aa\nan sub.example. 60 DS 1 8 2 "
	              "0000000000000000000000000000000000000000000000000000000000000000\n");
	assert_answer(s, "sub2.example. DS", "NOERROR aa\n" SOA_LINE);
	assert_answer(s, "example. DS", "NOERROR aa\n" SOA_LINE);
}

static void missing_names_and_types(void **state)
{
	(void)state;
	assert_answer(s, "missing.example. A", "NXDOMAIN aa\n" SOA_LINE);
	assert_answer(s, "www.example. TXT", "NOERROR aa\n" SOA_LINE);
	assert_answer(s, "y.w.example. TXT", "NOERROR aa\n" SOA_LINE);
	assert_answer(s, "_tcp.example. SRV", "NOERROR aa\n" SOA_LINE);
}

static void cname_is_followed_within_the_zone(void **state)
{
	(void)state;
	assert_answer(s, "ALIAS.example. A",
	              "NOERROR aa\nan ALIAS.example. 60 CNAME www.example.\n"
	              "an www.example. 60 A 192.0.2.2\nan www.example. 60 A 192.0.2.3\n");
	assert_answer(s, "alias.example. CNAME",
	              "NOERROR aa\nan alias.example. 60 CNAME "
	              "www.example.\n");
	assert_answer(s, "alias.example. MX",
	              "NOERROR aa\nan alias.example. 60 CNAME www.example.\n" SOA_LINE);
	assert_answer(s, "far.example. A", "NOERROR aa\nan far.example. 60 CNAME x.test.\n");
	assert_answer(s, "none.example. A",
	              "NXDOMAIN aa\nan none.example. 60 CNAME missing.example.\n" SOA_LINE);
	assert_answer(s, "tosub.example. A",
	              "NOERROR aa\nan tosub.example. 60 CNAME a.sub.example.\n"
	              "au sub.example. 60 NS ns.x.test.\nau sub.example. 60 NS ns.sub.example.\n"
	              "ad ns.sub.example. 60 A 192.0.2.4\n");
}

/* The referral's owner is written out, and the glue's is a pointer to it. */
static void referral_behind_a_cname_has_its_own_glue(void **state)
{
	(void)state;
	assert_answer(s, "toself.example. A",
	              "NOERROR aa\nan toself.example. 60 CNAME a.self.example.\n"
	              "au self.example. 60 NS self.example.\nad self.example. 60 A 192.0.2.6\n");
}

static void cname_loops_and_long_chains_end(void **state)
{
	(void)state;
	assert_answer(s, "one.example. A",
	              "NOERROR aa\nan one.example. 60 CNAME two.example.\n"
	              "an two.example. 60 CNAME one.example.\n");
	assert_answer(s, "l1.example. A",
	              "NOERROR aa\nan l1.example. 60 CNAME l2.example.\n"
	              "an l2.example. 60 CNAME l3.example.\nan l3.example. 60 CNAME l4.example.\n"
	              "an l4.example. 60 CNAME l5.example.\nan l5.example. 60 CNAME l6.example.\n");
	assert_non_null(strstr(ask(s, "l3.example. A"), "an l7.example. 60 A 192.0.2.7\n"));
}

static void a_wildcard_may_stand_for_several_names_of_a_chain(void **state)
{
	(void)state;
	assert_answer(s, "a.q.example. A",
	              "NOERROR aa\nan a.q.example. 60 CNAME k.q.example.\n"
	              "an k.q.example. 60 CNAME m.q.example.\n"
	              "an m.q.example. 60 CNAME k.q.example.\n");
}

static void a_target_below_its_own_dname_is_rewritten_again(void **state)
{
	(void)state;
	assert_answer(s, "a.r.example. A",
	              "NOERROR aa\nan r.example. 60 DNAME x.r.example.\n"
	              "an a.r.example. 60 CNAME a.x.r.example.\n"
	              "an a.x.r.example. 60 CNAME a.x.x.r.example.\n"
	              "an a.x.x.r.example. 60 CNAME a.x.x.x.r.example.\n"
	              "an a.x.x.x.r.example. 60 CNAME a.x.x.x.x.r.example.\n"
	              "an a.x.x.x.x.r.example. 60 CNAME a.x.x.x.x.x.r.example.\n");
}

static void wildcard_stands_for_what_is_not_there(void **state)
{
	(void)state;
	assert_answer(s, "q.w.example. TXT", "NOERROR aa\nan q.w.example. 60 TXT \"wild\"\n");
	assert_answer(s, "a.q.w.example. MX",
	              "NOERROR aa\nan a.q.w.example. 60 MX 1 www.example.\n"
	              "ad www.example. 60 A 192.0.2.2\nad www.example. 60 A 192.0.2.3\n");
	assert_answer(s, "q.w.example. A", "NOERROR aa\n" SOA_LINE);
	assert_answer(s, "*.w.example. TXT", "NOERROR aa\nan *.w.example. 60 TXT \"wild\"\n");
	/* RFC 4592 section 2.2.1: an existing name, empty or not, blocks it */
	assert_answer(s, "q.y.w.example. TXT", "NXDOMAIN aa\n" SOA_LINE);
	assert_answer(s, "q.c.example. A",
	              "NOERROR aa\nan q.c.example. 60 CNAME www.example.\n"
	              "an www.example. 60 A 192.0.2.2\n"
	              "an www.example. 60 A 192.0.2.3\n");
}

static void dname_makes_a_cname(void **state)
{
	(void)state;
	assert_answer(
		s, "A.D.example. A",
		"NOERROR aa\nan D.example. 60 DNAME www.example.\n"
		"an A.D.example. 60 CNAME A.www.example.\nan A.www.example. 60 A 192.0.2.8\n");
	assert_answer(s, "x.dd.example. A",
	              "NOERROR aa\nan dd.example. 60 DNAME d2.test.\n"
	              "an x.dd.example. 60 CNAME x.d2.test.\n");
	assert_answer(s, "d.example. A", "NOERROR aa\n" SOA_LINE);
	assert_answer(s, "d.example. DNAME", "NOERROR aa\nan d.example. 60 DNAME www.example.\n");
}

static void dname_result_too_long_is_yxdomain(void **state)
{
	(void)state;
	char words[300];
	struct served *t = served_new(
		"e.", (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                               "d 60 DNAME a-label-that-makes-names-longer.test.", NULL});
	char *p = words;
	for (unsigned i = 0; i < 120; i++, p += 2)
		memcpy(p, "x.", 2);
	memcpy(p, "d.e. A", 7);
	assert_answer(t, words,
	              "YXDOMAIN aa\nan d.e. 60 DNAME a-label-that-makes-names-longer.test.\n");
	served_free(t);
}

static void any_gives_one_set(void **state)
{
	(void)state;
	assert_answer(s, "ns.example. ANY", "NOERROR aa\nan ns.example. 60 A 192.0.2.1\n");
	assert_answer(s, "alias.example. ANY",
	              "NOERROR aa\nan alias.example. 60 CNAME "
	              "www.example.\n");
}

static void additional_data_of_services(void **state)
{
	(void)state;
	assert_answer(s, "_s._tcp.example. SRV",
	              "NOERROR aa\nan _s._tcp.example. 60 SRV 1 2 3 www.example.\n"
	              "ad www.example. 60 A 192.0.2.2\nad www.example. 60 A 192.0.2.3\n");
	assert_answer(s, "svc.example. HTTPS",
	              "NOERROR aa\nan svc.example. 60 HTTPS 1 . alpn=h2\n"
	              "ad svc.example. 60 A 192.0.2.9\n");
	assert_answer(s, "svc2.example. HTTPS",
	              "NOERROR aa\nan svc2.example. 60 HTTPS 0 svc.example.\n"
	              "ad svc.example. 60 A 192.0.2.9\nad svc.example. 60 HTTPS 1 . alpn=h2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(positive_answer_keeps_the_case_asked),
		cmocka_unit_test(apex_name_servers_bring_addresses),
		cmocka_unit_test(referral_has_glue_and_no_aa),
		cmocka_unit_test(referral_looks_up_sibling_glue),
		cmocka_unit_test(ds_at_a_cut_is_the_parents),
		cmocka_unit_test(missing_names_and_types),
		cmocka_unit_test(cname_is_followed_within_the_zone),
		cmocka_unit_test(referral_behind_a_cname_has_its_own_glue),
		cmocka_unit_test(cname_loops_and_long_chains_end),
		cmocka_unit_test(a_wildcard_may_stand_for_several_names_of_a_chain),
		cmocka_unit_test(a_target_below_its_own_dname_is_rewritten_again),
		cmocka_unit_test(wildcard_stands_for_what_is_not_there),
		cmocka_unit_test(dname_makes_a_cname),
		cmocka_unit_test(dname_result_too_long_is_yxdomain),
		cmocka_unit_test(any_gives_one_set),
		cmocka_unit_test(additional_data_of_services),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
