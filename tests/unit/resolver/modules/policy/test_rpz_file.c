/* SPDX-License-Identifier: BSD-2-Clause */
#include "../../wire.h"

#include "resolver/modules/policy/rpz_file.h"

#include "base/replace.h"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/bowline-rpz-XXXXXX";
static struct text messages;
static struct rpz_sources sources;

static bool find_in(const struct image *image, const uint8_t *wire, struct image_rule *rule)
{
	struct image_name asked_name;
	image_name_init(&asked_name, wire);
	return image_find(image, &asked_name, rule);
}

static int setup(void **state)
{
	(void)state;
	memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	text_init(&messages);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	glob_t g;
	if (glob("*", 0, NULL, &g) == 0) {
		for (size_t i = 0; i < g.gl_pathc; i++)
			unlink(g.gl_pathv[i]);
		globfree(&g);
	}
	text_deinit(&messages);
	rpz_sources_deinit(&sources);
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

static enum err load(struct rpz_file *out, const char *path)
{
	rpz_sources_deinit(&sources);
	return rpz_file_load(out, path, &sources, &messages);
}

/* Path of the image; there is one. */
static const char *image_path(void)
{
	static char path[64];
	glob_t g;
	assert_int_equal(glob("rpz-*.image", 0, NULL, &g), 0);
	assert_int_equal(g.gl_pathc, 1);
	snprintf(path, sizeof(path), "%s", g.gl_pathv[0]);
	globfree(&g);
	return path;
}

static bool has(const struct rpz_file *f, const char *name)
{
	struct image_rule rule;
	return find_in(&f->image, nm(name), &rule);
}

static ino_t inode_of(const char *path)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_ino;
}

static void a_fresh_image_is_used_by_whoever_finds_it(void **state)
{
	(void)state;
	struct rpz_file a, b;
	write_zone("bad.example CNAME .\n");
	assert_ok(load(&a, "a.rpz"));
	assert_true(a.mapped && has(&a, "bad.example."));
	assert_true(rpz_sources_are_fresh(&sources));
	ino_t made = inode_of(image_path());
	assert_ok(load(&b, "./a.rpz")); /* another name of the same file */
	assert_int_equal(inode_of(image_path()), made);
	write_zone("worse.example CNAME .\n");
	assert_false(rpz_sources_are_fresh(&sources));
	rpz_file_unload(&b);
	assert_ok(load(&b, "a.rpz"));
	assert_int_not_equal(inode_of(image_path()), made);
	assert_true(has(&b, "worse.example.") && has(&a, "bad.example."));
	rpz_file_unload(&a);
	rpz_file_unload(&b);
}

static void a_damaged_image_is_made_anew(void **state)
{
	(void)state;
	struct rpz_file f;
	write_zone("bad.example CNAME .\n");
	assert_ok(load(&f, "a.rpz"));
	rpz_file_unload(&f);
	FILE *image = fopen(image_path(), "r+");
	assert_non_null(image);
	assert_int_equal(fseek(image, 130, SEEK_SET), 0);
	assert_int_equal(fwrite("XXXXXXXX", 1, 8, image), 8);
	fclose(image);
	assert_ok(load(&f, "a.rpz"));
	assert_true(has(&f, "bad.example."));
	rpz_file_unload(&f);
	assert_int_equal(truncate(image_path(), 10), 0);
	assert_ok(load(&f, "a.rpz"));
	assert_true(has(&f, "bad.example."));
	rpz_file_unload(&f);
}

static void without_a_place_for_images_they_stay_in_memory(void **state)
{
	(void)state;
	struct rpz_file f;
	char path[64];
	write_zone("bad.example CNAME .\n");
	snprintf(path, sizeof(path), "%s/a.rpz", folder);
	assert_int_equal(chdir("/proc"), 0);
	assert_ok(load(&f, path));
	assert_true(!f.mapped && has(&f, "bad.example."));
	rpz_file_unload(&f);
	assert_int_equal(chdir(folder), 0);
}

static void what_is_wrong_is_told(void **state)
{
	(void)state;
	struct rpz_file f;
	assert_int_equal(load(&f, "none.rpz"), E_NOFILE);
	assert_non_null(strstr(messages.buf, "none.rpz: "));
	text_reset(&messages);
	write_zone("bad.example CNAME .\nx CNAME rpz-new.\n");
	assert_ok(load(&f, "a.rpz"));
	assert_string_equal(messages.buf, "a.rpz:2: unsupported policy action (ignored)\n");
	rpz_file_unload(&f);
}

static void an_image_is_made_anew_when_an_included_file_has_changed(void **state)
{
	(void)state;
	struct rpz_file f;
	write_zone("bad.example CNAME .\n$INCLUDE more.rpz\n");
	write_file("more.rpz", "worse.example CNAME .\n");
	assert_ok(load(&f, "a.rpz"));
	assert_true(has(&f, "bad.example.") && has(&f, "worse.example."));
	rpz_file_unload(&f);
	ino_t made = inode_of(image_path());
	assert_ok(load(&f, "a.rpz"));
	assert_int_equal(inode_of(image_path()), made);
	assert_int_equal(sources.list.count, 2);
	assert_string_equal(sources.list.items[1].path, "more.rpz");
	rpz_file_unload(&f);
	write_file("more.rpz", "worst.example CNAME .\n");
	assert_ok(load(&f, "a.rpz"));
	assert_true(has(&f, "worst.example.") && !has(&f, "worse.example."));
	rpz_file_unload(&f);
	unlink("more.rpz"); /* what is tried in vain is one of the files */
	enum err err = load(&f, "a.rpz");
	assert_int_equal(sources.list.count, 2);
	assert_true(rpz_sources_are_fresh(&sources));
	if (err == OK)
		rpz_file_unload(&f);
	write_file("more.rpz", "back.example CNAME .\n");
	assert_false(rpz_sources_are_fresh(&sources));
	assert_ok(load(&f, "a.rpz"));
	assert_true(has(&f, "back.example."));
	rpz_file_unload(&f);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_fresh_image_is_used_by_whoever_finds_it),
		T(a_damaged_image_is_made_anew),
		T(without_a_place_for_images_they_stay_in_memory),
		T(what_is_wrong_is_told),
		T(an_image_is_made_anew_when_an_included_file_has_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
