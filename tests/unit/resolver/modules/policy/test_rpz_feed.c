/* SPDX-License-Identifier: BSD-2-Clause */
#include "policy_world.h"

#include "resolver/modules/policy/rpz_feed.h"

#include "base/replace.h"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/bowline-feed-XXXXXX";

static bool find_in(const struct image *image, const uint8_t *wire, struct image_rule *rule)
{
	struct image_name asked_name;
	image_name_init(&asked_name, wire);
	return image_find(image, &asked_name, rule);
}

static int setup(void **state)
{
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	return policy_world_setup(state);
}

static int teardown(void **state)
{
	glob_t g;
	policy_world_teardown(state);
	if (glob("*", 0, NULL, &g) == 0) {
		for (size_t i = 0; i < g.gl_pathc; i++)
			unlink(g.gl_pathv[i]);
		globfree(&g);
	}
	return rmdir(folder);
}

static void write_file(const char *name, const char *text)
{
	assert_ok(replace_whole(name, 0600, text, strlen(text)));
}

static void write_zone(const char *text)
{
	write_file("a.rpz", text);
}

static bool has(const struct rules_zone *z, const char *name)
{
	struct image_rule rule;
	return z->loaded && find_in(&z->image, nm(name), &rule);
}

static void on_guard(uv_timer_t *t)
{
	*(bool *)t->data = true;
}

/* Run the loop until a name is in the zone. */
static void wait_for(const struct rules_zone *z, const char *name)
{
	uv_timer_t guard;
	bool late = false;
	uv_timer_init(&pw.loop, &guard);
	guard.data = &late;
	uv_timer_start(&guard, on_guard, 10000, 0);
	while (!has(z, name) && !late)
		uv_run(&pw.loop, UV_RUN_ONCE);
	assert_false(late);
	uv_close((uv_handle_t *)&guard, NULL);
	uv_run(&pw.loop, UV_RUN_NOWAIT);
}

static struct rules_zone *get(bool watch)
{
	struct rules_zone *z;
	struct text error;
	text_init(&error);
	assert_ok(rpz_feed_get(&z, pw.policy, "a.rpz", watch, false, &error));
	text_deinit(&error);
	return z;
}

static void the_same_file_is_one_feed(void **state)
{
	(void)state;
	write_zone("bad.example CNAME .\n");
	struct rules_zone *z = get(false);
	struct filter *a = filter_zone(z), *b = filter_zone(get(true));
	assert_true(has(z, "bad.example."));
	assert_int_equal(z->refs, 2);
	filter_unref(a);
	filter_unref(b);
}

static void changes_are_followed(void **state)
{
	(void)state;
	write_zone("bad.example CNAME .\n");
	struct rules_zone *z = get(true);
	struct filter *f = filter_zone(z);
	write_zone("worse.example CNAME .\n"); /* renamed over */
	wait_for(z, "worse.example.");
	assert_false(has(z, "bad.example."));
	assert_true(pw.changes > 0);
	FILE *file = fopen("a.rpz", "a"); /* written to */
	assert_non_null(file);
	assert_true(fputs("worst.example CNAME .\n", file) >= 0);
	fclose(file);
	wait_for(z, "worst.example.");
	assert_true(has(z, "worse.example."));
	filter_unref(f);
}

static void changes_of_included_files_are_followed(void **state)
{
	(void)state;
	assert_int_equal(mkdir("more", 0700), 0);
	write_zone("bad.example CNAME .\n$INCLUDE more/b.rpz\n");
	write_file("more/b.rpz", "worse.example CNAME .\n$INCLUDE c.rpz\n");
	write_file("more/c.rpz", "worst.example CNAME .\n");
	struct rules_zone *z = get(true);
	struct filter *f = filter_zone(z);
	assert_false(z->loaded); /* what is included may be big */
	wait_for(z, "worst.example.");
	assert_true(has(z, "bad.example.") && has(z, "worse.example."));
	write_file("more/c.rpz", "new.example CNAME .\n");
	wait_for(z, "new.example.");
	assert_true(has(z, "worse.example.") && !has(z, "worst.example."));
	/* one that comes later than the line that includes it */
	write_zone("bad.example CNAME .\nother.example CNAME .\n$INCLUDE d.rpz\n");
	for (unsigned i = 0; i < 20; i++)
		uv_run(&pw.loop, UV_RUN_NOWAIT);
	write_file("d.rpz", "late.example CNAME .\n");
	wait_for(z, "late.example.");
	assert_true(has(z, "other.example.") && !has(z, "new.example."));
	filter_unref(f);
	unlink("more/b.rpz");
	unlink("more/c.rpz");
	assert_int_equal(rmdir("more"), 0);
}

static void rules_stay_when_the_file_goes(void **state)
{
	(void)state;
	write_zone("bad.example CNAME .\n");
	struct rules_zone *z = get(true);
	struct filter *f = filter_zone(z);
	unlink("a.rpz");
	for (unsigned i = 0; i < 20; i++)
		uv_run(&pw.loop, UV_RUN_NOWAIT);
	assert_true(has(z, "bad.example."));
	write_zone("new.example CNAME .\n");
	wait_for(z, "new.example.");
	filter_unref(f);
}

static void big_files_are_read_in_the_background(void **state)
{
	(void)state;
	struct text t;
	text_init(&t);
	for (unsigned i = 0; i < 20000; i++)
		text_printf(&t, "host-%u.example CNAME .\n", i);
	write_zone(t.buf);
	text_deinit(&t);
	struct rules_zone *z = get(false);
	struct filter *f = filter_zone(z);
	assert_false(z->loaded);
	assert_true(rpz_feed_is_busy(pw.policy));
	wait_for(z, "host-19999.example.");
	assert_false(rpz_feed_is_busy(pw.policy));
	filter_unref(f);
}

static void what_cannot_be_read_is_an_error(void **state)
{
	(void)state;
	struct rules_zone *z;
	struct text error;
	text_init(&error);
	assert_int_equal(rpz_feed_get(&z, pw.policy, "none.rpz", true, false, &error), E_NOFILE);
	assert_non_null(strstr(error.buf, "failed to parse \"none.rpz\""));
	text_deinit(&error);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_same_file_is_one_feed),
		T(changes_are_followed),
		T(changes_of_included_files_are_followed),
		T(rules_stay_when_the_file_goes),
		T(big_files_are_read_in_the_background),
		T(what_cannot_be_read_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
