/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Between the sets of requests and the packets of scripts, both ways.  Invariant: what becomes an
 * answer or a result has been read record by record, and its sets lie in the request's arena.
 */

#include "resolver/script/request.h"

#include "base/mem.h"
#include "dns/rdata.h"

enum { RRSIG_COVERED = 2 };

/* ---- out: sets as packets ---- */

/* The client as one whose answer may be long and is seen whole. */
static struct req_client as_stream(const struct script_request *sr)
{
	struct req_client c = sr->r->client;
	c.stream = true;
	c.edns = false;
	return c;
}

static void write_answer(struct script *s, struct kres_packet *p, const struct req_answer *a,
                         const struct req_client *c)
{
	size_t len = req_answer_write(a, c, 0, s->message, sizeof(s->message));
	script_packet_fill(p, span_of(s->message, len));
}

struct kres_packet *script_answer(struct script *s, struct script_request *sr)
{
	struct req_client c = as_stream(sr);
	enum req_stage stage = sr->r->stage < REQ_FINISH ? REQ_BEGIN : REQ_FINISH;
	if (sr->answer != NULL && sr->answer_stage == stage)
		return sr->answer;
	if (sr->answer == NULL)
		sr->answer = script_packet_new((uint32_t)req_client_limit(&sr->r->client));
	if (stage == REQ_BEGIN) {
		struct req_answer none;
		req_answer_init(&none);
		none.rcode = RCODE_NOERROR;
		write_answer(s, sr->answer, &none, &c);
	} else {
		write_answer(s, sr->answer, &sr->r->answer, &c);
	}
	sr->answer_stage = stage;
	sr->answer_changes = sr->answer->changes;
	return sr->answer;
}

struct kres_packet *script_question(struct script_request *sr)
{
	struct msg_writer w;
	struct edns_writer edns;
	uint8_t buf[MSG_UDP_MIN], none;
	const struct req_client *c = &sr->r->client;
	if (sr->question != NULL)
		return sr->question;
	msg_writer_init(&w, buf, sizeof(buf), c->id, c->flags);
	bool fits = !c->has_question ||
	            msg_put_question(&w, c->qname.wire, c->qtype, c->qclass) == OK;
	if (fits && c->edns) {
		edns_writer_init(&edns, &none, 0, c->udp_size);
		edns.flags = c->wants_dnssec ? MSG_EDNS_DO : 0;
		fits = edns_write(&w, &edns) == OK;
	}
	(void)fits; /* a name and an OPT always do */
	sr->question = script_packet_of(span_of(buf, msg_finish(&w)));
	return sr->question;
}

static struct kres_packet *keep(struct script_request *sr, struct kres_packet *p)
{
	VEC_PUSH(&sr->packets, p);
	return p;
}

struct kres_packet *script_message(struct script_request *sr, struct span wire, bool changes)
{
	return keep(sr, script_packet_lend(wire, changes ? &sr->r->arena : NULL));
}

struct kres_packet *script_blank(struct script_request *sr, const struct query *q)
{
	struct kres_packet *p = script_packet_new(MSG_MAX_LEN);
	(void)script_packet_set_question(p, q->name, (uint32_t)name_len(q->name), q->type,
	                                 CLASS_IN);
	return keep(sr, p);
}

struct kres_packet *script_result(struct script *s, struct script_request *sr,
                                  const struct query *q)
{
	struct req_client c;
	struct req_answer a;
	struct kres_packet *p = script_packet_new(MSG_MAX_LEN);
	req_client_internal(&c, q->seen_count > 0 ? q->seen[0] : q->name, q->type, true);
	c.stream = true;
	c.edns = false;
	req_answer_init(&a);
	bool good = q->result != QUERY_FAILED;
	if (good)
		a.rcode = q->result == QUERY_NXDOMAIN ? RCODE_NXDOMAIN : RCODE_NOERROR;
	for (size_t i = 0; good && i < q->chain_count; i++)
		(void)req_answer_add(&a, SECTION_ANSWER, &q->chain[i]);
	if (q->result == QUERY_ANSWER)
		(void)req_answer_add(&a, SECTION_ANSWER, &q->set);
	for (size_t i = 0; good && i < q->proof_count; i++)
		(void)req_answer_add(&a, SECTION_AUTHORITY, &q->proof[i]);
	write_answer(s, p, &a, &c);
	p->fixed = 1;
	return keep(sr, p);
}

