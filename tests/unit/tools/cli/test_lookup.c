/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "tools/cli/lookup.h"

static void types_carry_their_serial(void **state)
{
	struct lookup l;
	static const char *const bad[] = {"IXFR", "IXFR=", "IXFR=x",    "IXFR=4294967296",
	                                  "A=1",  "FOO",   "NOTIFY=-1", "AXFR=1"};
	(void)state;
	lookup_init(&l);
	assert_ok(lookup_parse_type(&l, span_str("ixfr=4294967295")));
	assert_int_equal(l.type, RR_IXFR);
	assert_true(l.has_serial);
	assert_int_equal(l.serial, UINT32_MAX);
	assert_true(lookup_is_transfer(&l));
	assert_ok(lookup_parse_type(&l, span_str("notify")));
	assert_true(l.notify);
	assert_int_equal(l.type, RR_SOA);
	assert_false(l.has_serial);
	assert_ok(lookup_parse_type(&l, span_str("TYPE65280")));
	assert_int_equal(l.type, 65280);
	assert_false(l.notify);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_int_equal(lookup_parse_type(&l, span_str(bad[i])), E_TYPE);
}

static void addresses_become_reverse_names(void **state)
{
	struct name n, expected;
	(void)state;
	assert_ok(lookup_reverse_name(&n, span_str("192.0.2.1")));
	assert_ok(name_parse_str(&expected, "1.2.0.192.in-addr.arpa."));
	assert_true(name_equal(n.wire, expected.wire));
	assert_ok(lookup_reverse_name(&n, span_str("2001:db8::1")));
	assert_ok(name_parse_str(&expected, "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	                                    "8.b.d.0.1.0.0.2.ip6.arpa."));
	assert_true(name_equal(n.wire, expected.wire));
	assert_int_equal(lookup_reverse_name(&n, span_str("nonsense")), E_ADDR);
	assert_int_equal(lookup_reverse_name(&n, span_str("/path")), E_ADDR);
}

static void alignment_fills_the_block(void **state)
{
	struct lookup_message *m = mem_alloc(sizeof(*m));
	struct lookup l;
	(void)state;
	lookup_init(&l);
	assert_ok(name_parse_str(&l.qname, "x.example."));
	for (int block = 2; block <= 512; block += 7) {
		l.edns.alignment = block;
		assert_ok(lookup_make(m, &l));
		assert_int_equal(m->len % (size_t)block, 0);
	}
	mem_free(m);
}

static void a_message_says_what_was_wished(void **state)
{
	struct lookup_message *out = mem_alloc(sizeof(*out));
	struct lookup l;
	struct msg m;
	bool found = false;
	(void)state;
	lookup_init(&l);
	assert_ok(name_parse_str(&l.qname, "x.example."));
	assert_ok(lookup_make(out, &l));
	assert_ok(msg_parse(&m, span_of(out->wire, out->len)));
	assert_int_equal(m.flags, MSG_RD | MSG_AD);
	assert_false(m.edns.present);
	l.edns.nsid = l.do_ = true;
	assert_ok(lookup_make(out, &l));
	assert_ok(msg_parse(&m, span_of(out->wire, out->len)));
	assert_int_equal(m.edns.udp_size, LOOKUP_UDP_SIZE);
	assert_int_equal(m.edns.flags, MSG_EDNS_DO);
	edns_find(&m.edns, EDNS_NSID, &found);
	assert_true(found);
	l.edns.off = true;
	assert_ok(lookup_make(out, &l));
	assert_ok(msg_parse(&m, span_of(out->wire, out->len)));
	assert_false(m.edns.present);
	l.qname.len = 0;
	assert_ok(lookup_make(out, &l));
	assert_int_equal(out->len, MSG_HEADER_LEN);
	mem_free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(types_carry_their_serial),
		cmocka_unit_test(addresses_become_reverse_names),
		cmocka_unit_test(alignment_fills_the_block),
		cmocka_unit_test(a_message_says_what_was_wished),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
