/* SPDX-License-Identifier: BSD-2-Clause */
/* One question, one answer. */

#include "server/transfer/notify.h"

#include "base/rand.h"
#include "report/log.h"
#include "server/transfer/notify_message.h"
#include "server/transfer/question.h"

enum { MESSAGE_MAX = 2048 };

static void log_result(const struct notify_plan *plan, const struct question *q,
                       const struct question_answer *answer)
{
	const char *again = plan->is_retry ? "retry, " : "", *zone = plan->conf->text;
	char peer[PEER_TEXT_MAX];
	question_peer(peer, q, answer);
	if (answer->err != OK) {
		log_line(SEV_WARNING, LOG_ZONE, zone, "notify, outgoing, remote %s, %sfailed (%s)",
		         peer, again, err_text(answer->err));
	} else if (answer->rcode != RCODE_NOERROR) {
		const char *name = msg_rcode_name(answer->rcode);
		log_line(SEV_WARNING, LOG_ZONE, zone,
		         "notify, outgoing, remote %s, %sserver responded with error '%s'", peer,
		         again, name != NULL ? name : "unknown");
	} else {
		log_line(SEV_INFO, LOG_ZONE, zone, "notify, outgoing, remote %s, %sserial %u", peer,
		         again, plan->version->serial.value);
	}
}

enum err notify_send(const struct notify_plan *plan)
{
	const struct question q = {
		.remote = plan->remote, .address = plan->address, .terms = plan->terms};
	struct question_answer answer = {0};
	uint8_t message[MESSAGE_MAX];
	size_t len = 0;
	answer.err = notify_write(plan->version, rand_u16(), message, sizeof(message), &len);
	if (answer.err == OK)
		answer.err = question_ask(&answer, &q, message, len, sizeof(message), NULL, NULL);
	log_result(plan, &q, &answer);
	return answer.err;
}
