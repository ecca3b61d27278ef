/* SPDX-License-Identifier: BSD-2-Clause */
/* Command lines for tests: words cut at blanks, in writable memory as main gets them. */
#pragma once

#include "captured.h"

#include "tools/kdig/params.h"

enum { LINE_WORDS = 32 };

typedef enum err params_parse_fn(struct kdig_params *out, int argc, char **argv);

/* Parse a line; what is written for the user ends in `told`, output and errors in order. */
static inline enum err line_parse(struct kdig_params *p, params_parse_fn *parse, const char *line,
                                  struct captured *told)
{
	char text[512], *argv[LINE_WORDS + 1] = {0};
	int argc = 0, saved = dup(STDERR_FILENO);
	snprintf(text, sizeof(text), "%s", line);
	for (char *at = text; *at != '\0' && argc < LINE_WORDS;) {
		argv[argc++] = at;
		at += strcspn(at, " ");
		if (*at == ' ')
			*at++ = '\0';
	}
	capture_begin(told, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	enum err err = parse(p, argc, argv);
	fflush(NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	capture_end(told);
	return err;
}

/* The line asks for nothing and this is told first. */
static inline void line_refused(params_parse_fn *parse, const char *line, const char *text)
{
	struct captured told;
	struct kdig_params p;
	assert_int_equal(line_parse(&p, parse, line, &told), E_INVALID);
	kdig_params_deinit(&p);
	assert_true(strlen(told.text) >= strlen(text));
	assert_memory_equal(told.text, text, strlen(text));
}
