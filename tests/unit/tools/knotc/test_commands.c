/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/knotc/commands.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

struct reply {
	int fd;
	const struct ctl_unit *units;
	size_t count;
	char filter[32];
};

/* A server that answers one request with given units. */
static void *serve(void *arg)
{
	struct reply *r = arg;
	struct ctl_channel c;
	struct ctl_unit unit;
	ctl_channel_init(&c, r->fd, 2000);
	while (ctl_receive(&c, &unit) == OK && unit.type != CTL_BLOCK) {
		struct span f = ctl_get(&unit, CTL_FILTER);
		snprintf(r->filter, sizeof(r->filter), "%.*s", (int)f.len, (const char *)f.data);
	}
	for (size_t i = 0; i < r->count; i++)
		assert_int_equal(ctl_send(&c, &r->units[i]), OK);
	assert_int_equal(ctl_send_type(&c, CTL_BLOCK), OK);
	ctl_channel_deinit(&c);
	return NULL;
}

/* Standard output and error of a command into one buffer. */
static bool run(struct reply *r, const char *name, const struct command_options *options,
                char *const *words, int count, char *out, size_t cap)
{
	int fds[2], saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
	pthread_t thread;
	struct ctl_channel c;
	FILE *f = tmpfile();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	r->fd = fds[0];
	assert_int_equal(pthread_create(&thread, NULL, serve, r), 0);
	ctl_channel_init(&c, fds[1], 2000);
	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	dup2(fileno(f), STDERR_FILENO);
	bool good = command_run(&c, command_find(name), options, words, count);
	fflush(stdout);
	dup2(saved_out, STDOUT_FILENO);
	dup2(saved_err, STDERR_FILENO);
	close(saved_out);
	close(saved_err);
	ctl_channel_deinit(&c);
	pthread_join(thread, NULL);
	ssize_t n = pread(fileno(f), out, cap - 1, 0);
	out[n > 0 ? n : 0] = '\0';
	fclose(f);
	return good;
}

static struct ctl_unit field(enum ctl_unit_type type, const char *zone, const char *name,
                             const char *value)
{
	struct ctl_unit u = {.type = type};
	if (zone != NULL)
		ctl_set(&u, CTL_ZONE, zone);
	ctl_set(&u, CTL_TYPE, name);
	ctl_set(&u, CTL_DATA_ITEM, value);
	return u;
}

static void zone_status_hides_empty_fields(void **state)
{
	(void)state;
	char out[512];
	const struct ctl_unit units[] = {
		field(CTL_DATA, "a.", "role", "master"), field(CTL_EXTRA, NULL, "serial", "5"),
		field(CTL_EXTRA, NULL, "freeze", "-"),   field(CTL_DATA, "b.", "role", "master"),
		field(CTL_EXTRA, NULL, "serial", "-"),
	};
	struct reply r = {.units = units, .count = ARRAY_LEN(units)};
	struct command_options options = {.extended = false};
	char role[] = "+role", freeze[] = "+freeze", *words[] = {role, freeze};
	assert_true(run(&r, "zone-status", &options, words, 2, out, sizeof(out)));
	assert_string_equal(out, "[a.] role: master | serial: 5\n[b.] role: master | serial: -\n");
	assert_string_equal(r.filter, "rf");
	options.extended = true;
	assert_true(run(&r, "zone-status", &options, NULL, 0, out, sizeof(out)));
	assert_string_equal(
		out, "[a.] role: master | serial: 5 | freeze: -\n[b.] role: master | serial: -\n");
}

static void results_are_words_or_errors(void **state)
{
	(void)state;
	char out[512];
	struct reply r = {.count = 0};
	struct command_options options = {.extended = false};
	assert_true(run(&r, "stop", &options, NULL, 0, out, sizeof(out)));
	assert_string_equal(out, "Stopped\n");
	assert_true(run(&r, "status", &options, NULL, 0, out, sizeof(out)));
	assert_string_equal(out, "Running\n");
	struct ctl_unit detail = field(CTL_DATA, NULL, "version", "1.2");
	r = (struct reply){.units = &detail, .count = 1};
	char version[] = "version", *words[] = {version};
	assert_true(run(&r, "status", &options, words, 1, out, sizeof(out)));
	assert_string_equal(out, "1.2\n");
	struct ctl_unit failed = {.type = CTL_DATA};
	ctl_set(&failed, CTL_ERROR, "no such zone found");
	ctl_set(&failed, CTL_ZONE, "x");
	r = (struct reply){.units = &failed, .count = 1};
	char x[] = "x", *zone[] = {x};
	assert_false(run(&r, "zone-reload", &options, zone, 1, out, sizeof(out)));
	assert_string_equal(out, "error: [x] (no such zone found)\n");
}

static void commands_are_known_or_not(void **state)
{
	(void)state;
	assert_non_null(command_find("zone-sign"));
	assert_true(command_find("zone-sign")->flags & COMMAND_LATER);
	assert_null(command_find("zone-dance"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zone_status_hides_empty_fields),
		cmocka_unit_test(results_are_words_or_errors),
		cmocka_unit_test(commands_are_known_or_not),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
