/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "server/control/commands.h"
#include <sys/socket.h>

static enum err reload_result;
static bool stopped;

static enum err reload(void *ctx)
{
	(void)ctx;
	return reload_result;
}

static void stop(void *ctx)
{
	(void)ctx;
	stopped = true;
}

static enum err zone_reload(void *ctx, const uint8_t *zone, bool wait)
{
	(void)ctx;
	(void)zone;
	return wait ? E_SEMCHECK : OK;
}

static enum err zones(void *ctx, const uint8_t *name,
                      enum err (*each)(void *each_ctx, const struct ctl_zone *zone), void *each_ctx)
{
	static const struct ctl_zone all[] = {{"a.", true, 5, "-"}, {"b.", false, 0, "pending"}};
	(void)ctx;
	if (name != NULL && name[1] == 'x')
		return E_NOZONE;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (name == NULL || name[1] == (uint8_t)all[i].name[0])
			TRY(each(each_ctx, &all[i]));
	}
	return OK;
}

static enum err status(void *ctx, struct span detail, struct text *out)
{
	(void)ctx;
	if (!span_is_word(detail, "version"))
		return E_INVALID;
	text_put(out, "1.2");
	return OK;
}

static const struct ctl_ops ops = {reload, stop, zone_reload, zones, status, NULL};

/* Run one request and write the answer as "data|error ..." words. */
static enum err ask(struct text *t, const char *cmd, enum ctl_item item, const char *value,
                    const char *flags)
{
	int fds[2];
	struct ctl_channel server, client;
	struct ctl_unit request = {.type = CTL_DATA}, unit;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ctl_channel_init(&server, fds[0], 2000);
	ctl_channel_init(&client, fds[1], 2000);
	ctl_set(&request, CTL_CMD, cmd);
	if (value != NULL)
		ctl_set(&request, item, value);
	if (flags != NULL)
		ctl_set(&request, CTL_FLAGS, flags);
	enum err e = ctl_command(&server, &request, &ops);
	text_reset(t);
	while (e == OK) {
		assert_ok(ctl_receive(&client, &unit));
		if (unit.type == CTL_BLOCK)
			break;
		struct span why = ctl_get(&unit, CTL_ERROR), zone = ctl_get(&unit, CTL_ZONE);
		struct span type = ctl_get(&unit, CTL_TYPE), data = ctl_get(&unit, CTL_DATA_ITEM);
		text_printf(t, "%.*s%s%.*s:%.*s=%.*s ", (int)zone.len, (const char *)zone.data,
		            why.len > 0 ? "!" : "", (int)why.len, (const char *)why.data,
		            (int)type.len, (const char *)type.data, (int)data.len,
		            (const char *)data.data);
	}
	ctl_channel_deinit(&server);
	ctl_channel_deinit(&client);
	return e;
}

static void answers_have_the_documented_items(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	assert_ok(ask(&t, "status", CTL_TYPE, NULL, NULL));
	assert_string_equal(t.buf, "");
	assert_ok(ask(&t, "status", CTL_TYPE, "version", NULL));
	assert_string_equal(t.buf, ":version=1.2 ");
	assert_ok(ask(&t, "status", CTL_TYPE, "bogus", NULL));
	assert_string_equal(t.buf, "!invalid parameter:bogus= ");
	assert_ok(ask(&t, "zone-status", CTL_FILTER, "rs", NULL));
	assert_string_equal(t.buf, "a.:role=master :serial=5 b.:role=master :serial=- ");
	assert_ok(ask(&t, "zone-status", CTL_ZONE, "B", NULL));
	assert_non_null(strstr(t.buf,
	                       "b.:role=master :serial=- :transaction=- :freeze=- :XFR-freeze=- "
	                       ":catalog=- :load=pending :refresh=- "));
	assert_ok(ask(&t, "zone-status", CTL_ZONE, "x", NULL));
	assert_string_equal(t.buf, "x!no such zone found:= ");
	text_deinit(&t);
}

static void failures_are_told_in_the_answer(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	reload_result = E_CONF_ITEM;
	assert_ok(ask(&t, "reload", CTL_ZONE, NULL, NULL));
	assert_string_equal(t.buf, "!invalid item:= ");
	reload_result = OK;
	assert_ok(ask(&t, "reload", CTL_ZONE, NULL, NULL));
	assert_string_equal(t.buf, "");
	assert_ok(ask(&t, "zone-reload", CTL_ZONE, "a", NULL));
	assert_string_equal(t.buf, "");
	assert_ok(ask(&t, "zone-reload", CTL_ZONE, "a", "B"));
	assert_string_equal(t.buf, "a!semantic check:= ");
	assert_ok(ask(&t, "stop", CTL_ZONE, NULL, NULL));
	assert_true(stopped);
	assert_int_equal(ask(&t, "conf-begin", CTL_ZONE, NULL, NULL), E_NOTSUP);
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_have_the_documented_items),
		cmocka_unit_test(failures_are_told_in_the_answer),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
