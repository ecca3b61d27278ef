/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Message writer.  Compression: every suffix of every name written below offset 16384 is entered in
 * a small open-addressed table of offsets, found by a case-insensitive hash of the suffix and
 * compared in the message itself.  The question is compared before that, being what most owners
 * are, and entered only when a name is not equal to it.  Invariants: pos <= cap <= full_cap; a
 * failed put leaves pos, counts and slots as they were.
 */

#include "dns/msg_writer.h"

#include "base/hash.h"
#include "dns/rdata.h"

enum { POINTER_MAX = 0x3fff, SLOTS_FULL = MSG_COMPRESS_SLOTS * 3 / 4 };

void msg_writer_init(struct msg_writer *w, uint8_t *buf, size_t cap, uint16_t id, uint16_t flags)
{
	memset(w, 0, sizeof(*w));
	w->data = buf;
	w->cap = w->full_cap = MIN_OF(cap, (size_t)MSG_MAX_LEN);
	w->pos = MSG_HEADER_LEN;
	memset(buf, 0, MSG_HEADER_LEN);
	wire_set_u16(buf, id);
	wire_set_u16(buf + 2, flags);
}

void msg_reserve(struct msg_writer *w, size_t n)
{
	w->cap = w->cap > w->pos + n ? w->cap - n : w->pos;
}

void msg_release(struct msg_writer *w)
{
	w->cap = w->full_cap;
}

/* Is the name at `at` in the message, pointers followed, equal to `name`? */
static bool written_equals(const struct msg_writer *w, size_t at, const uint8_t *name)
{
	for (;;) {
		if (at >= w->pos)
			return false;
		uint8_t c = w->data[at];
		if (c >= 0xc0) {
			size_t target = (size_t)(c & 0x3f) << 8 | w->data[at + 1];
			if (target >= at)
				return false;
			at = target;
			continue;
		}
		if (c != *name)
			return false;
		if (c == 0)
			return true;
		if (at + 1 + c > w->pos)
			return false;
		for (size_t i = 1; i <= c; i++) {
			uint8_t there = w->data[at + i];
			if (there != name[i] &&
			    name_lower_octet(there) != name_lower_octet(name[i]))
				return false;
		}
		at += c + 1u;
		name += c + 1u;
	}
}

/* Offset of an earlier copy of the name, or 0; *slot gets where a new one would be entered. */
static uint16_t find_written(const struct msg_writer *w, const uint8_t *name, unsigned *slot)
{
	unsigned i = (unsigned)name_hash(name, 0) % MSG_COMPRESS_SLOTS;
	while (w->slots[i] != 0) {
		if (written_equals(w, w->slots[i], name))
			return w->slots[i];
		i = (i + 1) % MSG_COMPRESS_SLOTS;
	}
	*slot = i;
	return 0;
}

static void enter(struct msg_writer *w, unsigned slot, size_t at)
{
	if (at > POINTER_MAX || w->slots_used >= SLOTS_FULL)
		return;
	w->slots[slot] = (uint16_t)at;
	w->slots_used++;
}

static void enter_question(struct msg_writer *w)
{
	unsigned slot;
	w->question_waits = false;
	for (size_t at = MSG_HEADER_LEN; w->data[at] != 0; at += w->data[at] + 1u) {
		if (find_written(w, w->data + at, &slot) == 0)
			enter(w, slot, at);
	}
}

static enum err put_pointer(struct msg_writer *w, size_t at)
{
	if (w->cap - w->pos < 2)
		return E_SPACE;
	wire_set_u16(w->data + w->pos, (uint16_t)(0xc000 | at));
	w->pos += 2;
	return OK;
}

/*
 * Write a name, compressed against earlier ones when `compress`; suffixes are entered in the table
 * either way, since later names may point into an uncompressed one.
 */
static enum err put_name(struct msg_writer *w, const uint8_t *name, bool compress)
{
	if (compress && w->has_question && *name != 0 && written_equals(w, MSG_HEADER_LEN, name))
		return put_pointer(w, MSG_HEADER_LEN);
	if (w->question_waits && *name != 0)
		enter_question(w);
	for (;;) {
		if (*name == 0) {
			if (w->cap - w->pos < 1)
				return E_SPACE;
			w->data[w->pos++] = 0;
			return OK;
		}
		unsigned slot = MSG_COMPRESS_SLOTS;
		uint16_t at = find_written(w, name, &slot);
		if (at != 0 && compress)
			return put_pointer(w, at);
		if (w->cap - w->pos < *name + 1u)
			return E_SPACE;
		if (at == 0)
			enter(w, slot, w->pos);
		memcpy(w->data + w->pos, name, *name + 1u);
		w->pos += *name + 1u;
		name += *name + 1u;
	}
}

static enum err put_octets(struct msg_writer *w, const uint8_t *data, size_t len)
{
	if (w->cap - w->pos < len)
		return E_SPACE;
	if (len > 0)
		memcpy(w->data + w->pos, data, len);
	w->pos += len;
	return OK;
}

