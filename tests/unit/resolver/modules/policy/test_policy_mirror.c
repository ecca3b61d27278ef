/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

#include "net/socket.h"
#include "resolver/modules/policy/policy_mirror.h"

#include <poll.h>
#include <unistd.h>

static void questions_are_copied(void **state)
{
	(void)state;
	struct addr any, at;
	struct policy_mirror *m;
	int fd;
	uint8_t buf[512];
	struct msg msg;
	assert_ok(addr_parse(&any, span_str("127.0.0.1"), 0));
	assert_ok(socket_bind_udp(&fd, &any, NULL, NULL));
	at = socket_local(fd);
	assert_ok(policy_mirror_new(&m, &at));
	policy_world_ask("Www.Example.", RR_MX, "10.0.0.1");
	pw.r.client.id = 77;
	pw.r.client.wants_dnssec = true;
	policy_mirror_send(m, &pw.r);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	assert_int_equal(poll(&p, 1, 3000), 1);
	ssize_t n = recv(fd, buf, sizeof(buf), 0);
	assert_true(n > 0);
	assert_ok(msg_parse(&msg, span_of(buf, (size_t)n)));
	assert_int_equal(msg.id, 77);
	assert_int_equal(msg.qtype, RR_MX);
	assert_memory_equal(msg.qname.wire, "\3Www\7Example", 12);
	assert_true(msg.edns.flags & MSG_EDNS_DO);
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
		POLICY_TEST(questions_are_copied),
		POLICY_TEST(what_cannot_be_sent_to_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
