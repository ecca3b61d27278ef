/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fatal-signal line.  Only async-signal-safe calls: the line is put together by hand in a stack
 * buffer and written once.  backtrace() is called at installation so that its library is loaded
 * before any handler needs it.
 */

#include "base/crash.h"

#include <execinfo.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

static const char *program_name = "?";
static const char *program_version = "?";
static int second_fd = -1;
static __thread const char *thread_role;
static __thread const char *thread_work;

struct line {
	char buf[1024];
	size_t len;
};

static void put(struct line *l, const char *s)
{
	while (*s != '\0' && l->len < sizeof(l->buf) - 1)
		l->buf[l->len++] = *s++;
}

static void put_number(struct line *l, uintptr_t v, unsigned base)
{
	char digits[20];
	size_t n = 0;
	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v > 0 && n < sizeof(digits));
	while (n > 0 && l->len < sizeof(l->buf) - 1)
		l->buf[l->len++] = digits[--n];
}

static void write_out(int fd, const struct line *l)
{
	ssize_t done = write(fd, l->buf, l->len);
	(void)done; /* nothing left to try */
}

static void handler(int sig)
{
	struct line l = {.len = 0};
	void *frames[24];
	put(&l, program_name);
	put(&l, " ");
	put(&l, program_version);
	put(&l, ": fatal signal ");
	put_number(&l, (uintptr_t)sig, 10);
	put(&l, ", thread ");
	put(&l, thread_role != NULL ? thread_role : "main");
	if (thread_work != NULL) {
		put(&l, ", at ");
		put(&l, thread_work);
	}
	put(&l, ", from");
	int n = backtrace(frames, (int)ARRAY_LEN(frames));
	for (int i = 1; i < n; i++) {
		put(&l, " 0x");
		put_number(&l, (uintptr_t)frames[i], 16);
	}
	put(&l, "\n");
	write_out(STDERR_FILENO, &l);
	if (second_fd >= 0)
		write_out(second_fd, &l);
	/* SA_RESETHAND put the default action back: this one dumps core. */
	raise(sig);
}

void crash_install(const char *program, const char *version, int fd)
{
	static const int fatal[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
	void *frame;
	program_name = program;
	program_version = version;
	second_fd = fd;
	backtrace(&frame, 1);
	struct sigaction sa;
	memset(&sa, 0, sizeof(sa));
	sa.sa_handler = handler;
	sa.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
	for (size_t i = 0; i < ARRAY_LEN(fatal); i++)
		sigaction(fatal[i], &sa, NULL);
}

void crash_set_role(const char *role)
{
	thread_role = role;
}

void crash_set_work(const char *work)
{
	thread_work = work;
}
