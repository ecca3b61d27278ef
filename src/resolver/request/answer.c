/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Answers as messages.  Invariant: a set is written whole or not at all (RFC 2181 section 9), and
 * OPT always fits.
 */

#include "resolver/request/answer.h"

#include <assert.h>

void req_answer_init(struct req_answer *a)
{
	/* Field by field: places for sets that are not in use need no value. */
	a->rcode = RCODE_SERVFAIL;
	a->authoritative = a->secure = a->bogus = a->truncate = a->reorder = false;
	a->stale = a->refresh = false;
	a->ede = EDE_NONE;
	a->ede_text = NULL;
	a->answer_count = a->authority_count = a->additional_count = 0;
}

bool req_answer_add(struct req_answer *a, enum msg_section section, const struct req_set *set)
{
	if (section == SECTION_ANSWER) {
		if (a->answer_count == REQ_ANSWER_SETS)
			return false;
		a->answer[a->answer_count++] = *set;
	} else if (section == SECTION_AUTHORITY) {
		if (a->authority_count == REQ_AUTHORITY_SETS)
			return false;
		a->authority[a->authority_count++] = *set;
	} else {
		assert(section == SECTION_ADDITIONAL);
		if (a->additional_count == REQ_ADDITIONAL_SETS)
			return false;
		a->additional[a->additional_count++] = *set;
	}
	return true;
}

static uint32_t lowest_ttl(const struct req_set *sets, size_t count, uint32_t ttl)
{
	for (size_t i = 0; i < count; i++) {
		ttl = MIN_OF(ttl, sets[i].data.ttl);
		if (sets[i].sigs.count > 0)
			ttl = MIN_OF(ttl, sets[i].sigs.ttl);
	}
	return ttl;
}

uint32_t req_answer_ttl(const struct req_answer *a)
{
	if (a->answer_count + a->authority_count + a->additional_count == 0)
		return 0;
	uint32_t ttl = lowest_ttl(a->answer, a->answer_count, UINT32_MAX);
	ttl = lowest_ttl(a->authority, a->authority_count, ttl);
	return lowest_ttl(a->additional, a->additional_count, ttl);
}

uint16_t req_answer_flags(const struct req_answer *a, const struct req_client *c)
{
	uint16_t flags = MSG_QR | MSG_RA;
	flags |= c->flags & (MSG_RD | MSG_CD | 15 << 11);
	if (a->authoritative)
		flags |= MSG_AA;
	/* RFC 6840 section 5.7: AD only for those who asked, 5.8: and not with CD. */
	bool wants_ad = (c->flags & MSG_AD) || c->wants_dnssec;
	if (a->secure && wants_ad && !(c->flags & MSG_CD))
		flags |= MSG_AD;
	return flags | (a->rcode & 15);
}

/* DNSSEC records go to those who ask for them, or for that very type (RFC 4035 section 3.2.1). */
static bool is_unwanted(const struct rrset *set, const struct req_client *c, bool dnssec)
{
	if (dnssec || set->type == c->qtype)
		return false;
	return set->type == RR_RRSIG || set->type == RR_NSEC || set->type == RR_NSEC3;
}

/* A set that begins with its record `first`, in two parts. */
static enum err put_turned(struct msg_writer *w, enum msg_section section, const struct rrset *set,
                           unsigned first)
{
	struct rrset head = *set, tail = *set;
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	for (unsigned i = 0; i < first && rrset_next(&it, &rdata); i++)
		;
	head.size = (uint32_t)(it.at - set->records);
	head.count = (uint16_t)first;
	tail.records = it.at;
	tail.size = set->size - head.size;
	tail.count = (uint16_t)(set->count - first);
	TRY(msg_put_rrset(w, section, &tail));
	return msg_put_rrset(w, section, &head);
}

static enum err put_set(struct msg_writer *w, enum msg_section section, const struct rrset *set,
                        const struct req_client *c, bool reorder)
{
	unsigned first = reorder && set->count > 1 ? c->id % set->count : 0;
	return first > 0 ? put_turned(w, section, set, first) : msg_put_rrset(w, section, set);
}

static bool put_sets(struct msg_writer *w, enum msg_section section, const struct req_set *sets,
                     size_t count, const struct req_client *c, bool dnssec, bool reorder)
{
	for (size_t i = 0; i < count; i++) {
		if (is_unwanted(&sets[i].data, c, dnssec))
			continue;
		struct msg_mark mark = msg_mark(w);
		bool fits = put_set(w, section, &sets[i].data, c, reorder) == OK;
		if (fits && dnssec && sets[i].sigs.count > 0)
			fits = msg_put_rrset(w, section, &sets[i].sigs) == OK;
		if (!fits) {
			msg_rollback(w, mark);
			return false;
		}
	}
	return true;
}

bool req_answer_put(struct msg_writer *w, const struct req_answer *a, const struct req_client *c,
                    bool dnssec)
{
	if (c->has_question && msg_put_question(w, c->qname.wire, c->qtype, c->qclass) != OK)
		return false;
	if (a->truncate)
		return false;
	if (!put_sets(w, SECTION_ANSWER, a->answer, a->answer_count, c, dnssec, a->reorder))
		return false;
	/* Behind an answer the authority section is an extra, but for proofs. */
	if (!put_sets(w, SECTION_AUTHORITY, a->authority, a->authority_count, c, dnssec, false))
		return a->answer_count > 0 && !dnssec;
	/* And what is additional is one always (RFC 2181 section 9). */
	(void)put_sets(w, SECTION_ADDITIONAL, a->additional, a->additional_count, c, dnssec, false);
	return true;
}

size_t req_answer_write(const struct req_answer *a, const struct req_client *c, uint16_t our_size,
                        uint8_t *buf, size_t cap)
{
	struct msg_writer w;
	struct edns_writer edns;
	uint8_t options[REQ_CLIENT_OPTIONS_MAX + EDNS_PAD_MAX];
	msg_writer_init(&w, buf, MIN_OF(cap, req_client_limit(c)), c->id, req_answer_flags(a, c));
	if (c->edns) {
		edns_writer_init(&edns, options, sizeof(options), our_size);
		edns.ext_rcode = (uint8_t)(a->rcode >> 4);
		edns.flags = c->wants_dnssec ? MSG_EDNS_DO : 0; /* RFC 3225 section 3 */
		req_client_put_options(c, &edns, a->ede, a->ede_text);
		msg_reserve(&w, edns_size(&edns) + (c->pad_block > 0 ? 4u + c->pad_block : 0));
	}
	/* What is there may be nothing: AD says something of all of it only. */
	if (!req_answer_put(&w, a, c, c->wants_dnssec))
		msg_set_flags(&w, (uint16_t)((msg_get_flags(&w) | MSG_TC) & ~MSG_AD));
	if (c->edns) {
		msg_release(&w);
		if (c->pad_block > 0 && edns_put_padding(&edns, w.pos, c->pad_block) != OK)
			edns.options.pos = 0;
		enum err fits = edns_write(&w, &edns);
		assert(fits == OK);
		(void)fits;
	}
	return msg_finish(&w);
}
