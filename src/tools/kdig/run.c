/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One query of kdig.  An RCODE is an answer like any other; failure is no answer, a broken one, or
 * one whose signature does not verify.
 */

#include "tools/kdig/run.h"

#include "tools/cli/message_json.h"
#include "tools/cli/notice.h"

#include <stdio.h>
#include <time.h>

enum { BADCOOKIE_TRIES = 10 };

struct lookup_how kdig_how(const struct kdig_query *q)
{
	return (struct lookup_how){
		.from = addr_family(&q->local) != AF_UNSPEC ? &q->local : NULL,
		.timeout_ms = q->timeout_ms,
		.retries = q->retries,
		.tcp = q->tcp,
		.keep_truncated = q->keep_truncated,
		.keep_open = q->keep_open,
		.fast_open = q->fast_open,
	};
}

/* ---- output ---- */

void kdig_put_when(struct text *t, const char *preposition, const struct addr *server, bool tcp,
                   int64_t ns)
{
	char date[64] = "";
	struct tm tm;
	time_t now = (time_t)clock_wall().s;
	if (localtime_r(&now, &tm) != NULL &&
	    strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S %Z", &tm) == 0)
		date[0] = '\0';
	text_printf(t, ";; Time %s\n;; %s ", date, preposition);
	lookup_print_server(t, server, tcp);
	text_printf(t, " in %.1f ms\n", (double)ns / NS_PER_MS);
}

void kdig_print_sent(void *ctx, const struct addr *server, bool tcp, int64_t ns)
{
	const struct kdig_sent *s = ctx;
	const struct kdig_query *q = s->query;
	struct msg m;
	struct text t;
	struct name shown;
	text_init(&t);
	name_copy(&shown, q->lookup.qname.len > 0 ? q->lookup.qname.wire : name_root);
	name_print(&t, shown.wire);
	notice_debug("querying for owner(%s), class(%u), type(%u)", t.buf, q->lookup.class_,
	             q->lookup.type);
	text_reset(&t);
	if (q->qr && !q->json && !q->short_ &&
	    msg_parse(&m, span_of(s->message->wire, s->message->len)) == OK) {
		message_print(&t, &m, &q->style);
		if (q->stats) {
			text_printf(&t, "\n;; Sent %zu B\n", s->message->len);
			kdig_put_when(&t, "To", server, tcp, ns);
		}
		text_put(&t, "\n");
	}
	fwrite(t.buf, 1, t.len, stdout);
	fflush(stdout);
	text_deinit(&t);
}

static void put_json(struct text *t, const struct kdig_query *q,
                     const struct lookup_message *message, const struct msg *reply)
{
	struct json j;
	struct msg query;
	json_init(&j, t);
	if (q->qr && msg_parse(&query, span_of(message->wire, message->len)) == OK) {
		json_object_begin(&j, NULL);
		message_json(&j, "queryMessage", &query, clock_wall(), &q->style);
		message_json(&j, "responseMessage", reply, clock_wall(), &q->style);
		json_object_end(&j);
	} else {
		message_json(&j, NULL, reply, clock_wall(), &q->style);
	}
	text_put(t, "\n");
}

static void print_answer(const struct kdig_query *q, const struct lookup_message *message,
                         const struct msg *m, const struct lookup_answer *answer)
{
	struct text t;
	if (q->print != NULL) {
		q->print(q, m);
		return;
	}
	text_init(&t);
	if (q->json) {
		put_json(&t, q, message, m);
	} else if (q->short_) {
		message_print_short(&t, m, &q->style);
	} else {
		message_print(&t, m, &q->style);
		if (q->stats) {
			text_printf(&t, "\n;; Received %zu B\n", answer->len);
			kdig_put_when(&t, "From", &answer->server, answer->tcp, answer->elapsed_ns);
		}
	}
	fwrite(t.buf, 1, t.len, stdout);
	text_deinit(&t);
}

/* ---- asking ---- */

static void warn_about(const struct lookup_answer *answer, const char *what, const char *why)
{
	struct text server;
	text_init(&server);
	lookup_print_server(&server, &answer->server, answer->tcp);
	notice_warning("%s %s (%s)", what, server.buf, why);
	text_deinit(&server);
}

/* What the user should know about an answer beside its content; false: it does not verify. */
static bool check_answer(const struct kdig_query *q, struct lookup_message *message,
                         const struct msg *m, const struct lookup_answer *answer)
{
	uint16_t error = 0;
	if (m->qname.len == 0 && q->lookup.qname.len > 0)
		notice_warning("response doesn't have question section");
	if (q->lookup.key == NULL)
		return true;
	enum err e = tsig_verify(&message->tsig, m, clock_wall(), &error);
	if (e != OK)
		warn_about(answer, "reply verification for", err_text(e));
	return e == OK;
}

/* After BADCOOKIE: take the cookie received for the next query (RFC 7873 section 5.3). */
static bool take_cookie(struct kdig_query *q, const struct msg *m)
{
	struct lookup_edns *e = &q->lookup.edns;
	bool found = false;
	if (!q->badcookie || msg_rcode(m) != RCODE_BADCOOKIE || !m->edns.present)
		return false;
	struct span cookie = edns_find(&m->edns, EDNS_COOKIE, &found);
	if (!found || cookie.len <= 8 || cookie.len > sizeof(e->cookie))
		return false;
	memcpy(e->cookie, cookie.data, cookie.len);
	e->cookie_len = (uint8_t)cookie.len;
	return true;
}

enum outcome { ANSWERED, UNANSWERED, UNUSABLE, AGAIN };

static enum outcome use_answer(struct kdig_query *q, struct lookup_message *message,
                               const struct lookup_answer *answer, bool last)
{
	struct msg m;
	if (msg_parse(&m, span_of(answer->wire, answer->len)) != OK) {
		warn_about(answer, "malformed reply from", msg_fault_text(m.fault));
		return UNUSABLE;
	}
	if (!last && take_cookie(q, &m)) {
		warn_about(answer, "bad cookie from", "retrying with the received one");
		return AGAIN;
	}
	bool verified = check_answer(q, message, &m, answer);
	print_answer(q, message, &m, answer);
	return verified ? ANSWERED : UNUSABLE;
}

static enum outcome ask_once(struct lookup_net *net, struct kdig_query *q,
                             const struct addr_list *servers, bool last)
{
	struct lookup_message *message = mem_alloc(sizeof(*message));
	struct kdig_sent sent = {.query = q, .message = message};
	struct lookup_how how = kdig_how(q);
	struct lookup_answer answer;
	enum outcome outcome = UNANSWERED;
	if (lookup_make(message, &q->lookup) != OK) {
		notice_error("can't create query packet");
		mem_free(message);
		return UNUSABLE;
	}
	if (lookup_ask(net, &answer, message, servers, &how, kdig_print_sent, &sent) == OK) {
		outcome = use_answer(q, message, &answer, last);
		mem_free(answer.wire);
	}
	if (q->lookup.key != NULL)
		tsig_deinit(&message->tsig);
	mem_free(message);
	return outcome;
}

static enum outcome ask(struct lookup_net *net, struct kdig_query *q,
                        const struct addr_list *servers)
{
	enum outcome outcome = AGAIN;
	if (lookup_is_transfer(&q->lookup) && q->tcp) {
		for (size_t i = 0; i < servers->addrs.count; i++)
			if (kdig_run_transfer(net, q, &servers->addrs.items[i]))
				return ANSWERED;
		return UNANSWERED;
	}
	for (int i = 0; i < BADCOOKIE_TRIES && outcome == AGAIN; i++)
		outcome = ask_once(net, q, servers, i + 1 == BADCOOKIE_TRIES);
	return outcome;
}

static const struct server_list *
servers_of(const struct kdig_query *q, const struct kdig_params *params, struct server_list *system)
{
	if (q->servers.args.count > 0)
		return &q->servers;
	if (params->defaults.servers.args.count > 0)
		return &params->defaults.servers;
	servers_of_system(system, "/etc/resolv.conf");
	return system;
}

static const char *service_of(const struct kdig_query *q, const struct server_arg *arg)
{
	if (arg->service[0] != '\0')
		return arg->service;
	return q->port[0] != '\0' ? q->port : "53";
}

bool kdig_run(struct lookup_net *net, struct kdig_query *q, const struct kdig_params *params)
{
	struct server_list system = {0};
	const struct server_list *list = servers_of(q, params, &system);
	enum outcome outcome = UNANSWERED;
	bool asked = false;
	q->lookup.key = q->has_key ? &q->key : NULL;
	for (size_t i = 0; i < list->args.count && outcome == UNANSWERED; i++) {
		const struct server_arg *arg = &list->args.items[i];
		struct addr_list addrs = {0};
		const char *reason = "";
		if (q->family == AF_MAX)
			break;
		const char *service = service_of(q, arg);
		if (server_resolve(&addrs, arg, service, q->family, &reason) != OK) {
			notice_error("%s for %s@%s", reason, arg->host, service);
			continue;
		}
		asked = true;
		outcome = ask(net, q, &addrs);
		if (outcome == UNANSWERED)
			notice_error("failed to query server %s@%s(%s)", arg->host,
			             arg->host[0] == '/' ? "UNIX" : service,
			             q->tcp ? "TCP" : "UDP");
		VEC_FREE(&addrs.addrs);
	}
	if (!asked)
		notice_warning("no servers to query");
	VEC_FREE(&system.args);
	return outcome == ANSWERED;
}
