/* SPDX-License-Identifier: BSD-2-Clause */
/* The text goes into a file beside, which takes the place of the old one when all is on disk. */

#include "tools/kzonesign/file.h"

#include "base/clock.h"
#include "base/mem.h"
#include "server/zone/dump.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 1 << 18, FILE_MODE = 0666 };

static enum err put(void *arg, struct span text)
{
	return fwrite(text.data, 1, text.len, arg) == text.len ? OK : err_from_errno(errno);
}

static enum err dump(const struct zone_version *v, FILE *f)
{
	char when[64] = "";
	time_t now = (time_t)clock_wall().s;
	struct tm tm;
	if (localtime_r(&now, &tm) != NULL)
		strftime(when, sizeof(when), "%Y-%m-%d %H:%M:%S %Z", &tm);
	TRY(zone_dump(v, when, put, f));
	return fflush(f) == 0 && fsync(fileno(f)) == 0 ? OK : err_from_errno(errno);
}

/* The mode of the file that is replaced, else what the umask leaves. */
static mode_t mode_of(const char *path)
{
	struct stat st;
	if (stat(path, &st) == 0)
		return st.st_mode & 07777;
	mode_t mask = umask(0);
	umask(mask);
	return FILE_MODE & ~mask;
}

static enum err replace(const struct zone_version *v, const char *path)
{
	char *beside = mem_printf("%s.XXXXXX", path);
	int fd = mkstemp(beside);
	enum err e = fd < 0 ? err_from_errno(errno) : OK;
	if (e == OK) {
		FILE *f = fdopen(fd, "w");
		if (f == NULL)
			mem_exhausted(sizeof(*f));
		setvbuf(f, NULL, _IOFBF, BUFFER);
		e = fchmod(fd, mode_of(path)) == 0 ? dump(v, f) : err_from_errno(errno);
		if (fclose(f) != 0 && e == OK)
			e = err_from_errno(errno);
		if (e == OK && rename(beside, path) != 0)
			e = err_from_errno(errno);
		if (e != OK)
			unlink(beside);
	}
	mem_free(beside);
	return e;
}

enum err file_write(const struct zone_version *v, const char *file, const char *outdir)
{
	const char *slash = strrchr(file, '/');
	char *path = outdir == NULL ? mem_strdup(file)
	                            : mem_printf("%s/%s", outdir, slash != NULL ? slash + 1 : file);
	enum err e = replace(v, path);
	mem_free(path);
	return e;
}
