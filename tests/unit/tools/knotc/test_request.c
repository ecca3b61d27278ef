/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "base/mem.h"
#include "tools/knotc/request.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

struct reply {
	int fd;
	const struct ctl_unit *units;
	size_t count;
	struct text seen; /* items of the requests */
	char memory[512];
};

/* A server that answers one request with given units. */
static void *serve(void *arg)
{
	struct reply *r = arg;
	struct ctl_channel c;
	struct ctl_unit unit;
	ctl_channel_init(&c, r->fd, 2000);
	while (ctl_receive(&c, &unit) == OK && unit.type != CTL_END) {
		if (unit.type == CTL_BLOCK) {
			for (size_t i = 0; i < r->count; i++)
				assert_int_equal(ctl_send(&c, &r->units[i]), OK);
			assert_int_equal(ctl_send_type(&c, CTL_BLOCK), OK);
			continue;
		}
		for (int i = 1; i < CTL_ITEMS; i++) {
			struct span s = ctl_get(&unit, (enum ctl_item)i);
			if (unit.items[i].data != NULL)
				text_printf(&r->seen, "%d=%.*s ", i, (int)s.len,
				            (const char *)s.data);
		}
	}
	ctl_channel_deinit(&c);
	return NULL;
}

/* Standard output and error of a command into one buffer. */
static bool run(struct reply *r, const char *name, const struct request_options *options,
                char *const *words, int count, char *out, size_t cap)
{
	int fds[2], saved_out = dup(STDOUT_FILENO), saved_err = dup(STDERR_FILENO);
	pthread_t thread;
	struct ctl_channel c;
	FILE *f = tmpfile();
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	r->fd = fds[0];
	text_init_fixed(&r->seen, r->memory, sizeof(r->memory));
	assert_int_equal(pthread_create(&thread, NULL, serve, r), 0);
	ctl_channel_init(&c, fds[1], 2000);
	fflush(stdout);
	dup2(fileno(f), STDOUT_FILENO);
	dup2(fileno(f), STDERR_FILENO);
	bool good = request_run(&c, command_find(name), options, words, count);
	assert_ok(ctl_send_type(&c, CTL_END));
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
	struct request_options options = {.extended = false};
	char role[] = "+role", freeze[] = "+freeze", *words[] = {role, freeze};
	assert_true(run(&r, "zone-status", &options, words, 2, out, sizeof(out)));
	assert_string_equal(out, "[a.] role: master | serial: 5\n[b.] role: master | serial: -\n");
	assert_string_equal(r.seen.buf, "11=rf ");
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
	struct request_options options = {.extended = false};
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

/* What a command asks for. */
static void expect_request(const char *name, const char *const *words, int count, bool force,
                           const char *want)
{
	char out[512], *copy[8];
	struct reply r = {.count = 0};
	struct request_options options = {.force = force, .blocking = true};
	for (int i = 0; i < count; i++)
		copy[i] = mem_strdup(words[i]);
	run(&r, name, &options, copy, count, out, sizeof(out));
	assert_string_equal(r.seen.buf, want);
	for (int i = 0; i < count; i++)
		mem_free(copy[i]);
}
#define REQUEST(want, name, ...)                                                                   \
	expect_request(name, (const char *const[]){__VA_ARGS__},                                   \
	               sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *), false, want)

static void words_become_items(void **state)
{
	(void)state;
	REQUEST("1=B 6=a 1=B 6=b ", "zone-reload", "a", "b");
	REQUEST("1=B 6=a 10=/x 11=d ", "zone-flush", "a", "+outdir", "/x");
	REQUEST("6=a 7=w 8=5 9=A 10=1.2.3.4 ", "zone-set", "a", "w", "5", "A", "1.2.3.4");
	REQUEST("6=a 7=w 9=TXT 10=\"x y\" z ", "zone-set", "a", "w", "TXT", "\"x y\"", "z");
	REQUEST("6=a 7=w ", "zone-unset", "a", "w");
	REQUEST("7=@ 9=SOA ", "zone-read", "--", "@", "SOA");
	REQUEST("3=mod-x 4=y 6=a ", "zone-stats", "a", "mod-x.y");
	REQUEST("3=zone 4=file 5=a.b 10=x 3=zone 4=file 5=a.b 10=y ", "conf-set", "zone[a.b].file",
	        "x", "y");
	REQUEST("3=top 4=x 10= ", "conf-set", "top.x", "");
	REQUEST("1=B 6=a 9=ksk ", "zone-key-rollover", "a", "ksk");
}

static void wrong_words_are_told_before_asking(void **state)
{
	(void)state;
	static const struct {
		const char *name;
		int count;
		const char *words[4];
		bool good;
	} cases[] = {
		{"stop", 1, {"x"}, false},          {"status", 2, {"a", "b"}, false},
		{"zone-read", 0, {0}, false},       {"zone-read", 4, {"a", "b", "c", "d"}, false},
		{"zone-set", 2, {"a", "b"}, false}, {"zone-purge", 1, {"a"}, false},
		{"conf-begin", 1, {"x"}, false},    {"conf-set", 0, {0}, false},
		{"zone-flush", 1, {"+x"}, false},   {"zone-flush", 2, {"+outdir", "d"}, true},
		{"conf-read", 0, {0}, true},        {"zone-begin", 0, {0}, false},
	};
	struct request_options options = {.force = false};
	int saved = dup(STDERR_FILENO);
	FILE *sink = fopen("/dev/null", "w");
	assert_non_null(sink);
	dup2(fileno(sink), STDERR_FILENO);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *words[4];
		for (int k = 0; k < cases[i].count; k++)
			words[k] = mem_strdup(cases[i].words[k]);
		bool good = request_check(command_find(cases[i].name), &options, words,
		                          cases[i].count);
		for (int k = 0; k < cases[i].count; k++)
			mem_free(words[k]);
		assert_int_equal(good, cases[i].good);
	}
	dup2(saved, STDERR_FILENO);
	close(saved);
	fclose(sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zone_status_hides_empty_fields),
		cmocka_unit_test(results_are_words_or_errors),
		cmocka_unit_test(words_become_items),
		cmocka_unit_test(wrong_words_are_told_before_asking),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
