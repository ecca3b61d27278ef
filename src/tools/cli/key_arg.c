/* SPDX-License-Identifier: BSD-2-Clause */
/* Key files.  The line is wiped from memory as soon as the key is made. */

#include "tools/cli/key_arg.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { LINE_MAX_LEN = 4096 };

static enum err read_line(char *line, size_t cap, size_t *len, int fd)
{
	*len = 0;
	while (*len < cap) {
		ssize_t n = read(fd, line + *len, cap - *len);
		if (n < 0 && errno != EINTR)
			return err_from_errno(errno);
		if (n == 0)
			break;
		*len += n > 0 ? (size_t)n : 0;
	}
	const char *end = memchr(line, '\n', *len);
	if (end != NULL)
		*len = (size_t)(end - line);
	while (*len > 0 &&
	       (line[*len - 1] == ' ' || line[*len - 1] == '\t' || line[*len - 1] == '\r'))
		--*len;
	return OK;
}

enum err key_file_read(struct tsig_key *out, const char *path)
{
	char line[LINE_MAX_LEN];
	size_t len = 0;
	int fd = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = read_line(line, sizeof(line), &len, fd);
	if (fd != STDIN_FILENO)
		close(fd);
	if (e == OK)
		e = tsig_key_parse(out, span_of(line, len));
	mem_wipe(line, sizeof(line));
	return e;
}
