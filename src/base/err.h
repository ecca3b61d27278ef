/* SPDX-License-Identifier: BSD-2-Clause */
/* The one error enum.  Codes and messages come from err.def; OK is 0, all others are negative. */
#pragma once

#include "base/attr.h"

enum err {
	/* Counts up from a floor so that every row of err.def is negative and OK is zero. */
	ERR_FLOOR = -1000,
#define ERR(name, message) name,
#include "base/err.def"
#undef ERR
	ERR_CEILING,
	OK = 0,
};

/*
 * The message of a code, as shown to users ("not exists"); never NULL.
 *
 * An unknown code gives "unknown error".
 */
const char *err_text(enum err code) PURE;

/* The enum word of a code ("E_NOTFOUND"), for tests and debug output; never NULL. */
const char *err_name(enum err code) PURE;

/*
 * The code that stands for a system error number (ENOENT -> E_NOFILE ...); E_IO when none fits.
 *
 * errnum  positive errno value
 */
enum err err_from_errno(int errnum);
