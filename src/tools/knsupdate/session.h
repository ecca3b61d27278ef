/* SPDX-License-Identifier: BSD-2-Clause */
/* What commands of knsupdate work on: the update, where it goes, what came back. */
#pragma once

#include "tools/cli/lookup_run.h"
#include "tools/knsupdate/params.h"
#include "tools/knsupdate/request.h"

struct session {
	const struct knsupdate_params *params;
	struct lookup_net *net;
	struct server_arg server;
	struct addr local; /* family 0: any */
	bool has_key;
	struct tsig_key key;
	struct request request;
	uint8_t *answer; /* the last; NULL: none yet */
	size_t answer_len;
	bool is_over; /* quit was said */
};

void session_init(struct session *s, const struct knsupdate_params *params, struct lookup_net *net);
void session_deinit(struct session *s);

/*
 * Send the update and wait for the answer, which is printed if it tells of a failure.
 *
 * E_INVALID  it failed; that was printed
 */
MUST_USE enum err session_send(struct session *s);

/* Print the update as it would be sent, and the last answer. */
void session_show(const struct session *s);
void session_show_answer(const struct session *s);
