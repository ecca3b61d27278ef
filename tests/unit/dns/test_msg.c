/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "base/rand.h"
#include "dns/edns.h"
#include "dns/msg_writer.h"

static size_t build(uint8_t *buf, size_t cap)
{
	struct msg_writer w;
	struct name q, ns;
	assert_ok(name_parse_str(&q, "www.Example.org."));
	assert_ok(name_parse_str(&ns, "ns.example.org."));
	msg_writer_init(&w, buf, cap, 0x1234, MSG_QR | MSG_RD);
	assert_ok(msg_put_question(&w, q.wire, RR_A, CLASS_IN));
	assert_ok(msg_put_rr(&w, SECTION_ANSWER, q.wire, RR_A, CLASS_IN, 300,
	                     span_of("\300\0\2\1", 4)));
	assert_ok(msg_put_rr(&w, SECTION_AUTHORITY, q.wire + 4, RR_NS, CLASS_IN, 60,
	                     span_of(ns.wire, ns.len)));
	struct edns_writer e;
	uint8_t options[32];
	edns_writer_init(&e, options, sizeof(options), 1232);
	e.flags = MSG_EDNS_DO;
	assert_ok(edns_put(&e, EDNS_NSID, span_str("id")));
	assert_ok(edns_write(&w, &e));
	return msg_finish(&w);
}

static void msg_parse_reads_what_the_writer_wrote(void **state)
{
	(void)state;
	uint8_t buf[512];
	size_t len = build(buf, sizeof(buf));
	struct msg m;
	assert_ok(msg_parse(&m, span_of(buf, len)));
	assert_int_equal(m.id, 0x1234);
	assert_int_equal(m.qtype, RR_A);
	assert_memory_equal(m.qname.wire, "\3www\7Example\3org", m.qname.len);
	assert_true(m.edns.present);
	assert_int_equal(m.edns.udp_size, 1232);
	assert_int_equal(m.edns.flags, MSG_EDNS_DO);
	bool found;
	struct span nsid = edns_find(&m.edns, EDNS_NSID, &found);
	assert_true(found);
	assert_true(span_equal(nsid, span_str("id")));
	struct msg_iter it = msg_section_records(&m, SECTION_AUTHORITY);
	struct msg_rr rr;
	assert_true(msg_next(&it, &rr));
	assert_int_equal(rr.type, RR_NS);
	assert_int_equal(rr.ttl, 60);
	assert_false(msg_next(&it, &rr));
	it = msg_records(&m);
	int n = 0;
	while (msg_next(&it, &rr))
		n++;
	assert_int_equal(n, 3);
}

/* Every prefix of a message is refused, and none reads past its end (run under ASan). */
static void msg_parse_refuses_every_cut(void **state)
{
	(void)state;
	uint8_t buf[512];
	size_t len = build(buf, sizeof(buf));
	for (size_t cut = 0; cut < len; cut++) {
		uint8_t *exact = mem_dup(buf, cut);
		struct msg m;
		assert_int_equal(msg_parse(&m, span_of(exact, cut)), E_MALFORMED);
		assert_int_not_equal(m.fault, MSG_FAULT_NONE);
		mem_free(exact);
	}
	struct msg m;
	buf[len] = 0;
	assert_int_equal(msg_parse(&m, span_of(buf, len + 1)), E_MALFORMED);
	assert_int_equal(m.fault, MSG_FAULT_TRAILING);
}

static void expect_fault(const char *octets, size_t len, enum msg_fault fault)
{
	struct msg m;
	assert_int_equal(msg_parse(&m, span_of(octets, len)), E_MALFORMED);
	assert_string_equal(msg_fault_text(m.fault), msg_fault_text(fault));
}

#define HEADER(qd, ar) "\0\1\0\0\0" qd "\0\0\0\0\0" ar
#define OPT            "\0\0\51\4\320\0\0\0\0\0\0"

static void msg_parse_names_faults_of_opt_and_tsig(void **state)
{
	(void)state;
	expect_fault("\0", 1, MSG_FAULT_SHORT);
	expect_fault(HEADER("\1", "\0") "\300\14\0\1\0\1", 18, MSG_FAULT_QUESTION);
	expect_fault(HEADER("\0", "\2") OPT OPT, 34, MSG_FAULT_OPT_TWICE);
	expect_fault(HEADER("\0", "\1") "\1a\0\0\51\4\320\0\0\0\0\0\0", 25, MSG_FAULT_OPT_OWNER);
	expect_fault(HEADER("\0", "\1") "\0\0\51\4\320\0\0\0\0\0\3\0\1\0", 26, MSG_FAULT_OPT_DATA);
	expect_fault("\0\1\0\0\0\0\0\1\0\0\0\0" OPT, 23, MSG_FAULT_OPT_PLACE);
	expect_fault(HEADER("\0", "\2") "\0\0\372\0\377\0\0\0\0\0\0" OPT, 34, MSG_FAULT_TSIG_PLACE);
}

static void msg_parse_survives_noise(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	uint8_t buf[512];
	size_t len = build(buf, sizeof(buf));
	for (int i = 0; i < 20000; i++) {
		uint8_t *noisy = mem_dup(buf, len);
		for (uint32_t k = rand_below(6) + 1; k > 0; k--)
			noisy[rand_below((uint32_t)len)] = (uint8_t)rand_u32();
		struct msg m;
		if (msg_parse(&m, span_of(noisy, len)) == OK) {
			struct msg_iter it = msg_records(&m);
			struct msg_rr rr;
			unsigned n = 0;
			while (msg_next(&it, &rr))
				n++;
			assert_int_equal(n, m.count[1] + m.count[2] + m.count[3]);
		}
		mem_free(noisy);
	}
	rand_replay(0);
}

static void rcodes_have_names(void **state)
{
	(void)state;
	unsigned rcode;
	assert_string_equal(msg_rcode_name(RCODE_NXDOMAIN), "NXDOMAIN");
	assert_ok(msg_rcode_parse(&rcode, span_str("notimp")));
	assert_int_equal(rcode, RCODE_NOTIMP);
	assert_int_equal(msg_rcode_parse(&rcode, span_str("x")), E_MNEMONIC);
	assert_null(msg_rcode_name(99));
	assert_string_equal(msg_opcode_name(OPCODE_UPDATE), "UPDATE");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(msg_parse_reads_what_the_writer_wrote),
		cmocka_unit_test(msg_parse_refuses_every_cut),
		cmocka_unit_test(msg_parse_names_faults_of_opt_and_tsig),
		cmocka_unit_test(msg_parse_survives_noise),
		cmocka_unit_test(rcodes_have_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
