/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Forwarding.  A signature that was verified here ends here, and the primary gets ours if we share
 * a key with it; one that could not be verified goes through untouched (RFC 8945 section 5.5).  The
 * job waits on a loop of its own.
 */

#include "server/jobs/ddns_forward.h"

#include "base/rand.h"
#include "client/retry.h"
#include "report/log.h"
#include "server/transfer/ddns_request.h"
#include "server/transfer/peer_text.h"

enum { CONNECTIONS = 16, PIPELINE = 64 };

struct forwarding {
	struct job *job;
	const struct conf_remote *primary;
	uv_loop_t loop;
	struct exchanger *exchanger;
	struct addr from; /* source, family 0: any */
	size_t waiting;
	bool is_pooled; /* the last went over a connection that was kept */
	uint16_t next_id;
	size_t failed;
};

/* One request on its way. */
struct forwarded {
	struct forwarding *of;
	struct ddns_request *request;
	struct tsig_state tsig;
	bool is_signed; /* by us, with the primary's key */
	size_t len;
	uint8_t message[MSG_MAX_LEN];
};

/* The message for the primary, under an id of ours (RFC 2136 section 6.2). */
static enum err message_make(struct forwarded *f)
{
	const struct ddns_request *r = f->request;
	const struct conf_key *key = f->of->primary->key;
	struct msg m;
	TRY(msg_parse(&m, span_of(r->message, r->len)));
	f->len = r->len;
	memcpy(f->message, r->message, r->len);
	if (r->is_signed && m.tsig_at != 0) {
		f->len = m.tsig_at;
		wire_set_u16(f->message + 10, (uint16_t)(m.count[SECTION_ADDITIONAL] - 1));
	}
	wire_set_u16(f->message, f->of->next_id++);
	if (key == NULL || (m.tsig_at != 0 && !r->is_signed))
		return OK;
	tsig_init(&f->tsig, &key->key);
	f->is_signed = true;
	return tsig_sign(&f->tsig, f->message, &f->len, sizeof(f->message), clock_wall(), 0);
}

static void forwarded_free(struct forwarded *f)
{
	if (f->is_signed)
		tsig_deinit(&f->tsig);
	mem_free(f);
}

static void fail(struct forwarded *f)
{
	f->of->failed++;
	f->request->rcode = RCODE_SERVFAIL;
	ddns_request_answer(f->request);
}

static enum err check(struct forwarded *f, struct span reply)
{
	struct msg m;
	uint16_t error;
	TRY(msg_parse(&m, reply));
	return f->is_signed ? tsig_verify(&f->tsig, &m, clock_wall(), &error) : OK;
}

static void log_failed(const struct forwarding *f, const struct addr *to, enum err e)
{
	char peer[PEER_TEXT_MAX];
	peer_text(peer, to, PEER_TCP, f->primary->key != NULL ? &f->primary->key->key : NULL);
	log_line(SEV_WARNING, LOG_ZONE, f->job->zone->text,
	         "DDNS, outgoing, remote %s, failed to forward (%s)", peer, err_text(e));
}

static void on_done(void *ctx, const struct retry_result *result)
{
	struct forwarded *f = ctx;
	struct forwarding *of = f->of;
	enum err e = result->err;
	if (e == OK)
		e = check(f, result->reply);
	if (e == OK) {
		/* What we signed and stripped, the client cannot check: it gets no signature. */
		of->is_pooled = result->pooled;
		ddns_request_relay(f->request, result->reply);
	} else {
		log_failed(of, result->server, e);
		fail(f);
	}
	forwarded_free(f);
	if (--of->waiting == 0)
		uv_stop(&of->loop);
}

static void begin(struct forwarding *of, struct ddns_request *r)
{
	struct forwarded *f = mem_alloc(sizeof(*f));
	f->of = of;
	f->request = r;
	f->is_signed = false;
	enum err e = message_make(f);
	if (e != OK) {
		log_failed(of, &of->primary->addresses[0], e);
		fail(f);
		forwarded_free(f);
		return;
	}
	const struct retry_plan plan = {
		.servers = of->primary->addresses,
		.server_count = of->primary->address_count,
		.from = addr_family(&of->from) != AF_UNSPEC ? &of->from : NULL,
		.message = span_of(f->message, f->len),
		.try_ms = of->job->conf->server.tcp_remote_io_timeout_ms,
		.tcp = true,
		.fast_open = of->job->conf->server.tcp_fastopen,
		.keep_id = true,
	};
	const struct retry_events events = {.done = on_done, .ctx = f};
	of->waiting++;
	retry_start(of->exchanger, &of->loop, &plan, &events);
}

static void forward(struct forwarding *of, struct list *requests)
{
	static const struct exchanger_limits limits = {
		.max_tcp = CONNECTIONS, .max_pipeline = PIPELINE, .idle_ms = 1000};
	const struct jobs_env *env = of->job->env;
	const struct addr *from = remote_via(of->primary, 0);
	if (from != NULL)
		of->from = *from;
	of->next_id = rand_u16();
	uv_loop_init(&of->loop);
	of->exchanger = exchanger_new(&of->loop, &limits);
	exchanger_remember(of->exchanger, env->connections, env->unreached);
	while (!list_is_empty(requests)) {
		struct list *link = requests->next;
		list_remove(link);
		begin(of, LIST_ITEM(link, struct ddns_request, link));
	}
	if (of->waiting > 0)
		uv_run(&of->loop, UV_RUN_DEFAULT);
	/* A reply that did not verify leaves no connection that anyone should trust. */
	if (of->failed > 0)
		exchanger_remember(of->exchanger, NULL, NULL);
	exchanger_close(of->exchanger, NULL, NULL);
	uv_run(&of->loop, UV_RUN_DEFAULT);
	uv_loop_close(&of->loop);
}

void job_ddns_forward(struct job *j, struct list *requests)
{
	struct forwarding of = {.job = j, .primary = zone_conf_ddns_primary(j->zone)};
	size_t count = 0;
	LIST_EACH (it, requests)
		count++;
	if (of.primary == NULL) {
		/* The zone is its own primary since; what was not verified must not be done. */
		LIST_EACH_SAFE (it, requests) {
			struct ddns_request *r = LIST_ITEM(it, struct ddns_request, link);
			list_remove(it);
			r->rcode = RCODE_SERVFAIL;
			ddns_request_answer(r);
		}
		return;
	}
	forward(&of, requests);
	char peer[PEER_TEXT_MAX];
	peer_text(peer, &of.primary->addresses[0], of.is_pooled ? PEER_TCP_POOL : PEER_TCP,
	          of.primary->key != NULL ? &of.primary->key->key : NULL);
	log_line(SEV_INFO, LOG_ZONE, j->zone->text,
	         "DDNS, outgoing, remote %s, forwarded %zu updates", peer, count - of.failed);
}
