/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

#include "net/socket.h"
#include "resolver/modules/policy/policy_mirror.h"

#include <poll.h>
#include <unistd.h>

static void messages_are_copied_as_they_came(void **state)
{
	/* an opcode, flags, a count and an option that no message made anew would have */
	static const uint8_t message[] = "\0\115\171\257\0\1\0\0\0\0\0\1\3wWw\0\0\17\0\1"
					 "\0\0\51\4\321\0\0\177\377\0\5\375\351\0\1x";
	const struct span whole = span_of(message, sizeof(message) - 1);
	struct addr any, at;
	struct policy_mirror *m;
	int fd;
	uint8_t buf[512];
	(void)state;
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	assert_ok(socket_bind_udp(&fd, &any, NULL, NULL));
	at = socket_local(fd);
	assert_ok(policy_mirror_new(&m, &at));
	policy_world_ask("www.", RR_MX, "10.0.0.1");
	policy_mirror_send(m, &pw.r); /* nobody sent it */
	req_keep_message(&pw.r, whole);
	policy_mirror_send(m, &pw.r);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, 3000), 1);
	assert_int_equal(recv(fd, buf, sizeof(buf), 0), whole.len);
	assert_memory_equal(buf, message, whole.len);
	close(fd);
	policy_mirror_send(m, &pw.r); /* nobody is there any more */
	policy_mirror_send(m, &pw.r);
	policy_mirror_free(m);
}

static void what_cannot_be_sent_to_is_refused(void **state)
{
	(void)state;
	struct policy_mirror *m;
	struct addr nowhere;
	assert_ok(addr_parse(&nowhere, span_str("255.255.255.255"), 53));
	assert_int_not_equal(policy_mirror_new(&m, &nowhere), OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		POLICY_TEST(messages_are_copied_as_they_came),
		POLICY_TEST(what_cannot_be_sent_to_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
