/* SPDX-License-Identifier: BSD-2-Clause */
/* Sending and showing.  Once an answer came, whatever it says, the next update begins empty. */

#include "tools/knsupdate/session.h"

#include "base/mem.h"
#include "tools/cli/message_print.h"
#include "tools/cli/notice.h"

#include <stdio.h>

enum { UDP_MOST = 512 }; /* octets; larger updates go over TCP */

void session_init(struct session *s, const struct knsupdate_params *params, struct lookup_net *net)
{
	*s = (struct session){.params = params, .net = net};
	snprintf(s->server.host, sizeof(s->server.host), "127.0.0.1");
	if (params->has_key) {
		s->has_key = true;
		s->key = params->key;
	}
	request_init(&s->request);
}

void session_deinit(struct session *s)
{
	request_deinit(&s->request);
	tsig_key_wipe(&s->key);
	mem_free(s->answer);
}

/* ---- showing ---- */

static void print(struct span wire)
{
	struct msg m;
	struct text t;
	const struct message_style style = message_style_default();
	if (msg_parse(&m, wire) != OK)
		return;
	text_init(&t);
	message_print(&t, &m, &style);
	fputs(t.buf, stdout);
	text_deinit(&t);
}

void session_show(const struct session *s)
{
	uint8_t *buf = mem_alloc(MSG_MAX_LEN);
	size_t len = 0;
	printf("Update query:\n");
	if (request_write(&s->request, buf, MSG_MAX_LEN, &len) == OK)
		print(span_of(buf, len));
	else
		notice_error("the update does not fit into a message");
	printf("\n");
	mem_free(buf);
}

void session_show_answer(const struct session *s)
{
	static const uint8_t none[MSG_HEADER_LEN] = {[2] = OPCODE_UPDATE << 3};
	printf("Answer:\n");
	print(s->answer != NULL ? span_of(s->answer, s->answer_len) : span_of(none, sizeof(none)));
}

/* ---- sending ---- */

static enum err message_make(const struct session *s, struct lookup_message *m)
{
	size_t room = s->has_key ? tsig_room(&s->key) : 0;
	enum err e = request_write(&s->request, m->wire, sizeof(m->wire) - room, &m->len);
	if (e == OK && s->has_key) {
		tsig_init(&m->tsig, &s->key);
		e = tsig_sign(&m->tsig, m->wire, &m->len, sizeof(m->wire), clock_wall(), 0);
		if (e != OK)
			tsig_deinit(&m->tsig);
	}
	if (e != OK)
		notice_error("failed to make the update (%s)", err_text(e));
	return e;
}

static enum err ask(struct session *s, const struct lookup_message *m, struct lookup_answer *answer)
{
	struct addr_list servers = {0};
	const char *reason = NULL;
	const struct knsupdate_params *p = s->params;
	bool tcp = p->tcp || m->len > UDP_MOST;
	unsigned tries = tcp ? 1 : p->retries + 1;
	const struct lookup_how how = {
		.from = addr_family(&s->local) != AF_UNSPEC ? &s->local : NULL,
		.timeout_ms = p->timeout_s * 1000 / tries,
		.retries = p->retries,
		.tcp = tcp,
	};
	enum err e = server_resolve(&servers, &s->server, p->port, AF_UNSPEC, &reason);
	if (e != OK) {
		notice_error("%s for %s@%s", reason, s->server.host,
		             s->server.service[0] != '\0' ? s->server.service : p->port);
		return e;
	}
	notice_debug("sending packet");
	e = lookup_ask(s->net, answer, m, &servers, &how, NULL, NULL);
	VEC_FREE(&servers.addrs);
	if (e != OK)
		notice_error("failed to send update (%s)", err_text(e));
	return e;
}

/* Is the answer a good one? */
static enum err judge(struct session *s, struct lookup_message *m)
{
	struct msg reply;
	uint16_t error;
	if (msg_parse(&reply, span_of(s->answer, s->answer_len)) != OK) {
		notice_error("failed to parse the answer (%s)", msg_fault_text(reply.fault));
		return E_INVALID;
	}
	enum err e = s->has_key ? tsig_verify(&m->tsig, &reply, clock_wall(), &error) : OK;
	if (e != OK) {
		notice_error("reply verification (%s)", err_text(e));
	} else if (message_rcode(&reply) != RCODE_NOERROR) {
		struct text rcode;
		text_init(&rcode);
		rcode_print(&rcode, message_rcode(&reply));
		notice_error("update failed with error '%s'", rcode.buf);
		text_deinit(&rcode);
	} else {
		return OK;
	}
	print(reply.wire);
	return E_INVALID;
}

enum err session_send(struct session *s)
{
	struct lookup_answer answer;
	if (s->request.zone.len == 0) {
		notice_error("no zone specified");
		return E_INVALID;
	}
	struct lookup_message *m = mem_alloc(sizeof(*m));
	enum err e = message_make(s, m);
	if (e != OK) {
		mem_free(m);
		return E_INVALID;
	}
	e = ask(s, m, &answer);
	if (e == OK) {
		mem_free(s->answer);
		s->answer = answer.wire;
		s->answer_len = answer.len;
		e = judge(s, m);
		request_clear(&s->request);
	}
	if (s->has_key)
		tsig_deinit(&m->tsig);
	mem_free(m);
	return e == OK ? OK : E_INVALID;
}
