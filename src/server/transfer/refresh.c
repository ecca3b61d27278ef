/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One refresh: serial, decision, changes, and when these fail the whole zone, over one connection
 * as long as it is good.  Whatever the peer sends is judged by xfr_in.h; here is only the order.
 */

#include "server/transfer/refresh.h"

#include "base/rand.h"
#include "report/log.h"
#include "server/transfer/primary_query.h"
#include "server/transfer/xfr_in.h"
#include "server/zone/diff.h"

enum {
	QUERY_MAX = 2048,
	/* A primary that says so little time is left has lost the zone itself. */
	EXPIRE_MIN_S = 2,
	/*
	 * Changes may take this much more than the zone they are to change; then the whole zone is
	 * the better bargain, and nobody can feed us changes without end.
	 */
	CHANGES_SPARE = 64 * 1024 * 1024,
};

struct refresh {
	const struct refresh_plan *plan;
	struct refresh_result *result;
	struct talk *talk;
	/* of the question that is open */
	const char *kind; /* "IXFR", "AXFR" */
	struct tsig_state tsig;
	struct xfr_in *in;
	struct primary_serial serial;
	struct mono started;
	bool is_announced;
	enum err err; /* of what was read */
};

#define LOG(r, severity, op, fmt, ...)                                                             \
	log_line(severity, LOG_ZONE, (r)->plan->conf->text, "%s, remote %s, " fmt, op,             \
	         (r)->result->peer, ##__VA_ARGS__)

/* As far as is known: whether the connection was kept is, once something came over it. */
static void name_peer(struct refresh *r)
{
	const struct conf_remote *remote = r->plan->remote;
	peer_text(r->result->peer, &remote->addresses[r->plan->address],
	          talk_is_pooled(r->talk) ? PEER_TCP_POOL : PEER_TCP,
	          remote->key != NULL ? &remote->key->key : NULL);
}

static const char *rcode_text(unsigned rcode)
{
	const char *name = msg_rcode_name(rcode);
	return name != NULL ? name : "unknown";
}

static struct tsig_state *signature(struct refresh *r)
{
	return r->plan->remote->key != NULL ? &r->tsig : NULL;
}

/* The primary's serial of what we have. */
static struct serial our_serial(const struct refresh_plan *p)
{
	return p->serial != NULL ? *p->serial : p->base->serial;
}

/* Send a query and have `message` read the answers. */
static enum err ask(struct refresh *r, uint16_t qtype,
                    enum transfer_next (*message)(void *, struct span))
{
	uint8_t query[QUERY_MAX];
	size_t len;
	const struct primary_query q = {
		.id = rand_u16(),
		.qtype = qtype,
		.zone = r->plan->conf->name.wire,
		.have = r->plan->base,
		.serial = r->plan->serial,
		.edns = !r->plan->remote->no_edns,
		.tsig = signature(r),
	};
	TRY(primary_query_write(&q, clock_wall(), query, sizeof(query), &len));
	r->err = OK;
	enum err e = talk_ask(r->talk, span_of(query, len), message, r);
	name_peer(r);
	return r->err != OK ? r->err : e;
}

/* ---- the serial ---- */

static enum transfer_next on_serial(void *ctx, struct span msg)
{
	struct refresh *r = ctx;
	r->err = primary_serial_read(&r->serial, r->plan->conf->name.wire, msg, signature(r),
	                             clock_wall());
	return TRANSFER_DONE;
}

static enum err ask_serial(struct refresh *r)
{
	if (signature(r) != NULL)
		tsig_init(&r->tsig, &r->plan->remote->key->key);
	enum err e = ask(r, RR_SOA, on_serial);
	if (signature(r) != NULL)
		tsig_deinit(&r->tsig);
	if (r->plan->remote->no_edns)
		talk_hang_up(r->talk);
	if (e == E_DENIED)
		LOG(r, SEV_WARNING, "refresh", "server responded with error '%s'",
		    rcode_text(r->serial.rcode));
	if (e != OK)
		return e;
	r->result->serial = r->serial.serial;
	r->result->has_expire = r->serial.has_expire;
	r->result->expire_s = r->serial.expire_s;
	return OK;
}

/* ---- a transfer ---- */

static void announce(struct refresh *r, const char *op)
{
	const struct xfr_in_facts *facts = xfr_in_facts(r->in);
	if (r->is_announced || facts->kind == XFR_IN_UNKNOWN || facts->kind == XFR_IN_UP_TO_DATE)
		return;
	r->is_announced = true;
	name_peer(r);
	if (facts->kind == XFR_IN_ZONE && strcmp(r->kind, "IXFR") == 0) {
		LOG(r, SEV_INFO, op, "receiving AXFR-style IXFR");
		r->kind = "AXFR";
		op = "AXFR, incoming";
	}
	LOG(r, SEV_INFO, op, "started");
}

static const char *operation(const struct refresh *r)
{
	return strcmp(r->kind, "IXFR") == 0 ? "IXFR, incoming" : "AXFR, incoming";
}

static enum transfer_next on_message(void *ctx, struct span msg)
{
	struct refresh *r = ctx;
	const struct xfr_in_facts *facts = xfr_in_facts(r->in);
	bool done = false;
	r->err = xfr_in_take(r->in, msg, clock_wall(), &done);
	if (r->err == OK && facts->has_expire && facts->expire_s < EXPIRE_MIN_S) {
		LOG(r, SEV_WARNING, operation(r), "remote is expired, ignoring");
		r->err = E_FAILED;
	}
	announce(r, operation(r));
	/* After an error code nothing more comes: the connection is still good. */
	if (r->err == E_DENIED || r->err == E_NOTSUP)
		return TRANSFER_DONE;
	if (r->err != OK)
		return TRANSFER_STOP;
	if (!done)
		return TRANSFER_MORE;
	/* Steps that were left out are still on their way. */
	return facts->more ? TRANSFER_STOP : TRANSFER_DONE;
}

static uint64_t size_limit(const struct refresh *r, uint16_t qtype)
{
	uint64_t limit = r->plan->conf->max_size;
	if (qtype == RR_IXFR)
		limit = MIN_OF(limit, r->plan->base->wire_size + CHANGES_SPARE);
	return limit;
}

static void log_end(const struct refresh *r)
{
	const struct xfr_in_facts *facts = xfr_in_facts(r->in);
	int64_t ms = mono_ms_between(r->started, clock_mono());
	if (facts->kind == XFR_IN_UP_TO_DATE)
		return;
	LOG(r, SEV_INFO, operation(r), "finished, %lld.%02lld seconds, %llu messages, %llu bytes",
	    (long long)(ms / 1000), (long long)(ms % 1000 / 10),
	    (unsigned long long)facts->messages, (unsigned long long)facts->octets);
}

static void log_refusal(const struct refresh *r, enum err e)
{
	const struct xfr_in_facts *facts = xfr_in_facts(r->in);
	if (e == E_DENIED)
		LOG(r, SEV_WARNING, operation(r), "server responded with error '%s'",
		    rcode_text(facts->rcode));
	else if (e == E_NOTSUP)
		LOG(r, SEV_WARNING, operation(r), "not supported by remote");
	else if (facts->messages > 0 && e != E_CANCELED)
		LOG(r, SEV_WARNING, operation(r), "failed (%s)", err_text(e));
}

/* Receive a response as a whole; r->in is the caller's to free. */
static enum err receive(struct refresh *r, uint16_t qtype)
{
	const struct refresh_plan *p = r->plan;
	const struct xfr_in_options options = {
		.zone = p->conf->name.wire,
		.ixfr = qtype == RR_IXFR,
		.have = p->base != NULL ? our_serial(p) : (struct serial){0},
		.by_one = p->conf->ixfr.by_one,
		.max_size = size_limit(r, qtype),
		.tsig = signature(r),
	};
	r->kind = qtype == RR_IXFR ? "IXFR" : "AXFR";
	r->is_announced = false;
	r->started = clock_mono();
	r->in = xfr_in_new(&options);
	if (signature(r) != NULL)
		tsig_init(&r->tsig, &p->remote->key->key);
	enum err e = ask(r, qtype, on_message);
	/* It was we who had enough. */
	if (e == E_CANCELED && xfr_in_facts(r->in)->more)
		e = OK;
	if (signature(r) != NULL)
		tsig_deinit(&r->tsig);
	if (e == OK)
		log_end(r);
	else
		log_refusal(r, e);
	return e;
}

static void expire_take(struct refresh *r)
{
	const struct xfr_in_facts *facts = xfr_in_facts(r->in);
	r->result->serial = facts->serial;
	if (facts->has_expire) {
		r->result->has_expire = true;
		r->result->expire_s = facts->expire_s;
	}
}

static enum err apply(struct refresh *r, const struct zone_changeset *changes, size_t count)
{
	struct serial from = {0}, to = {0}, ignored;
	enum err e = r->plan->apply(r->plan->ctx, changes, count);
	if (e == OK) {
		r->result->outcome = REFRESH_CHANGES;
		return OK;
	}
	TRY(zone_changeset_serials(&changes[0], &from, &ignored));
	TRY(zone_changeset_serials(&changes[count - 1], &ignored, &to));
	LOG(r, SEV_WARNING, operation(r), "serial %u -> %u, failed to apply changes to zone (%s)",
	    from.value, to.value, err_text(e));
	return e;
}

static void outdated(struct refresh *r, struct serial theirs)
{
	r->result->outcome = REFRESH_OUTDATED;
	r->result->serial = theirs;
	LOG(r, SEV_INFO, "refresh", "remote serial %u, remote is outdated", theirs.value);
}

/* ixfr-from-axfr: keep the history going by what differs. */
static enum err apply_difference(struct refresh *r, struct zone_version *fresh)
{
	struct zone_changeset c = {0};
	zone_diff(&c, r->plan->base, fresh, 0);
	enum err e = apply(r, &c, 1);
	zone_changeset_deinit(&c);
	zone_version_free(fresh);
	return e;
}

static enum err zone_take(struct refresh *r, bool asked_for_changes)
{
	const struct refresh_plan *p = r->plan;
	struct zone_version *fresh;
	enum err e = xfr_in_take_zone(r->in, &fresh);
	if (e != OK) {
		LOG(r, SEV_WARNING, operation(r), "failed (%s)", err_text(e));
		return e;
	}
	if (p->base != NULL && !p->forced && !serial_is_newer(fresh->serial, our_serial(p))) {
		/* It went back between its answers. */
		outdated(r, fresh->serial);
		zone_version_free(fresh);
		return OK;
	}
	/* A zone that is signed here goes on from what it has in any case. */
	if (asked_for_changes && p->conf->ixfr.from_axfr && !p->conf->dnssec_signing)
		return apply_difference(r, fresh);
	r->result->outcome = REFRESH_ZONE;
	r->result->version = fresh;
	return OK;
}

static enum err get(struct refresh *r, uint16_t qtype)
{
	size_t count;
	enum err e = receive(r, qtype);
	if (e == OK) {
		expire_take(r);
		const struct zone_changeset *changes = xfr_in_changes(r->in, &count);
		switch (xfr_in_facts(r->in)->kind) {
		case XFR_IN_CHANGES:
			r->result->more = xfr_in_facts(r->in)->more;
			e = apply(r, changes, count);
			break;
		case XFR_IN_ZONE:
			e = zone_take(r, qtype == RR_IXFR);
			break;
		case XFR_IN_UP_TO_DATE:
		case XFR_IN_UNKNOWN:
			r->result->outcome = REFRESH_UP_TO_DATE;
			if (r->result->serial.value != our_serial(r->plan).value)
				outdated(r, r->result->serial);
			break;
		}
	}
	xfr_in_free(r->in);
	r->in = NULL;
	return e;
}

/*
 * Changes, or the zone when they cannot be had.  A server that did not say a word to the question
 * is not asked another.
 */
static enum err get_changes(struct refresh *r)
{
	enum err e = get(r, RR_IXFR);
	bool said_something = talk_last_was_answered(r->talk) || e == E_XFR;
	if (e == OK || talk_is_stopped(r->talk) || !said_something)
		return e;
	r->result->more = false;
	LOG(r, SEV_WARNING, "refresh, incoming", "fallback to AXFR (%s)", err_text(e));
	return get(r, RR_AXFR);
}

/* ---- the whole ---- */

static enum err step(struct refresh *r)
{
	const struct refresh_plan *p = r->plan;
	struct refresh_facts facts = {
		.has_zone = p->base != NULL,
		.forced = p->forced,
		.can_ixfr = true,
		.pin = p->pin,
	};
	if (!refresh_skips_soa(&facts)) {
		TRY(ask_serial(r));
		facts.ours = our_serial(p);
		facts.theirs = r->serial.serial;
	}
	switch (refresh_decide(&facts)) {
	case REFRESH_NOTHING:
		r->result->outcome = REFRESH_UP_TO_DATE;
		return OK;
	case REFRESH_OLDER:
		outdated(r, facts.theirs);
		return OK;
	case REFRESH_WAITING:
		r->result->outcome = REFRESH_WAITS;
		LOG(r, SEV_INFO, "refresh",
		    "remote serial %u, zone is outdated, waiting for pinned master",
		    facts.theirs.value);
		return OK;
	case REFRESH_GET_IXFR:
		LOG(r, SEV_INFO, "refresh", "remote serial %u, zone is outdated",
		    facts.theirs.value);
		return get_changes(r);
	case REFRESH_GET_AXFR:
		break;
	}
	if (!refresh_skips_soa(&facts))
		LOG(r, SEV_INFO, "refresh", "remote serial %u, zone is outdated",
		    facts.theirs.value);
	return get(r, RR_AXFR);
}

void refresh_run(const struct refresh_plan *plan, struct refresh_result *result)
{
	const struct conf_remote *remote = plan->remote;
	const struct talk_options options = {
		.to = remote->addresses[plan->address],
		.from = remote_via(remote, plan->address),
		.terms = plan->terms,
	};
	struct refresh r = {.plan = plan, .result = result};
	*result = (struct refresh_result){.outcome = REFRESH_FAILED, .started = clock_mono()};
	r.talk = talk_new(&options);
	name_peer(&r);
	result->err = step(&r);
	result->reached = talk_was_answered(r.talk);
	/* What failed leaves no connection that anyone should trust. */
	if (result->err != OK)
		talk_hang_up(r.talk);
	talk_free(r.talk);
	if (result->err != OK)
		result->outcome = REFRESH_FAILED;
}
