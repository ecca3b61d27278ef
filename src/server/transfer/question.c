/* SPDX-License-Identifier: BSD-2-Clause */
/* A connection on which something went wrong is not used again. */

#include "server/transfer/question.h"

#include "base/clock.h"

struct asking {
	struct question_answer *out;
	struct tsig_state *tsig; /* NULL: not signed */
	enum err (*take)(void *ctx, const struct msg *answer);
	void *ctx;
	enum err err;
};

static enum err judge(struct asking *a, struct span answer)
{
	struct msg m;
	uint16_t tsig_error = 0;
	if (msg_parse(&m, answer) != OK || !(m.flags & MSG_QR))
		return E_XFR;
	a->out->rcode = msg_rcode(&m);
	/* A server that does not know our key cannot sign that it does not. */
	if (a->out->rcode != RCODE_NOERROR)
		return OK;
	if (a->tsig != NULL)
		TRY(tsig_verify(a->tsig, &m, clock_wall(), &tsig_error));
	return a->take != NULL ? a->take(a->ctx, &m) : OK;
}

static enum transfer_next on_answer(void *ctx, struct span answer)
{
	struct asking *a = ctx;
	a->err = judge(a, answer);
	return TRANSFER_DONE;
}

static enum err ask(struct asking *a, const struct question *q, struct span message)
{
	const struct talk_options options = {
		.to = q->remote->addresses[q->address],
		.from = remote_via(q->remote, q->address),
		.terms = q->terms,
	};
	struct talk *t = talk_new(&options);
	enum err e = talk_ask(t, message, on_answer, a);
	a->out->is_pooled = talk_is_pooled(t);
	if (a->err != OK || a->out->rcode != RCODE_NOERROR)
		talk_hang_up(t);
	talk_free(t);
	return e != OK ? e : a->err;
}

enum err question_ask(struct question_answer *out, const struct question *q, uint8_t *message,
                      size_t len, size_t cap, enum err (*take)(void *ctx, const struct msg *answer),
                      void *ctx)
{
	struct tsig_state tsig;
	struct asking a = {.out = out, .take = take, .ctx = ctx};
	*out = (struct question_answer){0};
	if (q->remote->key != NULL) {
		tsig_init(&tsig, &q->remote->key->key);
		a.tsig = &tsig;
		out->err = tsig_sign(&tsig, message, &len, cap, clock_wall(), 0);
	}
	if (out->err == OK)
		out->err = ask(&a, q, span_of(message, len));
	if (a.tsig != NULL)
		tsig_deinit(&tsig);
	return out->err;
}

void question_peer(char out[PEER_TEXT_MAX], const struct question *q,
                   const struct question_answer *answer)
{
	peer_text(out, &q->remote->addresses[q->address],
	          answer->is_pooled ? PEER_TCP_POOL : PEER_TCP,
	          q->remote->key != NULL ? &q->remote->key->key : NULL);
}
