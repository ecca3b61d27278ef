/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of trust anchors as text: DS and DNSKEY records of one owner in zone file syntax, each
 * perhaps with a comment that tells its state,
 *
 *   . 172800 DNSKEY 257 3 8 AwEAA... ; Valid: ; KeyTag:20326
 *   ; . 172800 DNSKEY 257 3 8 AwEAA... ; AddPend:1467299210 ; KeyTag:12345
 *
 * Keys that are not trusted stand behind "; ", so that other programs do not use them.  Pure: who
 * reads and writes the file is somebody else's business.
 */
#pragma once

#include "resolver/anchors/anchors.h"

enum { KEYFILE_MAX_LEN = 256 << 10 };

/* What is wrong with a file. */
struct keyfile_fault {
	uint32_t line;   /* 0: the file as a whole */
	const char *why; /* static */
};

/*
 * Read a file.
 *
 * out  initialised by this when OK; the caller ends it with anchor_deinit.  Removed keys are left
 *      out: they are forgotten at a restart (resolution contract 4.16)
 * E_MALFORMED  fault says where and what;  E_LIMIT  too long, or too many keys
 * E_NOTFOUND   no key in it
 */
MUST_USE enum err keyfile_read(struct anchor *out, struct span text, struct keyfile_fault *fault);

/* Append what stands behind the ';' of a key's line: its state, since when, and its tag. */
void keyfile_note(struct text *t, const struct anchor_key *k);

/* Append the text of an anchor. */
void keyfile_print(struct text *t, const struct anchor *a);
