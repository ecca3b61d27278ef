/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading goes over the text twice: once as a zone file, for the records that every program sees,
 * and once line by line, for states and for the records behind "; ".
 */

#include "resolver/anchors/keyfile.h"

#include "dns/rrtype.h"
#include "zonefile/print.h"
#include "zonefile/zonefile.h"

#include <stdlib.h>

enum { DEFAULT_TTL = 3600 };

struct reading {
	struct anchor *out;
	struct keyfile_fault *fault;
	bool has_owner;
	uint32_t line;           /* of a single record that is read alone; 0: batch lines count */
	enum anchor_state state; /* of the records that come */
	int64_t timer;
	VEC(uint32_t) lines; /* where each key of out stands */
};

static enum err complain(struct reading *r, uint32_t line, const char *why)
{
	*r->fault = (struct keyfile_fault){line, why};
	return E_MALFORMED;
}

static enum err take(struct reading *r, const struct zf_record *z, uint32_t line)
{
	if (z->class_ != CLASS_IN || (z->type != RR_DS && z->type != RR_DNSKEY))
		return complain(r, line, "neither DS nor DNSKEY");
	if (r->has_owner && !name_equal(r->out->owner.wire, z->owner))
		return complain(r, line, "mixed owner names found in file");
	if (!r->has_owner) {
		name_copy(&r->out->owner, z->owner);
		name_lower(r->out->owner.wire, r->out->owner.len);
		r->has_owner = true;
	}
	size_t before = r->out->keys.count;
	enum err err = anchor_add(r->out, z->type, z->ttl, span_of(z->rdata, z->rdata_len));
	if (err == E_MALFORMED)
		return complain(r, line, "record data too short");
	TRY(err);
	if (r->out->keys.count == before)
		return OK; /* said twice */
	r->out->keys.items[before].state = r->state;
	r->out->keys.items[before].timer = r->timer;
	VEC_PUSH(&r->lines, line);
	return OK;
}

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct reading *r = arg;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *z = &batch->records[i];
		TRY(take(r, z, r->line != 0 ? r->line : batch->first_line + z->line));
	}
	return OK;
}

static void take_error(void *arg, const struct zf_error *e)
{
	struct reading *r = arg;
	if (r->fault->why == NULL)
		*r->fault = (struct keyfile_fault){r->line != 0 ? r->line : e->line,
		                                   err_text(e->code)};
}

static enum err read_records(struct reading *r, struct span text)
{
	const struct zf_options options = {.default_ttl = DEFAULT_TTL};
	const struct zf_sink sink = {.arg = r, .records = take_records, .error = take_error};
	return zf_read_text(NULL, text, "", &options, &sink);
}

/* "; State:number": the state that a comment tells. */
static bool read_state(struct span comment, enum anchor_state *state, int64_t *timer)
{
	char word[40];
	size_t len = 0;
	while (comment.len > 0 && (comment.data[0] == ' ' || comment.data[0] == '\t'))
		comment = span_skip(comment, 1);
	len = MIN_OF(comment.len, sizeof(word) - 1);
	memcpy(word, comment.data, len);
	word[len] = '\0';
	for (int s = ANCHOR_ADD_PEND; s <= ANCHOR_REMOVED; s++) {
		const char *name = anchor_state_name((enum anchor_state)s);
		size_t n = strlen(name);
		if (strncmp(word, name, n) != 0 || word[n] != ':')
			continue;
		*state = (enum anchor_state)s;
		*timer = strtoll(word + n + 1, NULL, 10);
		return true;
	}
	return false;
}

/* The comment with a state in a line, and what stands before it. */
static bool split_state(struct span line, struct span *before, enum anchor_state *state,
                        int64_t *timer)
{
	for (size_t i = 1; i < line.len; i++) {
		if (line.data[i] == ';' && read_state(span_skip(line, i + 1), state, timer)) {
			*before = span_of(line.data, i);
			return true;
		}
	}
	return false;
}

static enum err take_line(struct reading *r, struct span line, uint32_t number)
{
	struct span before;
	enum anchor_state state;
	int64_t timer;
	if (!split_state(line, &before, &state, &timer))
		return OK;
	if (line.data[0] != ';') {
		for (size_t i = 0; i < r->lines.count; i++) {
			if (r->lines.items[i] != number)
				continue;
			r->out->keys.items[i].state = state;
			r->out->keys.items[i].timer = timer;
		}
		return OK;
	}
	r->line = number;
	r->state = state;
	r->timer = timer;
	/* A blank in front would stand for the owner of the record before. */
	do
		before = span_skip(before, 1);
	while (before.len > 0 && before.data[0] == ' ');
	return read_records(r, before);
}

static enum err take_lines(struct reading *r, struct span text)
{
	for (uint32_t number = 1; text.len > 0; number++) {
		const uint8_t *end = memchr(text.data, '\n', text.len);
		size_t len = end != NULL ? (size_t)(end - text.data) : text.len;
		TRY(take_line(r, span_of(text.data, len), number));
		text = span_skip(text, len + 1);
	}
	return OK;
}

static void forget_removed(struct anchor *a)
{
	for (size_t i = a->keys.count; i-- > 0;) {
		if (a->keys.items[i].state == ANCHOR_REMOVED)
			anchor_drop(a, i);
	}
}

enum err keyfile_read(struct anchor *out, struct span text, struct keyfile_fault *fault)
{
	struct reading r = {.out = out, .fault = fault, .state = ANCHOR_VALID};
	*fault = (struct keyfile_fault){0};
	if (text.len > KEYFILE_MAX_LEN) {
		fault->why = "file too long";
		return E_LIMIT;
	}
	anchor_init(out, name_root);
	enum err err = read_records(&r, text);
	if (err == OK)
		err = take_lines(&r, text);
	VEC_FREE(&r.lines);
	forget_removed(out);
	if (err == OK && out->keys.count == 0)
		err = E_NOTFOUND;
	if (err != OK) {
		if (fault->why == NULL)
			fault->why = err == E_NOTFOUND ? "no key in it" : err_text(err);
		anchor_deinit(out);
	}
	return err;
}

void keyfile_note(struct text *t, const struct anchor_key *k)
{
	text_printf(t, " %s:", anchor_state_name(k->state));
	if (k->timer != 0)
		text_printf(t, "%lld", (long long)k->timer);
	text_printf(t, " ; KeyTag:%u", (unsigned)k->tag);
}

void keyfile_print(struct text *t, const struct anchor *a)
{
	for (size_t i = 0; i < a->keys.count; i++) {
		const struct anchor_key *k = &a->keys.items[i];
		if (!anchor_key_is_trusted(k))
			text_put(t, "; ");
		zf_print_record(t, a->owner.wire, k->ttl, k->type, anchor_key_rdata(k));
		while (t->len > 0 && t->buf[t->len - 1] == '\n')
			text_truncate(t, t->len - 1);
		text_put(t, " ;");
		keyfile_note(t, k);
		text_put_char(t, '\n');
	}
}
