/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zone files of the file system, read or mapped.
 *
 * Reading from a mapping whose file somebody cuts short kills the process: a server, which has to
 * survive an editor, reads the file whole into memory.  That copy costs a few hundredths of the
 * loading, and is gone when the file is closed; its pages are asked for in big ones, which saves
 * most of the faults.  A tool that does one thing and ends may map.
 */
#include "zonefile/zonefile.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 1 << 20, HEAP_MAX = 1 << 16, PAGE = 4096, HUGE_PAGE = 1 << 21 };

/* A growing buffer: a small one on the heap, a large one of whole pages. */
struct pages {
	uint8_t *data;
	size_t len, cap;
	bool is_mapped;
};

static void pages_free(struct pages *p)
{
	if (p->is_mapped)
		munmap(p->data, p->cap);
	else
		mem_free(p->data);
}

static void pages_reserve(struct pages *p, size_t cap)
{
	void *data;
	if (!p->is_mapped && cap <= HEAP_MAX) {
		p->data = mem_realloc(p->data, cap);
		p->cap = cap;
		return;
	}
	if (p->is_mapped)
		data = mremap(p->data, p->cap, cap, MREMAP_MAYMOVE);
	else
		data = mmap(NULL, cap, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (data == MAP_FAILED)
		mem_exhausted(cap);
	if (!p->is_mapped && p->len > 0)
		memcpy(data, p->data, p->len);
	if (!p->is_mapped)
		mem_free(p->data);
	p->data = data;
	p->cap = cap;
	p->is_mapped = true;
	if (cap >= HUGE_PAGE)
		(void)madvise(data, cap, MADV_HUGEPAGE);
}

/* expected: size as the file system gave it; a pipe has none, and a file may grow meanwhile. */
static enum err read_all(int fd, size_t expected, struct pages *p)
{
	/* The end is seen by reading once more, so there is room behind it. */
	pages_reserve(p, expected > 0 ? (expected / PAGE + 1) * PAGE : READ_STEP);
	for (;;) {
		if (p->len == p->cap)
			pages_reserve(p, p->cap * 2);
		ssize_t n = read(fd, p->data + p->len, p->cap - p->len);
		if (n > 0)
			p->len += (size_t)n;
		else if (n == 0)
			return OK;
		else if (errno != EINTR)
			return err_from_errno(errno);
	}
}

char *zf_file_path(struct span path, const char *from)
{
	const char *slash = from != NULL && path.data[0] != '/' ? strrchr(from, '/') : NULL;
	return mem_printf("%.*s%.*s", slash != NULL ? (int)(slash - from + 1) : 0,
	                  slash != NULL ? from : "", (int)path.len, (const char *)path.data);
}

static enum err map_all(int fd, size_t size, struct pages *p)
{
	void *data = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
	if (data == MAP_FAILED)
		return err_from_errno(errno);
	*p = (struct pages){.data = data, .len = size, .cap = size, .is_mapped = true};
	return OK;
}

static enum err get_all(const char *path, bool map, struct pages *p)
{
	bool standard = strcmp(path, "-") == 0;
	struct stat st;
	int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	enum err e = fstat(fd, &st) == 0 ? OK : err_from_errno(errno);
	if (e == OK && S_ISDIR(st.st_mode))
		e = E_ISDIR;
	size_t size = e == OK && S_ISREG(st.st_mode) ? (size_t)st.st_size : 0;
	if (e == OK && map && size > 0 && !standard)
		e = map_all(fd, size, p);
	else if (e == OK)
		e = read_all(fd, size, p);
	if (!standard)
		close(fd);
	return e;
}

static enum err open_file(struct zf_text *out, struct span path, const char *from, bool map)
{
	struct pages p = {0};
	if (path.len > 4095 || memchr(path.data, 0, path.len) != NULL)
		return E_INVALID;
	char *name = zf_file_path(path, from);
	enum err e = get_all(name, map, &p);
	if (e != OK) {
		pages_free(&p);
		mem_free(name);
		return e;
	}
	size_t mapped = p.is_mapped ? p.cap : 0;
	mem_account(MEM_PARSE, (int64_t)mapped);
	*out = (struct zf_text){
		.text = span_of(p.data, p.len), .name = name, .handle = (void *)(uintptr_t)mapped};
	return OK;
}

static enum err file_open(void *arg UNUSED, struct zf_text *out, struct span path, const char *from)
{
	return open_file(out, path, from, false);
}

static enum err mapped_open(void *arg UNUSED, struct zf_text *out, struct span path,
                            const char *from)
{
	return open_file(out, path, from, true);
}

static void file_close(void *arg UNUSED, struct zf_text *file)
{
	size_t mapped = (size_t)(uintptr_t)file->handle;
	struct pages p = {(uint8_t *)(uintptr_t)file->text.data, 0, mapped, mapped > 0};
	mem_account(MEM_PARSE, -(int64_t)mapped);
	pages_free(&p);
	mem_free(file->name);
}

const struct zf_source zf_file_source = {.open = file_open, .close = file_close};
const struct zf_source zf_mapped_source = {.open = mapped_open, .close = file_close};