/* ---- in: packets as sets ---- */

/* A section that is being gathered. */
struct gathered {
	struct req_set *sets;
	size_t count, max;
	size_t room[REQ_ANSWER_SETS][2]; /* octets of records, of data and of signatures */
};

/* Place of the set that a record belongs to: *part 1 for its signatures.  g->count: there is none
 */
static size_t place_of(const struct gathered *g, const struct kres_record *r, uint16_t qtype,
                       unsigned *part)
{
	size_t i;
	uint16_t type = r->type;
	*part = type == RR_RRSIG && qtype != RR_RRSIG && r->rdata.len > RRSIG_COVERED;
	if (*part == 1)
		type = wire_get_u16(r->rdata.data);
	for (i = 0; i < g->count; i++) {
		const struct rrset *data = &g->sets[i].data;
		if (data->type == type && name_equal(data->owner, r->owner.data))
			break;
	}
	return i;
}

/* First pass: which sets there are, and how big they are. */
static enum err measure(struct gathered *g, struct kres_packet *p, int section, uint16_t qtype,
                        struct arena *arena)
{
	struct kres_record r;
	if (script_packet_open(p, section) < 0)
		return E_MALFORMED;
	while (script_packet_next(p, &r)) {
		unsigned part;
		if (r.class_ != CLASS_IN || r.type == RR_OPT || r.type == RR_TSIG)
			continue;
		size_t index = place_of(g, &r, qtype, &part);
		if (index == g->count) {
			if (part == 1) /* signatures of nothing are left out */
				continue;
			if (g->count == g->max)
				return E_LIMIT;
			g->sets[g->count++] = (struct req_set){.data = {.type = r.type}};
		}
		struct rrset *to = part == 1 ? &g->sets[index].sigs : &g->sets[index].data;
		if (to->owner == NULL) {
			void *owner;
			TRY(arena_try(arena, r.owner.len, &owner));
			memcpy(owner, r.owner.data, r.owner.len);
			to->owner = owner;
			to->type = r.type;
			to->class_ = CLASS_IN;
			to->ttl = r.ttl;
		}
		to->ttl = MIN_OF(to->ttl, r.ttl); /* RFC 2181 section 5.2 */
		g->room[index][part] += 2 + r.rdata.len;
	}
	return OK;
}

static enum err make_room(struct gathered *g, struct arena *arena)
{
	for (size_t i = 0; i < g->count; i++) {
		void *records;
		TRY(arena_try(arena, g->room[i][0], &records));
		g->sets[i].data.records = records;
		if (g->room[i][1] > 0)
			TRY(arena_try(arena, g->room[i][1], &records));
		g->sets[i].sigs.records = records;
	}
	return OK;
}

/* Second pass: copy the records. */
static void fill(struct gathered *g, struct kres_packet *p, int section, uint16_t qtype)
{
	struct kres_record r;
	(void)script_packet_open(p, section);
	while (script_packet_next(p, &r)) {
		unsigned part;
		if (r.class_ != CLASS_IN || r.type == RR_OPT || r.type == RR_TSIG)
			continue;
		size_t index = place_of(g, &r, qtype, &part);
		if (index == g->count)
			continue;
		struct rrset *to = part == 1 ? &g->sets[index].sigs : &g->sets[index].data;
		if (to->size + 2 + r.rdata.len > g->room[index][part])
			continue; /* a signature in front of what it covers was not counted */
		uint8_t *at = (uint8_t *)(uintptr_t)to->records + to->size;
		wire_set_u16(at, (uint16_t)r.rdata.len);
		memcpy(at + 2, r.rdata.data, r.rdata.len);
		to->size += 2 + r.rdata.len;
		to->count++;
	}
}

