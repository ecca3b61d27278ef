/* SPDX-License-Identifier: BSD-2-Clause */
#include "support.h"

#include "tools/keymgr/list.h"

static struct zone_key keys[2];
static const struct key_list list = {.items = keys, .count = 2};
static const struct keystore nowhere = {.dir = "/nonexistent"};

static int setup(void **state)
{
	(void)state;
	keys[0] = (struct zone_key){.id = {0xaa},
	                            .tag = 77,
	                            .algorithm = 15,
	                            .is_zsk = true,
	                            .for_later = true,
	                            .public_len = 32,
	                            .public_key = {1},
	                            .timers = {[KEY_CREATED] = 5, [KEY_PUBLISH] = 900}};
	keys[1] = (struct zone_key){.id = {0xbb},
	                            .tag = 4,
	                            .algorithm = 15,
	                            .is_ksk = true,
	                            .public_only = true,
	                            .public_len = 32,
	                            .public_key = {1},
	                            .timers = {[KEY_PUBLISH] = 800, [KEY_RETIRE_ACTIVE] = 2000}};
	return 0;
}

#define AA "aa00000000000000000000000000000000000000"
#define BB "bb00000000000000000000000000000000000000"

static void expect(struct list_options o, const char *want)
{
	struct text t;
	o.now = 1000;
	o.zone = "example.";
	o.keystore = &nowhere;
	text_init(&t);
	list_print(&t, &list, &o);
	assert_string_equal(t.buf, want);
	text_deinit(&t);
}

static void the_normal_form_is_brief_and_sorted(void **state)
{
	(void)state;
	expect((struct list_options){.form = LIST_NORMAL},
	       BB "     4 KSK ED25519 public-only publish=800 retire-active=2000\n" AA
	          "    77 ZSK ED25519 for-later missing publish=900\n");
	expect((struct list_options){.form = LIST_NORMAL, .times = TIMESTAMP_HUMAN},
	       BB "     4 KSK ED25519 public-only publish=-3m20s retire-active=+16m40s\n" AA
	          "    77 ZSK ED25519 for-later missing publish=-1m40s\n");
}

static void colours_are_put_when_asked_for(void **state)
{
	(void)state;
	struct text t;
	const struct list_options o = {
		.colour = true, .now = 1000, .zone = "example.", .keystore = &nowhere};
	text_init(&t);
	list_print(&t, &list, &o);
	assert_non_null(strstr(t.buf, "\x1b[1m    4\x1b[0m \x1b[1m\x1b[31mKSK\x1b[0m ED25519"));
	assert_non_null(strstr(t.buf, "\x1b[4mpublish\x1b[0m=800\x1b[0m"));
	assert_non_null(strstr(t.buf, "retire-active\x1b[0m=\x1b[1m2000\x1b[0m"));
	text_deinit(&t);
}

static void the_extended_form_has_everything(void **state)
{
	(void)state;
	expect((struct list_options){.form = LIST_EXTENDED},
	       AA " ksk=no  zsk=yes tag=00077 algorithm=15 size=256  public-only=no  "
	          "for-later=yes missing=yes created=5 pre-active=0 publish=900 ready=0 active=0 "
	          "retire-active=0 retire=0 post-active=0 revoke=0 remove=0\n" BB
	          " ksk=yes zsk=no  tag=00004 algorithm=15 size=256  public-only=yes for-later=no  "
	          "missing=no  created=0 pre-active=0 publish=800 ready=0 active=0 "
	          "retire-active=2000 retire=0 post-active=0 revoke=0 remove=0\n");
}

static void json_is_json(void **state)
{
	(void)state;
	struct text t;
	const struct list_options o = {.form = LIST_JSON,
	                               .times = TIMESTAMP_ISO,
	                               .now = 1000,
	                               .zone = "example.",
	                               .keystore = &nowhere};
	text_init(&t);
	list_print(&t, &list, &o);
	assert_memory_equal(t.buf, "[\n  {\n    \"zone\": \"example.\",\n    \"id\": \"aa00", 45);
	assert_non_null(strstr(t.buf, "\"ksk\": false,\n    \"zsk\": true,\n    \"tag\": 77,"));
	assert_non_null(strstr(t.buf, "\"publish\": \"1970-01-01T00:15:00Z\""));
	text_deinit(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_normal_form_is_brief_and_sorted),
		cmocka_unit_test(colours_are_put_when_asked_for),
		cmocka_unit_test(the_extended_form_has_everything),
		cmocka_unit_test(json_is_json),
	};
	return cmocka_run_group_tests(tests, setup, NULL);
}
