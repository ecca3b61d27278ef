/* SPDX-License-Identifier: BSD-2-Clause */
#include "check_text.h"

#include "server/zone/check_run.h"

/* A run over the apex of a small zone, telling into `t`. */
struct run {
	struct zone_version *version;
	struct check_run check;
	struct text t;
};

static void run_begin(struct run *r, unsigned classes)
{
	r->version = zone_from_text("ex.", ZONE("@ 60 NS ns"));
	text_init(&r->t);
	r->check = (struct check_run){.version = r->version,
	                              .node = r->version->apex,
	                              .classes = classes,
	                              .found = check_tell,
	                              .arg = &r->t,
	                              .clean = true};
}

static void run_end(struct run *r)
{
	text_deinit(&r->t);
	zone_version_free(r->version);
}

static void a_finding_names_node_kind_and_detail(void **state)
{
	(void)state;
	struct run r;
	run_begin(&r, CHECK_CLASS_EXTRA);
	check_find(&r.check, CHECK_NS_GLUE, NULL);
	check_find(&r.check, CHECK_DS_ALGORITHM, "(keytag 7)");
	assert_string_equal(r.t.buf, "ex. missing glue record\n"
	                             "ex. unknown algorithm in DS (keytag 7)\n");
	assert_false(r.check.clean);
	run_end(&r);
}

static void classes_not_asked_for_are_not_told(void **state)
{
	(void)state;
	struct run r;
	run_begin(&r, CHECK_CLASS_MANDATORY);
	assert_true(check_wants(&r.check, CHECK_CLASS_MANDATORY));
	assert_false(check_wants(&r.check, CHECK_CLASS_EXTRA));
	check_find(&r.check, CHECK_NS_GLUE, NULL);
	assert_int_equal(r.t.len, 0);
	assert_true(r.check.clean);
	run_end(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_finding_names_node_kind_and_detail),
		cmocka_unit_test(classes_not_asked_for_are_not_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