/* The sets of a section. */
static enum err gather(struct gathered *g, struct kres_packet *p, int section, uint16_t qtype,
                       struct arena *arena)
{
	TRY(measure(g, p, section, qtype, arena));
	TRY(make_room(g, arena));
	fill(g, p, section, qtype);
	return OK;
}

/* AD as far as the script has changed it. */
static bool is_secure(const struct script_request *sr, uint16_t flags)
{
	const struct request *r = sr->r;
	uint16_t was = req_answer_flags(&r->answer, &r->client);
	if (sr->answer_stage == REQ_FINISH && (was & MSG_AD) == (flags & MSG_AD))
		return r->answer.secure;
	return (flags & MSG_AD) != 0;
}

enum err script_answer_take(struct script *s, struct script_request *sr, bool always)
{
	struct request *r = sr->r;
	struct req_answer a;
	if (!always && (sr->answer == NULL || sr->answer->changes == sr->answer_changes))
		return OK;
	struct kres_packet *p = script_answer(s, sr);
	uint16_t flags = wire_get_u16(p->wire + 2);
	req_answer_init(&a);
	a.rcode = flags & 15;
	if (sr->answer_stage == REQ_FINISH && (r->answer.rcode & 15) == a.rcode)
		a.rcode = r->answer.rcode;
	a.authoritative = flags & MSG_AA;
	a.truncate = flags & MSG_TC;
	a.secure = is_secure(sr, flags);
	a.bogus = r->answer.bogus;
	a.ede = r->answer.ede;
	a.ede_text = r->answer.ede_text;
	uint16_t qtype = r->client.qtype;
	struct gathered answer = {.sets = a.answer, .max = REQ_ANSWER_SETS};
	struct gathered authority = {.sets = a.authority, .max = REQ_AUTHORITY_SETS};
	struct gathered additional = {.sets = a.additional, .max = REQ_ADDITIONAL_SETS};
	TRY(gather(&answer, p, 0, qtype, &r->arena));
	TRY(gather(&authority, p, 1, qtype, &r->arena));
	TRY(gather(&additional, p, 2, qtype, &r->arena));
	a.answer_count = (uint8_t)answer.count;
	a.authority_count = (uint8_t)authority.count;
	a.additional_count = (uint8_t)additional.count;
	r->answer = a;
	sr->answer_changes = p->changes;
	return OK;
}

static const struct req_set *find_set(const struct req_set *sets, size_t count,
                                      const uint8_t *owner, uint16_t type)
{
	for (size_t i = 0; i < count; i++) {
		if (sets[i].data.type == type && name_equal(sets[i].data.owner, owner))
			return &sets[i];
	}
	return NULL;
}

/* Go on with the target of an alias. */
static enum err follow(struct request *r, struct query *q, const struct rrset *alias)
{
	const uint8_t *target = rrset_first(alias).data;
	size_t len = name_len(target);
	void *copy;
	TRY(arena_try(&r->arena, len, &copy));
	memcpy(copy, target, len);
	name_lower(copy, len);
	return query_restart(q, copy, r->options.limits.cname_steps);
}

