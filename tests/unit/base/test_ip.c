/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's inet_pton and inet_ntop are the yardstick. */
#include "support.h"

#include "base/ip.h"
#include "base/rand.h"

#include <arpa/inet.h>

static void assert_same(const char *text)
{
	uint8_t mine[16] = {0}, theirs[16] = {0};
	bool good = inet_pton(AF_INET, text, theirs) == 1;
	if ((ip4_parse(mine, span_str(text)) == OK) != good || memcmp(mine, theirs, 4) != 0)
		fail_msg("IPv4 %s", text);
	memset(mine, 0, sizeof(mine));
	memset(theirs, 0, sizeof(theirs));
	good = inet_pton(AF_INET6, text, theirs) == 1;
	if (!good) /* what it leaves behind on failure is nobody's business */
		memset(theirs, 0, sizeof(theirs));
	if ((ip6_parse(mine, span_str(text)) == OK) != good || memcmp(mine, theirs, 16) != 0)
		fail_msg("IPv6 %s", text);
}

static void edges_agree_with_the_system(void **state)
{
	(void)state;
	static const char *const texts[] = {
		"",
		"0",
		"0.0.0.0",
		"00.0.0.0",
		"01.2.3.4",
		"1.2.3",
		"1.2.3.4.",
		"1.2.3.4.5",
		"256.1.1.1",
		"1..2.3",
		".1.2.3",
		"1.2.3.1000",
		"::",
		":::",
		":",
		"1:",
		":1",
		"::1",
		"1::",
		"1::2::3",
		"1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8:",
		"1:2:3:4:5:6:7::",
		"::2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:8::",
		"::1:2:3:4:5:6:7:8",
		"12345::",
		"0001::",
		"00001::",
		"g::",
		"::1.2.3.4",
		"::1.2.3",
		"::ffff:1.2.3.4",
		"1:2:3:4:5:6:1.2.3.4",
		"1:2:3:4:5:6:7:1.2.3.4",
		"1.2.3.4::",
		"::1.2.3.4:1",
		"::1.2.3.04",
		"fe80::1%1",
		"::1 ",
	};
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_same(texts[i]);
}

static void random_text_agrees_with_the_system(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int round = 0; round < 200000; round++) {
		char text[48];
		size_t len = 0, tokens = rand_below(18);
		for (size_t i = 0; i < tokens && len < 40; i++) {
			static const char *const parts[] = {":",  ":",  "::",  ".", "0",
			                                    "1f", "25", "255", "a"};
			const char *part = parts[rand_below(ARRAY_LEN(parts))];
			memcpy(text + len, part, strlen(part));
			len += strlen(part);
		}
		text[len] = '\0';
		assert_same(text);
	}
	rand_replay(0);
}

static void printed_text_is_the_systems(void **state)
{
	(void)state;
	rand_replay(test_seed(rand_u64()));
	for (int round = 0; round < 100000; round++) {
		uint8_t octets[16];
		char want[INET6_ADDRSTRLEN];
		struct text t;
		rand_octets(octets, sizeof(octets));
		for (size_t i = 0; i < 16; i++)
			octets[i] = rand_below(3) == 0 ? octets[i] : rand_below(9) == 0 ? 0xff : 0;
		text_init(&t);
		inet_ntop(AF_INET6, octets, want, sizeof(want));
		ip6_print(&t, octets);
		assert_string_equal(t.buf, want);
		text_reset(&t);
		inet_ntop(AF_INET, octets, want, sizeof(want));
		ip4_print(&t, octets);
		assert_string_equal(t.buf, want);
		text_deinit(&t);
	}
	rand_replay(0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edges_agree_with_the_system),
		cmocka_unit_test(random_text_agrees_with_the_system),
		cmocka_unit_test(printed_text_is_the_systems),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
