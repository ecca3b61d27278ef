/* SPDX-License-Identifier: BSD-2-Clause */
/* What a piece of a tool writes to standard output or error, for a while kept from both. */
#pragma once

#include "support.h"

#include <string.h>
#include <unistd.h>

struct captured {
	int fd;
	int saved;
	FILE *file;
	char text[16384]; /* once ended */
};

/* fd  STDOUT_FILENO or STDERR_FILENO */
static inline void capture_begin(struct captured *c, int fd)
{
	fflush(NULL);
	c->fd = fd;
	c->saved = dup(fd);
	c->file = tmpfile();
	assert_non_null(c->file);
	assert_true(c->saved >= 0 && dup2(fileno(c->file), fd) == fd);
}

static inline void capture_end(struct captured *c)
{
	fflush(NULL);
	assert_int_equal(dup2(c->saved, c->fd), c->fd);
	close(c->saved);
	ssize_t n = pread(fileno(c->file), c->text, sizeof(c->text) - 1, 0);
	c->text[n > 0 ? n : 0] = '\0';
	fclose(c->file);
}
