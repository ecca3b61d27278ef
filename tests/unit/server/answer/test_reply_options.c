/* SPDX-License-Identifier: BSD-2-Clause */
#include "../answer_text.h"
#include "dns/edns.h"

static struct served *s;

static int setup(void **state)
{
	(void)state;
	s = served_new("example.",
	               (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                                "a 60 A 192.0.2.1", "sub 60 NS ns.test.", NULL});
	s->options.nsid = span_str("here");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	served_free(s);
	return 0;
}

static struct msg m;

/* Ask with one option; the reply's option of the same code, data NULL: none. */
static struct span ask_with(const char *words, uint16_t code, struct span value)
{
	static uint8_t wire[512];
	bool found;
	size_t len = query_from_words(wire, words);
	wire_set_u16(wire + len - 2, (uint16_t)(4 + value.len));
	wire_set_u16(wire + len, code);
	wire_set_u16(wire + len + 2, (uint16_t)value.len);
	if (value.len > 0)
		memcpy(wire + len + 4, value.data, value.len);
	struct answer_query q = ask_octets(s, span_of(wire, len + 4 + value.len));
	assert_ok(msg_parse(&m, span_of(q.reply, q.reply_len)));
	return edns_find(&m.edns, code, &found);
}

#define assert_option(words, code, value, expected)                                                \
	do {                                                                                       \
		struct span got_ = ask_with(words, code, value);                                   \
		assert_int_equal(got_.len, sizeof(expected) - 1);                                  \
		assert_memory_equal(got_.data, expected, got_.len);                                \
	} while (0)

static const struct span empty = {(const uint8_t *)"", 0};

static void nsid_is_the_servers(void **state)
{
	(void)state;
	assert_option("a.example. A edns", EDNS_NSID, empty, "here");
	assert_option("a.test. A edns", EDNS_NSID, empty, "here");
	s->options.nsid.len = 0;
	assert_null(ask_with("a.example. A edns", EDNS_NSID, empty).data);
	s->options.nsid = span_str("here");
}

/* RFC 9660: labels of the zone's name, SOA-SERIAL, the serial. */
static void zoneversion_is_the_serial_of_the_zone(void **state)
{
	(void)state;
	assert_option("a.example. A edns", EDNS_ZONEVERSION, empty, "\1\0\0\0\0\7");
	assert_option("no.example. A edns", EDNS_ZONEVERSION, empty, "\1\0\0\0\0\7");
	assert_option("x.sub.example. A edns", EDNS_ZONEVERSION, empty, "\1\0\0\0\0\7");
	assert_null(ask_with("a.test. A edns", EDNS_ZONEVERSION, empty).data);
	ask_with("a.example. A edns", EDNS_ZONEVERSION, span_str("x"));
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	struct zone_version *v = slot_publish(s->slot, NULL);
	assert_null(ask_with("a.example. A edns", EDNS_ZONEVERSION, empty).data);
	assert_int_equal(msg_rcode(&m), RCODE_SERVFAIL);
	assert_null(slot_publish(s->slot, v));
}

static void expire_is_the_soas_or_what_is_left(void **state)
{
	(void)state;
	struct answer_moment now = {.wall = {1000}};
	answer_scratch_set_moment(s->scratch, &now);
	assert_option("example. SOA edns", EDNS_EXPIRE, empty, "\0\x12\x75\0");
	atomic_store(&s->slot->expire_at_s, 1258);
	assert_option("example. SOA edns", EDNS_EXPIRE, empty, "\0\0\1\2");
	atomic_store(&s->slot->expire_at_s, 999);
	assert_option("example. SOA edns", EDNS_EXPIRE, empty, "\0\0\0\0");
	atomic_store(&s->slot->expire_at_s, 0);
	assert_null(ask_with("example.test. SOA edns", EDNS_EXPIRE, empty).data);
	/* A signed zone holds no longer than its first signature. */
	s->slot->version->has_sigs = true;
	s->slot->version->sig_expiry.value = 1000 + 259;
	assert_option("example. SOA edns", EDNS_EXPIRE, empty, "\0\0\1\3");
	atomic_store(&s->slot->expire_at_s, 1258);
	assert_option("example. SOA edns", EDNS_EXPIRE, empty, "\0\0\1\2");
	atomic_store(&s->slot->expire_at_s, 0);
	s->slot->version->sig_expiry.value = 999;
	assert_option("example. SOA edns", EDNS_EXPIRE, empty, "\0\0\0\0");
	s->slot->version->has_sigs = false;
}

/* RFC 7871: echoed with scope 0 if so configured; else not looked at. */
static void client_subnets_are_echoed_if_configured(void **state)
{
	(void)state;
	const struct span good = {(const uint8_t *)"\0\1\30\0\300\0\2", 7},
			  bad = {(const uint8_t *)"\0\1\30\0\300\0", 6},
			  scoped = {(const uint8_t *)"\0\1\30\1\300\0\2", 7};
	assert_null(ask_with("a.example. A edns", EDNS_CLIENT_SUBNET, good).data);
	assert_null(ask_with("a.example. A edns", EDNS_CLIENT_SUBNET, bad).data);
	assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
	s->options.client_subnet = true;
	assert_option("a.example. A edns", EDNS_CLIENT_SUBNET, good, "\0\1\30\0\300\0\2");
	ask_with("a.example. A edns", EDNS_CLIENT_SUBNET, bad);
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	ask_with("a.example. A edns", EDNS_CLIENT_SUBNET, scoped);
	assert_int_equal(msg_rcode(&m), RCODE_FORMERR);
	s->options.client_subnet = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nsid_is_the_servers),
		cmocka_unit_test(zoneversion_is_the_serial_of_the_zone),
		cmocka_unit_test(expire_is_the_soas_or_what_is_left),
		cmocka_unit_test(client_subnets_are_echoed_if_configured),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
