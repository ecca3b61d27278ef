/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A dialogue of commands and replies (configuration contract section 2).  A line is a command; its
 * reply is a text, a line end and a prompt.  Several lines that came together are one command where
 * none of them is by itself (for ... do / end).  Behind the command "__binary" a reply is its
 * length in four octets, the highest first, and the text.  Octets come and go by the caller; shared
 * by the control sockets and the console.
 *
 * Owner: the caller of session_init.  Thread: the script's.
 */
#pragma once

#include "base/text.h"
#include "resolver/script/script.h"

#include <stdio.h>

enum {
	SESSION_LINE_MAX = 1 << 20,   /* octets of a command */
	SESSION_REPLY_FULL = 1 << 16, /* replies of this size are sent before more is done */
	/* of a command of several lines */
	SESSION_LINES_MAX = 1000,
	SESSION_JOINED_MAX = 1 << 16,
};

struct session {
	struct script *script;
	struct text
		line; /* of a command that is not complete; several lines have line ends between */
	struct text left; /* lines that turned out to be commands of their own */
	unsigned joined;  /* line ends in line */
	unsigned apart; /* lines to come that are commands of their own, whatever they look like */
	FILE *record;
	FILE *errors; /* where errors go instead of into replies; NULL */
	bool waits;   /* an unfinished command waits for more lines, however long they take */
	bool quiet;
	bool binary;
	bool ends_line; /* a line end belongs to "__binary", which came without */
};

/*
 * quiet   no prompts
 * record  where commands and replies are written too, for accountability (borrowed); NULL
 *
 * errors and waits may be set afterwards.
 */
void session_init(struct session *s, struct script *script, bool quiet, FILE *record);
void session_deinit(struct session *s);

/* What to send first. */
void session_greet(struct session *s, struct text *reply);

/*
 * Octets have come: carry out the commands that they complete, and append what they give.
 *
 * octets  what is left of them: some, when the reply is so long that it should be sent first.  They
 *         may be the session's then, good until its next call
 * returns false when a line is too long: the dialogue is over
 */
bool session_take(struct session *s, struct span *octets, struct text *reply);

/* No more octets will come: a last command without line end is carried out. */
void session_finish(struct session *s, struct text *reply);
