/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The name beside is drawn here, not by mkstemp: open(2) applies the umask, which cannot be read
 * without changing it for all threads.
 */

#include "base/replace.h"

#include "base/mem.h"
#include "base/rand.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { BUFFER = 1 << 17, NAMES_MAX = 100 };

enum err replace_begin(struct replacement *r, const char *path, mode_t mode)
{
	int fd = -1;
	*r = (struct replacement){.file = NULL};
	for (int i = 0; fd < 0 && i < NAMES_MAX; i++) {
		mem_free(r->beside);
		r->beside = mem_printf("%s.%08x", path, rand_u32());
		fd = open(r->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0) {
		enum err e = err_from_errno(errno);
		mem_free(r->beside);
		return e;
	}
	r->file = fdopen(fd, "w");
	if (r->file == NULL)
		mem_exhausted(sizeof(*r->file));
	setvbuf(r->file, NULL, _IOFBF, BUFFER);
	r->path = mem_strdup(path);
	return OK;
}

enum err replace_end(struct replacement *r, enum err written)
{
	enum err e = written;
	if (e == OK && (fflush(r->file) != 0 || fsync(fileno(r->file)) != 0))
		e = err_from_errno(errno);
	if (fclose(r->file) != 0 && e == OK)
		e = err_from_errno(errno);
	if (e == OK && rename(r->beside, r->path) != 0)
		e = err_from_errno(errno);
	if (e != OK)
		unlink(r->beside);
	mem_free(r->path);
	mem_free(r->beside);
	return e;
}

enum err replace_whole(const char *path, mode_t mode, const void *octets, size_t len)
{
	struct replacement r;
	TRY(replace_begin(&r, path, mode));
	bool good = len == 0 || fwrite(octets, 1, len, r.file) == len;
	return replace_end(&r, good ? OK : err_from_errno(errno));
}
