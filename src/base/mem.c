/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Heap memory that aborts instead of failing, and counters of bytes by kind.  Counters are relaxed
 * atomics: they are read by people, never by logic.
 */

#include "base/mem.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

static _Atomic int64_t accounts[MEM_KINDS];

static const char *const kind_names[MEM_KINDS] = {
	[MEM_ARENA] = "arena",
	[MEM_ZONE] = "zone",
	[MEM_ZONE_RETIRED] = "zone-retired",
	[MEM_CONNECTION] = "connection",
	[MEM_CACHE] = "answer-cache",
	[MEM_PARSE] = "parse",
	[MEM_RULES] = "rules",
};

void mem_exhausted(size_t size)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "out of memory, %zu bytes\n", size);
	if (n > 0 && write(STDERR_FILENO, line, (size_t)n) < 0)
		abort();
	abort();
}

void *mem_alloc(size_t size)
{
	void *p = malloc(size > 0 ? size : 1);
	if (UNLIKELY(p == NULL))
		mem_exhausted(size);
	return p;
}

void *mem_zalloc(size_t size)
{
	void *p = calloc(1, size > 0 ? size : 1);
	if (UNLIKELY(p == NULL))
		mem_exhausted(size);
	return p;
}

void *mem_calloc(size_t count, size_t size)
{
	void *p = calloc(count > 0 ? count : 1, size > 0 ? size : 1);
	if (UNLIKELY(p == NULL))
		mem_exhausted(count * size);
	return p;
}

void *mem_realloc(void *ptr, size_t size)
{
	void *p = realloc(ptr, size > 0 ? size : 1);
	if (UNLIKELY(p == NULL))
		mem_exhausted(size);
	return p;
}

void *mem_dup(const void *data, size_t size)
{
	void *p = mem_alloc(size);
	if (size > 0)
		memcpy(p, data, size);
	return p;
}

char *mem_strdup(const char *text)
{
	return mem_dup(text, strlen(text) + 1);
}

char *mem_printf(const char *fmt, ...)
{
	char *out = NULL;
	va_list ap;
	va_start(ap, fmt);
	int n = vasprintf(&out, fmt, ap);
	va_end(ap);
	if (n < 0 || out == NULL)
		mem_exhausted(strlen(fmt));
	return out;
}

void mem_free(void *ptr)
{
	free(ptr);
}

void mem_keep_little(void)
{
#ifdef __GLIBC__
	enum { MAPPED_FROM = 384 * 1024, KEPT_ON_TOP = 1024 * 1024 };
	mallopt(M_MMAP_THRESHOLD, MAPPED_FROM);
	mallopt(M_TRIM_THRESHOLD, KEPT_ON_TOP);
#endif
}

void mem_trim(void)
{
#ifdef __GLIBC__
	malloc_trim(0);
#endif
}

void mem_wipe(void *ptr, size_t size)
{
	if (size > 0)
		explicit_bzero(ptr, size);
}

void mem_account(enum mem_kind kind, int64_t bytes)
{
	atomic_fetch_add_explicit(&accounts[kind], bytes, memory_order_relaxed);
}

int64_t mem_accounted(enum mem_kind kind)
{
	return atomic_load_explicit(&accounts[kind], memory_order_relaxed);
}

const char *mem_kind_name(enum mem_kind kind)
{
	return kind < MEM_KINDS ? kind_names[kind] : "unknown";
}
