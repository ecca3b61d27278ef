/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"
#include "server/control/stats_dump.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void a_document_is_maps_within_maps(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	setenv("TZ", "UTC", 1);
	tzset();
	stats_dump_text(&t, &f.ops, "me", (struct wall){86400});
	assert_string_equal(t.buf, "---\ntime: 1970-01-02T00:00:00+0000\nidentity: me\n"
	                           "server:\n zone-count: 2\n"
	                           "mod-x:\n asked:\n  SOA: 7\n"
	                           "zone:\n"
	                           " \"a.\":\n  mod-x:\n   asked:\n    SOA: 7\n"
	                           " \"b.\":\n  mod-x:\n   asked:\n    SOA: 7\n");
	text_deinit(&t);
	fake_end(&f);
}

static size_t size_of(const char *path)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0640);
	return (size_t)st.st_size;
}

static void files_are_replaced_or_grow(void **state)
{
	(void)state;
	char path[64];
	struct text t;
	snprintf(path, sizeof(path), "/tmp/bowline-dump-%d", (int)getpid());
	unlink(path);
	umask(022);
	text_init(&t);
	text_put(&t, "one\n");
	assert_ok(stats_dump_write(&t, path, false));
	assert_ok(stats_dump_write(&t, path, false));
	assert_int_equal(size_of(path), 4);
	assert_ok(stats_dump_write(&t, path, true));
	assert_int_equal(size_of(path), 8);
	assert_int_equal(stats_dump_write(&t, "/nonexistent/x", false), E_NOFILE);
	assert_int_equal(stats_dump_write(&t, "/nonexistent/x", true), E_NOFILE);
	unlink(path);
	text_deinit(&t);
}

static void dumps_come_when_configured(void **state)
{
	(void)state;
	struct fake f;
	char path[64];
	snprintf(path, sizeof(path), "/tmp/bowline-dumps-%d", (int)getpid());
	unlink(path);
	fake_start(&f, "");
	struct stats_dump *d = stats_dump_new(&f.ops);
	struct stats_dump_options o = {.every_s = 1, .file = path, .identity = "x"};
	stats_dump_configure(d, &o);
	const struct timespec pause = {.tv_nsec = 10000000};
	for (unsigned i = 0; access(path, F_OK) != 0; i++) {
		assert_true(i < 1000);
		nanosleep(&pause, NULL);
	}
	o.every_s = 0;
	stats_dump_configure(d, &o);
	stats_dump_free(d);
	stats_dump_free(NULL);
	unlink(path);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_maps_within_maps),
		cmocka_unit_test(files_are_replaced_or_grow),
		cmocka_unit_test(dumps_come_when_configured),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
