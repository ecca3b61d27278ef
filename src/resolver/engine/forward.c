/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking forwarders instead of the servers of zones: the targets as a cut, and what their replies
 * mean.  Whatever they say goes the way of all replies afterwards: validated, kept by known.c.
 */

#include "resolver/engine/work.h"

#include "dns/edns.h"

/* Index i of the cut's addresses is target i. */
void forward_cut(const struct work *w, struct query *q)
{
	const struct req_forward *f = w->r->options.forward;
	cut_init(&q->cut, name_root);
	q->cut.ns[0] = (struct cut_ns){
		.name = name_root,
		.flags = CUT_NS_USED | CUT_NS_A_DONE | CUT_NS_AAAA_DONE,
	};
	q->cut.ns_count = q->cut.ns_used = 1;
	for (size_t i = 0; i < f->count; i++) {
		struct span octets = addr_octets(&f->to[i]);
		struct cut_addr *a = &q->cut.addr[q->cut.addr_count++];
		*a = (struct cut_addr){
			.at = {.len = (uint8_t)octets.len, .port = addr_port(&f->to[i])}};
		memcpy(a->at.octets, octets.data, MIN_OF(octets.len, sizeof(a->at.octets)));
		if (octets.len == 0)
			a->flags = CUT_ADDR_BAD; /* no address of the network */
	}
	/* They see the whole name anyway. */
	q->minimise_off = true;
}

uint16_t forward_flags(const struct work *w, const struct cut_addr *to, bool edns)
{
	const struct request *r = w->r;
	bool cd = (r->client.flags & MSG_CD) || r->options.cd_upstream;
	if (!r->options.forward->stub)
		cd = cd || (edns && !(to->flags & CUT_ADDR_NO_CD));
	return MSG_RD | (cd ? MSG_CD : 0);
}

/* What the forwarder says of the reasons is passed on (RFC 8914 section 2); without its text. */
void forward_note_error(struct query *q, const struct msg *msg)
{
	struct edns_iter it = edns_options(&msg->edns);
	struct span value;
	uint16_t code;
	while (edns_next(&it, &code, &value)) {
		if (code != EDNS_EDE || value.len < 2)
			continue;
		int16_t ede = (int16_t)wire_get_u16(value.data);
		if (msg_rcode(msg) == RCODE_NOERROR || msg_rcode(msg) == RCODE_NXDOMAIN)
			q->note_ede = ede;
		else
			q->ede = ede;
		return;
	}
}

/* Nothing but the chain, or not even that: does the message say so itself? */
static bool is_final(const struct iter_finding *f, const struct msg *msg)
{
	bool knows = (msg->flags & (MSG_AA | MSG_RA)) != 0;
	return knows || (f->proof_count > 0 && f->proof[0].data.type == RR_SOA);
}

void forward_judge(const struct work *w, struct query *q, const struct msg *msg,
                   struct iter_finding *f)
{
	bool stub = w->r->options.forward->stub;
	switch (f->verdict) {
	case ITER_REFERRAL:
		f->verdict = ITER_BAD;
		f->why = "referral from a forwarder";
		break;
	case ITER_LAME:
		f->verdict = ITER_BAD;
		break;
	case ITER_NODATA:
	case ITER_NXDOMAIN:
		if (!is_final(f, msg)) {
			f->verdict = ITER_BAD;
			f->why = "neither an answer nor recursion";
		}
		break;
	case ITER_ALIAS:
		if (!stub)
			break;
		/* Passed on as it came; what is not known of its end is not made up from the cache.
		 */
		f->verdict = msg_rcode(msg) == RCODE_NXDOMAIN ? ITER_NXDOMAIN : ITER_NODATA;
		q->apart = true;
		break;
	default:
		break;
	}
	if (stub && (f->verdict == ITER_REFUSED || f->verdict == ITER_BAD)) {
		q->passed_rcode = (uint16_t)msg_rcode(msg); /* unless another target knows better */
		f->verdict = ITER_BAD;
	}
}
