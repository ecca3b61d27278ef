/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts of error codes.  Everything here derives from err.def; nothing else may hold a message. */

#include "base/err.h"

#include <errno.h>
#include <stdbool.h>

static const char *const texts[] = {
#define ERR(name, message) [name - ERR_FLOOR] = message,
#include "base/err.def"
#undef ERR
};

static const char *const names[] = {
#define ERR(name, message) [name - ERR_FLOOR] = #name,
#include "base/err.def"
#undef ERR
};

static bool is_known(enum err code)
{
	return code > ERR_FLOOR && code < ERR_CEILING;
}

const char *err_text(enum err code)
{
	if (code == OK)
		return "OK";
	return is_known(code) ? texts[code - ERR_FLOOR] : "unknown error";
}

const char *err_name(enum err code)
{
	if (code == OK)
		return "OK";
	return is_known(code) ? names[code - ERR_FLOOR] : "E_UNKNOWN";
}

enum err err_from_errno(int errnum)
{
	switch (errnum) {
	case 0:
		return OK;
	case ENOENT:
		return E_NOFILE;
	case EEXIST:
		return E_EXISTS;
	case EISDIR:
		return E_ISDIR;
	case EACCES:
	case EPERM:
		return E_PERM;
	case ETIMEDOUT:
		return E_TIMEOUT;
	case ECONNREFUSED:
		return E_CONNREFUSED;
	case ECONNRESET:
	case EPIPE:
		return E_CONNRESET;
	case ENETUNREACH:
	case EHOSTUNREACH:
		return E_UNREACHABLE;
	case EADDRINUSE:
		return E_ADDRINUSE;
	case EADDRNOTAVAIL:
		return E_ADDRNOTAVAIL;
	case EINVAL:
		return E_INVALID;
	case EAGAIN:
		return E_AGAIN;
	case EBUSY:
		return E_BUSY;
	case ENOSPC:
	case ENOBUFS:
		return E_SPACE;
	case ENOTSUP:
		return E_NOTSUP;
	default:
		return E_IO;
	}
}
