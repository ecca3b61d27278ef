/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "control/channel.h"
#include "server/control/listener.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err reload(void *ctx, bool force)
{
	(void)ctx;
	(void)force;
	return OK;
}

static void several_clients_are_served_and_the_socket_goes(void **state)
{
	(void)state;
	char path[64];
	struct ctl_listener *l, *again;
	struct ctl_channel c[3];
	struct ctl_ops ops = {.server = {.reload = reload}};
	struct ctl_service *service = ctl_service_new(&ops, 2000);
	struct stat st;
	snprintf(path, sizeof(path), "/tmp/bowline-ctl-%d", (int)getpid());
	assert_ok(ctl_listener_start(&l, path, 5, 2000, service));
	/* A socket that answers is not taken over. */
	assert_int_equal(ctl_listener_start(&again, path, 5, 2000, service), E_ADDRINUSE);
	for (size_t i = 0; i < ARRAY_LEN(c); i++)
		assert_ok(ctl_connect(&c[i], path, 2000));
	for (size_t i = ARRAY_LEN(c); i > 0; i--) {
		for (int round = 0; round < 2; round++) {
			struct ctl_unit request = {.type = CTL_DATA}, unit;
			ctl_set(&request, CTL_CMD, "reload");
			assert_ok(ctl_send(&c[i - 1], &request));
			assert_ok(ctl_send_type(&c[i - 1], CTL_BLOCK));
			assert_ok(ctl_receive(&c[i - 1], &unit));
			assert_int_equal(unit.type, CTL_BLOCK);
		}
	}
	/* One leaves politely, one just goes, one stays connected: stopping waits for none. */
	assert_ok(ctl_send_type(&c[0], CTL_END));
	ctl_channel_deinit(&c[1]);
	ctl_listener_stop(l);
	assert_int_not_equal(stat(path, &st), 0);
	ctl_channel_deinit(&c[0]);
	ctl_channel_deinit(&c[2]);
	ctl_service_free(service);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(several_clients_are_served_and_the_socket_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
