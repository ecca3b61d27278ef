/* SPDX-License-Identifier: BSD-2-Clause */
#include "fake_server.h"

#include <stdio.h>
#include <unistd.h>

static const char conf[] = "top:\n  text: x\n  many: [a, b]\n"
			   "block:\n  - id: q\n  - id: p\n    ref: q\n    n: 1h\n";

static void what_is_in_force_is_read(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "top:\n  text: \"x y\"\n  many: [a, b]\nblock:\n  - id: q\n  - id: p\n"
	               "    ref: q\n    n: 1h\n");
	text_init(&t);
	EXPECT(&f, &t,
	       "| s=top i=text d=x y| s=top i=many d=a+ d=b| s=block i=id d=p| s=block i=ref #=p "
	       "d=q"
	       "| s=block i=n #=p d=3600| s=block i=id d=q",
	       "conf-read");
	EXPECT(&f, &t, "| s=block i=id d=p| s=block i=id d=q", "conf-read", {CTL_SECTION, "block"},
	       {CTL_ITEM, "id"});
	EXPECT(&f, &t, "| s=block i=n #=p d=3600", "conf-read", {CTL_SECTION, "block"},
	       {CTL_ITEM, "n"});
	EXPECT(&f, &t, "| !=invalid identifier s=block #=z", "conf-read", {CTL_SECTION, "block"},
	       {CTL_ID, "z"});
	EXPECT(&f, &t, "| !=invalid item s=nope", "conf-read", {CTL_SECTION, "nope"});
	EXPECT(&f, &t, "| !=identifier not supported s=top #=a", "conf-read", {CTL_SECTION, "top"},
	       {CTL_ID, "a"});
	EXPECT(&f, &t, "| !=operation not supported s=include", "conf-read",
	       {CTL_SECTION, "include"});
	text_deinit(&t);
	fake_end(&f);
}

static void lists_come_from_the_schema(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "block:\n  - id: p\n    n: 1h\n");
	text_init(&t);
	EXPECT(&f, &t, "| s=top| s=block| s=include| s=clear| s=mod-x", "conf-list");
	EXPECT(&f, &t, "| s=block i=id| s=block i=ref| s=block i=word| s=block i=n", "conf-list",
	       {CTL_SECTION, "block"});
	EXPECT(&f, &t, "| s=block i=word d=one| s=block i=word d=two", "conf-list",
	       {CTL_SECTION, "block"}, {CTL_ITEM, "word"});
	EXPECT(&f, &t, "| s=block i=ref d=p", "conf-list", {CTL_SECTION, "block"},
	       {CTL_ITEM, "ref"});
	EXPECT(&f, &t, "| s=block i=n #=p d=3600", "conf-list", {CTL_SECTION, "block"},
	       {CTL_ID, "p"}, {CTL_ITEM, "n"});
	EXPECT(&f, &t, "", "conf-list", {CTL_SECTION, "include"});
	text_deinit(&t);
	fake_end(&f);
}

static void edits_need_a_transaction_and_end_with_it(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "| !=no active transaction s=top i=text d=v", "conf-set",
	       {CTL_SECTION, "top"}, {CTL_ITEM, "text"}, {CTL_DATA_ITEM, "v"});
	EXPECT(&f, &t, "| !=no active transaction", "conf-commit");
	EXPECT(&f, &t, "| !=no active transaction", "conf-diff");
	EXPECT(&f, &t, "| !=no active transaction", "conf-get");
	EXPECT(&f, &t, "", "conf-abort");
	EXPECT(&f, &t, "", "conf-begin");
	EXPECT(&f, &t, "| !=too many transactions", "conf-begin");
	EXPECT(&f, &t, "| !=too many transactions", "reload");
	EXPECT(&f, &t, "| !=too many transactions z=a", "zone-begin", {CTL_ZONE, "a"});
	EXPECT(&f, &t, "", "conf-set", {CTL_SECTION, "top"}, {CTL_ITEM, "text"},
	       {CTL_DATA_ITEM, "v"});
	EXPECT(&f, &t, "| f=+ s=top i=text d=v", "conf-diff");
	EXPECT(&f, &t, "", "conf-read");
	EXPECT(&f, &t, "| s=top i=text d=v", "conf-get");
	EXPECT(&f, &t, "", "conf-commit");
	EXPECT(&f, &t, "| s=top i=text d=v", "conf-read");
	assert_int_equal(f.commits, 1);
	EXPECT(&f, &t, "", "conf-begin");
	EXPECT(&f, &t, "", "conf-unset");
	EXPECT(&f, &t, "| f=- s=top i=text d=v", "conf-diff");
	EXPECT(&f, &t, "", "conf-abort");
	EXPECT(&f, &t, "| s=top i=text d=v", "conf-read");
	text_deinit(&t);
	fake_end(&f);
}

static void a_commit_that_fails_leaves_it_open(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	fake_start(&f, conf);
	text_init(&t);
	EXPECT(&f, &t, "", "conf-begin");
	EXPECT(&f, &t, "", "conf-unset", {CTL_SECTION, "block"}, {CTL_ID, "q"});
	EXPECT(&f, &t, "| !=invalid reference s=block i=ref #=p d=q", "conf-commit");
	EXPECT(&f, &t, "", "conf-unset", {CTL_SECTION, "block"}, {CTL_ITEM, "ref"});
	f.commit_result = E_INVALID;
	EXPECT(&f, &t, "| !=no good", "conf-commit");
	f.commit_result = OK;
	EXPECT(&f, &t, "", "conf-commit");
	text_deinit(&t);
	fake_end(&f);
}

static void a_failed_include_leaves_nothing(void **state)
{
	(void)state;
	struct fake f;
	struct text t;
	char path[64];
	snprintf(path, sizeof(path), "/tmp/bowline-include-%d.conf", (int)getpid());
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs("block:\n  - id: z\nnope:\n", file);
	fclose(file);
	fake_start(&f, "");
	text_init(&t);
	EXPECT(&f, &t, "", "conf-begin");
	ASK(&f, &t, "conf-set", {CTL_SECTION, "include"}, {CTL_DATA_ITEM, path});
	assert_non_null(strstr(t.buf, "line 3, item 'nope' (invalid item)"));
	EXPECT(&f, &t, "", "conf-diff");
	file = fopen(path, "w");
	fputs("block:\n  - id: z\n", file);
	fclose(file);
	EXPECT(&f, &t, "", "conf-set", {CTL_SECTION, "include"}, {CTL_DATA_ITEM, path});
	EXPECT(&f, &t, "| f=+ s=block i=id d=z", "conf-diff");
	unlink(path);
	EXPECT(&f, &t, "| !=missing value s=include", "conf-set", {CTL_SECTION, "include"});
	text_deinit(&t);
	fake_end(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_in_force_is_read),
		cmocka_unit_test(lists_come_from_the_schema),
		cmocka_unit_test(edits_need_a_transaction_and_end_with_it),
		cmocka_unit_test(a_commit_that_fails_leaves_it_open),
		cmocka_unit_test(a_failed_include_leaves_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
