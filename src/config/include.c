/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading configuration files.  The only file of the room that touches the file system. */

#include "config/include.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

enum err conf_file_read(struct span *out, const char *path)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = OK;
	uint8_t *data = NULL;
	size_t len = 0;
	if (fstat(fd, &st) != 0)
		e = err_from_errno(errno);
	else if (S_ISDIR(st.st_mode))
		e = E_ISDIR;
	else if (st.st_size > CONF_FILE_MAX)
		e = E_LIMIT;
	/* Sizes of pipes and of files in /proc are not known ahead: read until the end. */
	size_t cap = e == OK ? (size_t)st.st_size + 1 : 0;
	data = mem_alloc(cap);
	while (e == OK) {
		if (len == cap) {
			cap = cap * 2 + 4096;
			if (cap > CONF_FILE_MAX)
				e = E_LIMIT;
			data = mem_realloc(data, cap);
		}
		ssize_t n = read(fd, data + len, cap - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			e = err_from_errno(errno);
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	close(fd);
	if (e != OK)
		mem_free(data);
	else
		*out = span_of(data, len);
	return e;
}

void conf_file_free(struct span text)
{
	mem_free((void *)(uintptr_t)text.data);
}

enum err conf_include_each(const char *from, const char *pattern,
                           enum err (*each)(void *ctx, const char *path), void *ctx)
{
	glob_t found;
	const char *slash = strrchr(from, '/');
	char *full = pattern[0] == '/' || slash == NULL
	                     ? mem_strdup(pattern)
	                     : mem_printf("%.*s/%s", (int)(slash - from), from, pattern);
	int rc = glob(full, 0, NULL, &found);
	enum err e = OK;
	if (rc == GLOB_NOMATCH)
		e = strchr(pattern, '*') != NULL ? OK : E_NOFILE;
	else if (rc != 0)
		e = E_IO;
	for (size_t i = 0; rc == 0 && e == OK && i < found.gl_pathc; i++) {
		struct stat st;
		if (stat(found.gl_pathv[i], &st) == 0 && S_ISDIR(st.st_mode))
			continue;
		e = each(ctx, found.gl_pathv[i]);
	}
	if (rc == 0)
		globfree(&found);
	mem_free(full);
	return e;
}
