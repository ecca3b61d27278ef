/* SPDX-License-Identifier: BSD-2-Clause */
/* The text goes into a file beside, which takes the place of the old one when all is on disk. */

#include "tools/kzonesign/file.h"

#include "base/clock.h"
#include "base/mem.h"
#include "base/replace.h"
#include "server/zone/dump.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { FILE_MODE = 0666, DIR_MODE = 0770 };

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
	return zone_dump(v, when, put, f);
}

/* The mode of the file that is replaced, else what the umask leaves. */
static enum err replace(const struct zone_version *v, const char *path)
{
	struct replacement r;
	struct stat st;
	TRY(replace_begin(&r, path, FILE_MODE));
	enum err e = OK;
	if (stat(path, &st) == 0 && fchmod(fileno(r.file), st.st_mode & 07777) != 0)
		e = err_from_errno(errno);
	return replace_end(&r, e == OK ? dump(v, r.file) : e);
}

enum err file_write(const struct zone_version *v, const char *file, const char *outdir)
{
	const char *slash = strrchr(file, '/');
	char *path = outdir == NULL ? mem_strdup(file)
	                            : mem_printf("%s/%s", outdir, slash != NULL ? slash + 1 : file);
	if (outdir != NULL)
		(void)mkdir(outdir, DIR_MODE); /* one that cannot be made shows next */
	enum err e = replace(v, path);
	mem_free(path);
	return e;
}