enum err script_result_take(struct script_request *sr, struct query *q, struct kres_packet *p)
{
	struct req_set answer[REQ_ANSWER_SETS], authority[QUERY_PROOF_MAX];
	struct gathered answers = {.sets = answer, .max = REQ_ANSWER_SETS};
	struct gathered authorities = {.sets = authority, .max = QUERY_PROOF_MAX};
	struct arena *arena = &sr->r->arena;
	unsigned rcode = wire_get_u16(p->wire + 2) & 15;
	if (rcode != RCODE_NOERROR && rcode != RCODE_NXDOMAIN) {
		query_fail(q, EDE_OTHER, "refused by a module");
		return OK;
	}
	TRY(gather(&answers, p, 0, q->type, arena));
	TRY(gather(&authorities, p, 1, q->type, arena));
	const struct req_set *set;
	while ((set = find_set(answer, answers.count, q->name, q->type)) == NULL &&
	       (set = find_set(answer, answers.count, q->name, RR_CNAME)) != NULL) {
		if (q->chain_count == QUERY_CHAIN_MAX)
			return E_LIMIT;
		q->chain[q->chain_count++] = *set;
		TRY(follow(sr->r, q, &set->data));
		if (find_set(answer, answers.count, q->name, RR_CNAME) == NULL &&
		    find_set(answer, answers.count, q->name, q->type) == NULL)
			return E_AGAIN;
	}
	if (set != NULL)
		q->set = *set;
	for (size_t i = 0; i < authorities.count && q->proof_count < QUERY_PROOF_MAX; i++)
		q->proof[q->proof_count++] = authority[i];
	q->result = set != NULL               ? QUERY_ANSWER
	            : rcode == RCODE_NXDOMAIN ? QUERY_NXDOMAIN
	                                      : QUERY_NODATA;
	return OK;
}

/* Has it the question of the reply it was made of? */
static const char *check_reply(const struct msg *m, const struct msg *was)
{
	if ((m->flags & MSG_QR) == 0 || msg_opcode(m) != msg_opcode(was))
		return "it is no reply";
	if (m->count[SECTION_QUESTION] != was->count[SECTION_QUESTION] ||
	    m->qname.len != was->qname.len || m->qtype != was->qtype || m->qclass != was->qclass)
		return "it has another question";
	if (m->qname.len > 0 && !name_equal(m->qname.wire, was->qname.wire))
		return "it has another question";
	return NULL;
}

const char *script_reply_take(struct script_request *sr, const struct kres_packet *p,
                              const struct msg **reply)
{
	void *m;
	if (p->fixed) /* what was not loosened is as it was */
		return NULL;
	if (arena_try(&sr->r->arena, sizeof(struct msg), &m) != OK)
		return "memory of the request used up";
	struct msg *changed = m;
	if (msg_parse(changed, span_of(p->wire, p->size)) != OK)
		return msg_fault_text(changed->fault);
	const char *wrong = check_reply(changed, *reply);
	if (wrong == NULL)
		*reply = changed;
	return wrong;
}

/* Was a name among those that the result led through? */
static bool was_there(const struct query *was, const uint8_t *name)
{
	for (size_t i = 0; i < was->seen_count; i++) {
		if (name_equal(was->seen[i], name))
			return true;
	}
	return false;
}

enum err script_found_take(struct script_request *sr, struct query *q, struct kres_packet *p)
{
	void *was;
	if (sr->found_taken++ > sr->r->options.limits.cname_steps)
		return E_LIMIT;
	TRY(arena_try(&sr->r->arena, sizeof(*q), &was));
	memcpy(was, q, sizeof(*q));
	if (q->seen_count > 0)
		q->name = q->seen[0];
	q->seen_count = 1;
	q->seen[0] = q->name;
	q->chain_count = q->proof_count = 0;
	q->set = (struct req_set){0};
	q->found = REQ_UNCHECKED;
	q->bogus = q->refused = false;
	q->passed_rcode = 0;
	q->ede = q->note_ede = EDE_NONE;
	q->ede_text = q->note_text = NULL;
	enum err err = script_result_take(sr, q, p);
	if (err == E_AGAIN && !was_there(was, q->name))
		return OK;
	q->state = QUERY_DONE;
	if (err == E_AGAIN) { /* the target was there, and its records were taken out */
		q->result = QUERY_NODATA;
		return OK;
	}
	return err;
}
