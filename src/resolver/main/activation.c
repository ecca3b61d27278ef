/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading what a service manager announces.  The sockets themselves are looked at by who uses them.
 */

#include "resolver/main/activation.h"

#include "base/span.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { FIRST = 3, MOST = 1024 };

static bool number(const char *name, long *out)
{
	const char *text = getenv(name);
	char *end;
	if (text == NULL)
		return false;
	*out = strtol(text, &end, 10);
	return *text != '\0' && *end == '\0';
}

static bool kind_of(struct span name, enum option_passed_kind *out)
{
	if (span_is_word(name, "doh") || span_is_word(name, "webmgmt"))
		return false;
	*out = span_is_word(name, "control") ? OPTION_PASSED_CONTROL
	       : span_is_word(name, "tls")   ? OPTION_PASSED_TLS
	                                     : OPTION_PASSED_DNS;
	return true;
}

static int take(struct options *o, long count, const char *names, char *wrong, size_t cap)
{
	for (int i = 0; i < (int)count; i++) {
		struct option_passed p = {.fd = FIRST + i};
		size_t len = strcspn(names, ":");
		if (!kind_of(span_of(names, len), &p.kind)) {
			snprintf(wrong, cap, "socket '%.*s'", (int)len, names);
			return -1;
		}
		VEC_PUSH(&o->passed, p);
		names += len + (names[len] == ':');
	}
	return (int)count;
}

int activation_take(struct options *o, char *wrong, size_t cap)
{
	long pid = 0, count = 0;
	/* Announced to our parent and only inherited: not ours. */
	if (!number("LISTEN_PID", &pid) || pid != getpid() || getenv("LISTEN_FDS") == NULL)
		return 0;
	if (!number("LISTEN_FDS", &count) || count < 0 || count > MOST) {
		snprintf(wrong, cap, "LISTEN_FDS");
		return -1;
	}
	const char *names = getenv("LISTEN_FDNAMES");
	int taken = take(o, count, names != NULL ? names : "", wrong, cap);
	unsetenv("LISTEN_PID");
	unsetenv("LISTEN_FDS");
	unsetenv("LISTEN_FDNAMES");
	return taken;
}
