/* SPDX-License-Identifier: BSD-2-Clause */
#include "../support.h"
#include "base/hex.h"
#include "guard/cookie.h"

#include <string.h>

static size_t octets_of(uint8_t *out, const char *hex)
{
	size_t n = 0;
	for (; hex[2 * n] != '\0'; n++)
		out[n] = (uint8_t)(hex_digit((uint8_t)hex[2 * n]) << 4 |
		                   hex_digit((uint8_t)hex[2 * n + 1]));
	return n;
}

static struct cookie_secrets secrets_of(const char *first, const char *second)
{
	struct cookie_secrets s = {.count = second != NULL ? 2 : 1};
	octets_of(s.secret[0], first);
	if (second != NULL)
		octets_of(s.secret[1], second);
	return s;
}

#define SECRET "e5e973e5a6b2a43f48e7dc849e37bfcf"

static void assert_made(const char *client, const char *address, const char *secret, int64_t now,
                        const char *expected)
{
	uint8_t c[40], a[16], s[16], e[40], out[COOKIE_LEN];
	octets_of(c, client);
	octets_of(s, secret);
	assert_int_equal(octets_of(e, expected), COOKIE_LEN);
	cookie_make(out, c, span_of(a, octets_of(a, address)), s, now);
	assert_memory_equal(out, e, COOKIE_LEN);
}

/* RFC 9018 appendix A */
static void cookies_are_those_of_the_rfc(void **state)
{
	(void)state;
	assert_made("2464c4abcf10c957", "c6336464", SECRET, 0x5cf79f11,
	            "2464c4abcf10c957010000005cf79f111f8130c3eee29480");
	assert_made("2464c4abcf10c957", "c6336464", SECRET, 0x5cf7a871,
	            "2464c4abcf10c957010000005cf7a871d4a564a1442aca77");
	assert_made("fc93fc62807ddb86", "cb0071cb", SECRET, 0x5cf7a9ac,
	            "fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e");
	assert_made("22681ab97d52c298", "20010db80220000159ded0f4876982b8",
	            "445536bcd2513298075a5d379663c962", 0x5cf7c609,
	            "22681ab97d52c298010000005cf7c609a6bb79d16625507a");
}

static enum cookie_verdict judge(const char *option, const char *address,
                                 const struct cookie_secrets *s, int64_t now)
{
	uint8_t o[80], a[16];
	size_t len = octets_of(o, option);
	return cookie_check(span_of(o, len), span_of(a, octets_of(a, address)), s, now);
}

static void cookies_of_the_rfc_are_accepted(void **state)
{
	(void)state;
	struct cookie_secrets s = secrets_of(SECRET, NULL);
	const char *cookie = "2464c4abcf10c957010000005cf79f111f8130c3eee29480";
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf79f11 + 60), COOKIE_GOOD);
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf7a871), COOKIE_OLD);
	/* The reserved octets are part of what is hashed. */
	assert_int_equal(judge("fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5", "cb0071cb", &s,
	                       0x5cf78f71),
	                 COOKIE_GOOD);
	/* A secret that was replaced still proves, and the cookie is made anew. */
	s = secrets_of("445536bcd2513298075a5d379663c962", "dd3bdf9344b678b185a6f5cb60fca715");
	assert_int_equal(judge("22681ab97d52c298010000005cf7c57926556bd0934c72f8",
	                       "20010db80220000159ded0f4876982b8", &s, 0x5cf7c609),
	                 COOKIE_OLD);
	s.count = 1;
	assert_int_equal(judge("22681ab97d52c298010000005cf7c57926556bd0934c72f8",
	                       "20010db80220000159ded0f4876982b8", &s, 0x5cf7c609),
	                 COOKIE_BAD);
}

static void cookies_hold_an_hour_and_five_minutes_ahead(void **state)
{
	(void)state;
	struct cookie_secrets s = secrets_of(SECRET, NULL);
	const char *cookie = "2464c4abcf10c957010000005cf79f111f8130c3eee29480";
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf79f11 + 3600), COOKIE_OLD);
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf79f11 + 3601), COOKIE_BAD);
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf79f11 - 300), COOKIE_GOOD);
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf79f11 - 301), COOKIE_BAD);
	/* Seconds wrap around in 2106. */
	assert_int_equal(judge(cookie, "c6336464", &s, 0x5cf79f11 + (INT64_C(1) << 32)),
	                 COOKIE_GOOD);
}

static void cookies_of_others_are_bad(void **state)
{
	(void)state;
	struct cookie_secrets s = secrets_of(SECRET, NULL);
	int64_t now = 0x5cf79f11;
	assert_int_equal(
		judge("2464c4abcf10c957010000005cf79f111f8130c3eee29480", "c6336465", &s, now),
		COOKIE_BAD);
	assert_int_equal(
		judge("2464c4abcf10c957010000005cf79f111f8130c3eee29481", "c6336464", &s, now),
		COOKIE_BAD);
	assert_int_equal(
		judge("2464c4abcf10c957020000005cf79f111f8130c3eee29480", "c6336464", &s, now),
		COOKIE_BAD);
	assert_int_equal(judge("2464c4abcf10c957010000005cf79f11", "c6336464", &s, now),
	                 COOKIE_BAD);
}

/* RFC 7873 section 5.2.2: 8 octets, or 16 to 40. */
static void lengths_that_cannot_be_are_malformed(void **state)
{
	(void)state;
	struct cookie_secrets s = secrets_of(SECRET, NULL);
	uint8_t octets[64] = {0};
	struct span address = span_of("\x7f\0\0\1", 4);
	for (size_t len = 0; len <= sizeof(octets); len++) {
		enum cookie_verdict v = cookie_check(span_of(octets, len), address, &s, 0);
		enum cookie_verdict expected = len == 8                 ? COOKIE_CLIENT
		                               : len >= 16 && len <= 40 ? COOKIE_BAD
		                                                        : COOKIE_MALFORMED;
		assert_int_equal(v, expected);
	}
}

static void secrets_change_with_time_and_the_last_stays(void **state)
{
	(void)state;
	struct cookie_secrets a, b, c;
	uint8_t master[COOKIE_SECRET_LEN] = {1, 2, 3};
	cookie_secrets_at(&a, master, 1000, 100);
	cookie_secrets_at(&b, master, 1099, 100);
	assert_int_equal(a.count, 2);
	assert_memory_equal(&a, &b, sizeof(a));
	cookie_secrets_at(&c, master, 1100, 100);
	assert_memory_not_equal(c.secret[0], a.secret[0], COOKIE_SECRET_LEN);
	assert_memory_equal(c.secret[1], a.secret[0], COOKIE_SECRET_LEN);
	assert_memory_not_equal(a.secret[0], a.secret[0] + 8, 8);
	master[0]++;
	cookie_secrets_at(&b, master, 1000, 100);
	assert_memory_not_equal(a.secret[0], b.secret[0], COOKIE_SECRET_LEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cookies_are_those_of_the_rfc),
		cmocka_unit_test(cookies_of_the_rfc_are_accepted),
		cmocka_unit_test(cookies_hold_an_hour_and_five_minutes_ahead),
		cmocka_unit_test(cookies_of_others_are_bad),
		cmocka_unit_test(lengths_that_cannot_be_are_malformed),
		cmocka_unit_test(secrets_change_with_time_and_the_last_stays),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
