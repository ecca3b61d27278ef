/* SPDX-License-Identifier: BSD-2-Clause */
#include "server/transfer/peer_text.h"
#include "../../support.h"

static void peers_are_named_with_protocol_and_key(void **state)
{
	(void)state;
	char text[PEER_TEXT_MAX];
	struct addr a;
	struct tsig_key key;
	assert_ok(addr_parse(&a, span_str("192.0.2.1@53"), 0));
	peer_text(text, &a, PEER_UDP, NULL);
	assert_string_equal(text, "192.0.2.1@53");
	peer_text(text, &a, PEER_TCP, NULL);
	assert_string_equal(text, "192.0.2.1@53 TCP");
	peer_text(text, &a, PEER_TCP_POOL, NULL);
	assert_string_equal(text, "192.0.2.1@53 TCP/pool");
	assert_ok(tsig_key_parse(&key, span_str("k1.example:Zm9v")));
	peer_text(text, &a, PEER_TCP, &key);
	assert_string_equal(text, "192.0.2.1@53 TCP, key k1.example.");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(peers_are_named_with_protocol_and_key)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
