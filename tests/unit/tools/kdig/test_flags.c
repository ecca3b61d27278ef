/* SPDX-License-Identifier: BSD-2-Clause */
#include "../captured.h"

#include "tools/kdig/flags.h"

/* Apply flags one after another to a fresh query. */
static struct kdig_query after(const char *const *flags, size_t count)
{
	struct kdig_query q;
	kdig_query_init(&q);
	for (size_t i = 0; i < count; i++)
		assert_ok(kdig_flag_apply(&q, flags[i]));
	return q;
}

#define AFTER(...)                                                                                 \
	after((const char *const[]){__VA_ARGS__},                                                  \
	      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* The flag is refused, and this is said. */
static void assert_told(const char *flag, enum err want, const char *text)
{
	struct captured c;
	struct kdig_query q;
	kdig_query_init(&q);
	capture_begin(&c, STDERR_FILENO);
	enum err err = kdig_flag_apply(&q, flag);
	capture_end(&c);
	assert_int_equal(err, want);
	assert_string_equal(c.text, text);
}

static void switches_go_on_and_off(void **state)
{
	(void)state;
	struct kdig_query q = AFTER("short", "nostats", "dnssec", "multiline", "noidn", "tcp");
	assert_true(q.short_ && !q.stats && q.lookup.do_ && q.style.rdata.multiline && q.tcp &&
	            q.tcp_chosen && !q.style.idn);
	q = AFTER("short", "noshort", "nocrypto", "notcp");
	assert_true(!q.short_ && q.style.rdata.omit_crypto && !q.tcp && q.tcp_chosen);
}

static void header_bits_are_flags(void **state)
{
	(void)state;
	assert_int_equal(AFTER("norecurse", "noadflag").lookup.flags, 0);
	assert_int_equal(AFTER("nordflag", "cdflag", "aaflag", "zflag", "noadflag").lookup.flags,
	                 MSG_CD | MSG_AA | MSG_Z);
}

static void all_turns_every_part_on_or_off(void **state)
{
	(void)state;
	struct message_style s = AFTER("noall", "answer").style;
	assert_true(s.answer && !s.header && !s.comments && !s.question && !s.authority &&
	            !s.additional && !s.opt && !s.tsig);
	assert_false(AFTER("noall").stats);
	assert_true(AFTER("noall", "all").style.header);
}

static void names_may_be_cut_short(void **state)
{
	(void)state;
	assert_true(AFTER("mult").style.rdata.multiline);
	assert_int_equal(AFTER("BUFS=4096").lookup.edns.bufsize, 4096);
	assert_true(AFTER("tcp").tcp);
	assert_told("a", E_NOTFOUND, ";; ERROR: ambiguous option: +a\n");
	assert_told("frob", E_NOTFOUND, ";; ERROR: invalid option: +frob\n");
	assert_told("", E_NOTFOUND, ";; ERROR: invalid option: +\n");
	assert_told("shorter", E_NOTFOUND, ";; ERROR: invalid option: +shorter\n");
}

static void numbers_have_limits(void **state)
{
	(void)state;
	assert_int_equal(AFTER("timeout=7").timeout_ms, 7000);
	assert_int_equal(AFTER("notimeout").timeout_ms, 0);
	assert_int_equal(AFTER("retry=0").retries, 0);
	assert_int_equal(AFTER("edns=1").lookup.edns.version, 1);
	assert_int_equal(AFTER("edns").lookup.edns.version, 0);
	assert_true(AFTER("noedns").lookup.edns.off);
	assert_int_equal(AFTER("padding").lookup.edns.alignment, 128);
	assert_int_equal(AFTER("alignment=2").lookup.edns.alignment, 2);
	static const char *const bad[] = {"timeout=-1",    "timeout",       "retry=65536",
	                                  "bufsize=65536", "bufsize=1x",    "edns=256",
	                                  "alignment=1",   "alignment=513", "padding=65000"};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct captured c;
		struct kdig_query q;
		kdig_query_init(&q);
		capture_begin(&c, STDERR_FILENO);
		enum err err = kdig_flag_apply(&q, bad[i]);
		capture_end(&c);
		assert_int_equal(err, E_INVALID);
		assert_true(strlen(c.text) > 0);
	}
}

/* RFC 7871 section 6: bits behind the prefix are zero. */
static void subnets_are_cut_at_their_prefix(void **state)
{
	(void)state;
	struct edns_subnet s = AFTER("subnet=192.0.2.255/25").lookup.edns.subnet;
	assert_int_equal(s.family, 1);
	assert_int_equal(s.source_len, 25);
	assert_memory_equal(s.address, "\300\0\2\200\0", 5);
	s = AFTER("subnet=2001:db8::1").lookup.edns.subnet;
	assert_int_equal(s.family, 2);
	assert_int_equal(s.source_len, 128);
	assert_false(AFTER("subnet=192.0.2.1", "nosubnet").lookup.edns.has_subnet);
	struct captured c;
	struct kdig_query q;
	kdig_query_init(&q);
	capture_begin(&c, STDERR_FILENO);
	assert_int_equal(kdig_flag_apply(&q, "subnet=192.0.2.1/33"), E_INVALID);
	assert_int_equal(kdig_flag_apply(&q, "subnet=x"), E_INVALID);
	assert_int_equal(kdig_flag_apply(&q, "subnet"), E_INVALID);
	capture_end(&c);
}

static void cookies_have_8_to_40_octets(void **state)
{
	(void)state;
	assert_int_equal(AFTER("cookie").lookup.edns.cookie_len, 8);
	struct lookup_edns e = AFTER("cookie=0102030405060708").lookup.edns;
	assert_int_equal(e.cookie_len, 8);
	assert_memory_equal(e.cookie, "\1\2\3\4\5\6\7\10", 8);
	assert_int_equal(AFTER("cookie", "nocookie").lookup.edns.cookie_len, 0);
	assert_told("cookie=01020304050607", E_INVALID,
	            ";; ERROR: too short client +cookie=01020304050607\n");
}

static void options_are_codes_with_octets(void **state)
{
	(void)state;
	struct lookup_edns e = AFTER("ednsopt=65001:ABCD", "ednsopt=3").lookup.edns;
	assert_int_equal(e.option_count, 2);
	assert_int_equal(e.options[0].code, 65001);
	assert_int_equal(e.options[0].len, 2);
	assert_memory_equal(e.options[0].value, "\253\315", 2);
	assert_int_equal(e.options[1].len, 0);
	assert_int_equal(AFTER("ednsopt=3", "noednsopt").lookup.edns.option_count, 0);
}

static void what_is_not_built_in_is_refused(void **state)
{
	(void)state;
	assert_told("tls", E_INVALID, ";; ERROR: +tls is not available in this build\n");
	assert_told("quic", E_INVALID, ";; ERROR: +quic is not available in this build\n");
	(void)AFTER("notls", "nohttps");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(switches_go_on_and_off),
		cmocka_unit_test(header_bits_are_flags),
		cmocka_unit_test(all_turns_every_part_on_or_off),
		cmocka_unit_test(names_may_be_cut_short),
		cmocka_unit_test(numbers_have_limits),
		cmocka_unit_test(subnets_are_cut_at_their_prefix),
		cmocka_unit_test(cookies_have_8_to_40_octets),
		cmocka_unit_test(options_are_codes_with_octets),
		cmocka_unit_test(what_is_not_built_in_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
