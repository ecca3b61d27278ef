/* SPDX-License-Identifier: BSD-2-Clause */
#include "resolver/iterate/delegate.h"

#include "../wire.h"

static void glue_is_believed_by_mode(void **state)
{
	(void)state;
	/* the servers of org refer to example.org (resolution contract 2.1) */
	static const struct {
		const char *ns;
		bool strict, normal, permissive;
	} rows[] = {
		{"ns1.example.org.", true, true, true},
		{"ns1.example2.org.", false, true, true},
		{"ns1.example3.net.", false, false, true},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const uint8_t *ns = nm(rows[i].ns), *p = nm("org."), *c = nm("example.org.");
		assert_int_equal(delegate_glue_ok(REQ_MODE_STRICT, p, c, ns), rows[i].strict);
		assert_int_equal(delegate_glue_ok(REQ_MODE_NORMAL, p, c, ns), rows[i].normal);
		assert_int_equal(delegate_glue_ok(REQ_MODE_PERMISSIVE, p, c, ns),
		                 rows[i].permissive);
	}
}

static void a_referral_becomes_a_cut(void **state)
{
	(void)state;
	struct arena arena;
	struct msg m;
	struct reply r;
	struct cut cut;
	struct req_options o;
	req_options_init(&o);
	arena_init(&arena, 0);
	assert_ok(msg_parse(
		&m, reply_wire(nm("w.e.org."), RR_A,
	                       &(struct reply_text){
				       .authority = {"e.org. 9 NS a.e.org.", "e.org. 9 NS b.e.org.",
	                                             "e.org. 9 NS c.net.", "e.org. 9 NS l.e.org."},
				       .additional = {
					       "A.e.org. 9 A 192.0.2.1", "c.net. 9 A 192.0.2.2",
					       "x.e.org. 9 A 192.0.2.3", "a.e.org. 9 AAAA 2001::1",
					       "l.e.org. 9 A 127.0.0.1"}})));
	assert_ok(reply_read(&r, &m, nm("org."), &arena));
	const struct rrset *ns = &r.authority.set[0].data;
	o.ip6 = false;
	assert_ok(delegate(&cut, ns, &r, nm("org."), &o, &arena));
	assert_int_equal(cut.ns_count, 4);
	assert_int_equal(cut.addr_count, 1);
	assert_true(cut_ns_has_addr(&cut, cut_find_ns(&cut, nm("a.e.org."))));
	delegate_mark_hopeless(&cut);
	assert_true(cut.ns[cut_find_ns(&cut, nm("b.e.org."))].flags & CUT_NS_HOPELESS);
	assert_true(cut.ns[cut_find_ns(&cut, nm("l.e.org."))].flags & CUT_NS_HOPELESS);
	assert_false(cut.ns[cut_find_ns(&cut, nm("c.net."))].flags & CUT_NS_HOPELESS);
	assert_true(delegate_is_usable(&cut));
	o.allow_local = o.ip6 = true;
	assert_ok(delegate(&cut, ns, &r, nm("org."), &o, &arena));
	assert_int_equal(cut.addr_count, 3);
	arena_deinit(&arena);
}

static void no_server_at_all_is_not_usable(void **state)
{
	(void)state;
	struct cut cut;
	cut_init(&cut, nm("e."));
	assert_false(delegate_is_usable(&cut));
	cut_add_ns(&cut, nm("n.e."));
	delegate_mark_hopeless(&cut);
	assert_false(delegate_is_usable(&cut));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(glue_is_believed_by_mode),
		cmocka_unit_test(a_referral_becomes_a_cut),
		cmocka_unit_test(no_server_at_all_is_not_usable),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
