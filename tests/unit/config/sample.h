/* SPDX-License-Identifier: BSD-2-Clause */
/* A made-up schema and trees of it, for the tests of editing and listing. */
#pragma once

#include "support.h"

#include "config/load.h"

static const struct conf_option sample_words[] = {{"one", 1}, {"uno", 1}, {"two", 2}, {NULL, 0}};
static const struct conf_item sample_top[] = {
	{.name = "text", .type = CONF_STR, .flags = CONF_EMPTY_OK},
	{.name = "many", .type = CONF_STR, .flags = CONF_MULTI | CONF_EMPTY_OK},
	{.name = "on", .type = CONF_BOOL},
	{.name = NULL},
};
static const struct conf_item sample_block[] = {
	{.name = "ref", .type = CONF_REF, .flags = CONF_MULTI, .refs = {"block"}},
	{.name = "use", .type = CONF_BLOCK, .flags = CONF_MULTI},
	{.name = "word", .type = CONF_OPT, .options = sample_words},
	{.name = "t", .type = CONF_TIME, .min = 1, .max = 7200},
	{.name = NULL},
};
static const struct conf_section sample_sections[] = {
	{.name = "top", .items = sample_top},
	{.name = "block", .id = "id", .id_type = CONF_STR, .items = sample_block},
	{.name = "mod-x", .id = "id", .id_type = CONF_STR, .items = sample_top},
	{.name = NULL},
};
static const struct conf_schema sample_schema = {.sections = sample_sections};

static inline void sample_load(struct conf_tree *t, const char *in)
{
	struct text error;
	text_init(&error);
	conf_tree_init(t, &sample_schema);
	enum err e = conf_tree_load_text(t, "f", span_str(in), &error);
	if (e != OK)
		print_message("%s\n", error.buf);
	assert_ok(e);
	text_deinit(&error);
}