static enum err put_rdata(struct msg_writer *w, uint16_t type, struct span rdata)
{
	struct rdata_name names[RDATA_MAX_NAMES];
	size_t n = rdata_type_has_names(type) ? rdata_names(names, type, rdata) : 0;
	size_t done = 0;
	for (size_t i = 0; i < n; i++) {
		if (!names[i].compress)
			continue;
		TRY(put_octets(w, rdata.data + done, names[i].pos - done));
		TRY(put_name(w, rdata.data + names[i].pos, true));
		done = (size_t)names[i].pos + names[i].len;
	}
	return put_octets(w, rdata.data + done, rdata.len - done);
}

struct msg_mark msg_mark(const struct msg_writer *w)
{
	struct msg_mark mark = {.pos = w->pos, .section = w->section};
	memcpy(mark.count, w->count, sizeof(mark.count));
	return mark;
}

/*
 * Slots that point past the end must go, or a later name written at the same place could be taken
 * for the old one.  Taking entries out of an open-addressed table breaks probing for those behind
 * them, so the rest is entered anew; rollbacks are rare and tables small.
 */
static void forget_names(struct msg_writer *w)
{
	w->has_question = w->has_question && w->pos > MSG_HEADER_LEN;
	w->question_waits = w->question_waits && w->has_question;
	uint16_t kept[MSG_COMPRESS_SLOTS];
	unsigned n = 0;
	for (size_t i = 0; i < MSG_COMPRESS_SLOTS; i++) {
		if (w->slots[i] != 0 && w->slots[i] < w->pos)
			kept[n++] = w->slots[i];
	}
	if (n == w->slots_used)
		return;
	memset(w->slots, 0, sizeof(w->slots));
	w->slots_used = 0;
	for (unsigned i = 0; i < n; i++) {
		struct name name;
		size_t at = kept[i];
		unsigned slot;
		if (name_read(&name, span_of(w->data, w->pos), &at) == OK &&
		    find_written(w, name.wire, &slot) == 0) {
			w->slots[slot] = kept[i];
			w->slots_used++;
		}
	}
}

void msg_rollback(struct msg_writer *w, struct msg_mark mark)
{
	if (w->pos != mark.pos) {
		w->pos = mark.pos;
		forget_names(w);
	}
	memcpy(w->count, mark.count, sizeof(w->count));
	w->section = mark.section;
}

enum err msg_put_question(struct msg_writer *w, const uint8_t *qname, uint16_t qtype,
                          uint16_t qclass)
{
	struct msg_mark mark = msg_mark(w);
	bool is_first = w->pos == MSG_HEADER_LEN;
	enum err e = is_first ? put_octets(w, qname, name_len(qname)) : put_name(w, qname, true);
	if (is_first && e == OK)
		w->has_question = w->question_waits = true;
	if (e == OK && w->cap - w->pos < 4)
		e = E_SPACE;
	if (e != OK) {
		msg_rollback(w, mark);
		return e;
	}
	wire_set_u16(w->data + w->pos, qtype);
	wire_set_u16(w->data + w->pos + 2, qclass);
	w->pos += 4;
	w->count[SECTION_QUESTION]++;
	return OK;
}

static enum err put_rr(struct msg_writer *w, const uint8_t *owner, uint16_t type, uint16_t class_,
                       uint32_t ttl, struct span rdata)
{
	TRY(put_name(w, owner, true));
	if (w->cap - w->pos < 10)
		return E_SPACE;
	uint8_t *fixed = w->data + w->pos;
	w->pos += 10;
	wire_set_u16(fixed, type);
	wire_set_u16(fixed + 2, class_);
	wire_set_u32(fixed + 4, ttl);
	size_t start = w->pos;
	TRY(put_rdata(w, type, rdata));
	wire_set_u16(fixed + 8, (uint16_t)(w->pos - start));
	return OK;
}

/* Seven parameters: a record has five fields. */
/* NOLINTNEXTLINE(readability-function-size) */
enum err msg_put_rr(struct msg_writer *w, enum msg_section section, const uint8_t *owner,
                    uint16_t type, uint16_t class_, uint32_t ttl, struct span rdata)
{
	if (section < w->section)
		return E_INVALID;
	struct msg_mark mark = msg_mark(w);
	enum err e = put_rr(w, owner, type, class_, ttl, rdata);
	if (e != OK || w->count[section] == UINT16_MAX) {
		msg_rollback(w, mark);
		return E_SPACE;
	}
	w->section = section;
	w->count[section]++;
	return OK;
}

enum err msg_put_rrset(struct msg_writer *w, enum msg_section section, const struct rrset *set)
{
	struct msg_mark mark = msg_mark(w);
	struct rrset_iter it = rrset_iter_of(set);
	struct span rdata;
	while (rrset_next(&it, &rdata)) {
		enum err e = msg_put_rr(w, section, set->owner, set->type, set->class_, set->ttl,
		                        rdata);
		if (e != OK) {
			msg_rollback(w, mark);
			return e;
		}
	}
	return OK;
}

void msg_set_flags(struct msg_writer *w, uint16_t flags)
{
	wire_set_u16(w->data + 2, flags);
}

uint16_t msg_get_flags(const struct msg_writer *w)
{
	return wire_get_u16(w->data + 2);
}

size_t msg_finish(struct msg_writer *w)
{
	for (int i = 0; i < 4; i++)
		wire_set_u16(w->data + 4 + 2 * i, w->count[i]);
	return w->pos;
}
