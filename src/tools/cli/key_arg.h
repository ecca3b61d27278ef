/* SPDX-License-Identifier: BSD-2-Clause */
/* TSIG keys from files: one line "[alg:]name:base64". */
#pragma once

#include "sec/tsig.h"

/*
 * Read a key file; "-" is standard input.
 *
 * E_NOFILE and others of err_from_errno  cannot be read;  those of tsig_key_parse
 */
MUST_USE enum err key_file_read(struct tsig_key *out, const char *path);
