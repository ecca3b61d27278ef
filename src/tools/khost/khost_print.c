/* SPDX-License-Identifier: BSD-2-Clause */
/* Sentences for records.  Types without one of their own share a general one. */

#include "tools/khost/khost_print.h"

#include <stdio.h>

static const char *wording(uint16_t type)
{
	switch (type) {
	case RR_A:
		return "has IPv4 address";
	case RR_AAAA:
		return "has IPv6 address";
	case RR_NS:
		return "nameserver is";
	case RR_CNAME:
		return "is an alias for";
	case RR_SOA:
		return "start of authority is";
	case RR_PTR:
		return "points to";
	case RR_MX:
		return "mail is handled by";
	case RR_TXT:
		return "description is";
	case RR_LOC:
		return "location is";
	case RR_DS:
		return "delegation signature is";
	case RR_SSHFP:
		return "SSH fingerprint is";
	case RR_RRSIG:
		return "RR set signature is";
	case RR_DNSKEY:
		return "DNSSEC key is";
	case RR_TLSA:
		return "has TLS certificate";
	default:
		return NULL;
	}
}

static void put_record(struct text *t, const struct kdig_query *q, const struct msg *m,
                       const struct msg_rr *rr)
{
	const char *words = wording(rr->type);
	name_print(t, rr->owner.wire);
	if (words != NULL) {
		text_printf(t, " %s ", words);
	} else {
		text_put(t, " has ");
		rrtype_print(t, rr->type);
		text_put(t, " record ");
	}
	message_print_rdata(t, m, rr, &q->style);
	text_put(t, "\n");
}

void khost_put_answer(struct text *t, const struct kdig_query *q, const struct msg *m)
{
	struct msg_iter it = msg_section_records(m, SECTION_ANSWER);
	struct msg_rr rr;
	unsigned count = 0;
	if (message_rcode(m) != RCODE_NOERROR) {
		text_put(t, "Host ");
		name_print(t, q->lookup.qname.wire);
		text_put(t, " type ");
		rrtype_print(t, q->lookup.type);
		text_put(t, " error: ");
		rcode_print(t, message_rcode(m));
		text_put(t, "\n");
		return;
	}
	for (; msg_next(&it, &rr) && rr.section == SECTION_ANSWER; count++)
		put_record(t, q, m, &rr);
	if (count > 0)
		return;
	text_put(t, "Host ");
	name_print(t, q->lookup.qname.wire);
	text_put(t, " has no ");
	rrtype_print(t, q->lookup.type);
	text_put(t, " record\n");
}

void khost_print(const struct kdig_query *q, const struct msg *m)
{
	struct text t;
	text_init(&t);
	khost_put_answer(&t, q, m);
	fwrite(t.buf, 1, t.len, stdout);
	text_deinit(&t);
}
