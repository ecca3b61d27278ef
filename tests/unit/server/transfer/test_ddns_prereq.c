/* SPDX-License-Identifier: BSD-2-Clause */
#include "ddns_world.h"
#include "server/transfer/ddns_prereq.h"

#define GIVES(rcode, ...)                                                                          \
	assert_int_equal(ddns_run(ddns_prereq_check, ddns_zone, DDNS_LINES(__VA_ARGS__), ""), rcode)

/* RFC 2136 section 2.4.4 and 2.4.5 */
static void name_is_in_use_or_not(void **state)
{
	(void)state;
	GIVES(RCODE_NOERROR, "?yx www", "?yx @", "?nx nowhere", "?yx WWW");
	GIVES(RCODE_NXDOMAIN, "?yx www", "?yx nowhere");
	GIVES(RCODE_YXDOMAIN, "?nx www");
	/* An empty non-terminal owns nothing. */
	GIVES(RCODE_NXDOMAIN, "?yx ent");
	GIVES(RCODE_NOERROR, "?nx ent");
	/* Nor does a name below a zone cut that has no record. */
	GIVES(RCODE_NOERROR, "?yx ns.sub", "?nx other.sub");
}

/* RFC 2136 sections 2.4.1 and 2.4.3 */
static void set_exists_or_not(void **state)
{
	(void)state;
	GIVES(RCODE_NOERROR, "?yx www A", "?nx www AAAA", "?nx nowhere A");
	GIVES(RCODE_NXRRSET, "?yx www AAAA");
	GIVES(RCODE_YXRRSET, "?nx www A");
	GIVES(RCODE_NOERROR, "?yx sig RRSIG");
}

/* RFC 2136 section 2.4.2: as a whole; order, case and repetition do not matter. */
static void set_exists_with_these_records(void **state)
{
	(void)state;
	GIVES(RCODE_NOERROR, "?yx www A 192.0.2.81", "?yx www TXT one", "?yx www A 192.0.2.80");
	GIVES(RCODE_NOERROR, "?yx www A 192.0.2.81", "?yx www A 192.0.2.80",
	      "?yx www A 192.0.2.81");
	GIVES(RCODE_NOERROR, "?yx alias CNAME WWW");
	GIVES(RCODE_NXRRSET, "?yx www A 192.0.2.81");
	GIVES(RCODE_NXRRSET, "?yx www A 192.0.2.81", "?yx www A 192.0.2.80",
	      "?yx www A 192.0.2.82");
	GIVES(RCODE_NXRRSET, "?yx nowhere A 192.0.2.81");
	GIVES(RCODE_NXRRSET, "?yx www A 192.0.2.81", "?yx www A 192.0.2.81");
}

static unsigned outside(const struct ddns_message *m, struct zone_edit *edit)
{
	return ddns_prereq_check(m, edit);
}

/* RFC 2136 section 3.2.1 */
static void outside_is_notzone(void **state)
{
	(void)state;
	assert_int_equal(ddns_run(outside, ddns_zone, DDNS_LINES("?yx www.test."), ""),
	                 RCODE_NOTZONE);
}

static unsigned with_ttl(const struct ddns_message *m, struct zone_edit *edit)
{
	m->prereqs[0].ttl = 1;
	return ddns_prereq_check(m, edit);
}

static unsigned with_class(const struct ddns_message *m, struct zone_edit *edit)
{
	m->prereqs[0].class_ = CLASS_CH;
	return ddns_prereq_check(m, edit);
}

static unsigned with_data(const struct ddns_message *m, struct zone_edit *edit)
{
	m->prereqs[0].rdata = span_str("data");
	return ddns_prereq_check(m, edit);
}

static void form_errors(void **state)
{
	(void)state;
	assert_int_equal(ddns_run(with_ttl, ddns_zone, DDNS_LINES("?yx www"), ""), RCODE_FORMERR);
	assert_int_equal(ddns_run(with_class, ddns_zone, DDNS_LINES("?yx www"), ""), RCODE_FORMERR);
	assert_int_equal(ddns_run(with_data, ddns_zone, DDNS_LINES("?yx www"), ""), RCODE_FORMERR);
	assert_int_equal(ddns_run(with_data, ddns_zone, DDNS_LINES("?nx q A"), ""), RCODE_FORMERR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(name_is_in_use_or_not),
		cmocka_unit_test(set_exists_or_not),
		cmocka_unit_test(set_exists_with_these_records),
		cmocka_unit_test(outside_is_notzone),
		cmocka_unit_test(form_errors),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
