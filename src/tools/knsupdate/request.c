/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records from text.  The zone file scanner reads them, so that quoting, comments and the generic
 * form are what users know; what deletions and prerequisites leave out is put in for it.
 */

#include "tools/knsupdate/request.h"

#include "base/rand.h"
#include "dns/rdata.h"
#include "tools/cli/notice.h"
#include "zonefile/zonefile.h"

#include <ctype.h>

enum { DEFAULT_TTL = 3600 };

void request_init(struct request *r)
{
	*r = (struct request){.class_ = CLASS_IN, .default_ttl = DEFAULT_TTL};
	name_copy(&r->origin, name_root);
	arena_init(&r->arena, 0);
}

void request_clear(struct request *r)
{
	r->prereqs.count = r->updates.count = 0;
	arena_reset(&r->arena);
}

void request_deinit(struct request *r)
{
	VEC_FREE(&r->prereqs);
	VEC_FREE(&r->updates);
	arena_deinit(&r->arena);
}

/* ---- words ---- */

static const char *skip_blank(const char *at)
{
	while (*at != '\0' && isblank((unsigned char)*at))
		at++;
	return at;
}

/* The next word; *at moves behind it and the blanks that follow. */
static struct span cut_word(const char **at)
{
	const char *begin = skip_blank(*at), *end = begin;
	while (*end != '\0' && !isblank((unsigned char)*end))
		end++;
	*at = skip_blank(end);
	return span_of(begin, (size_t)(end - begin));
}

static bool is_end(const char *at)
{
	return *at == '\0' || *at == ';';
}

/* ---- one record by the scanner ---- */

struct reading {
	struct request *request;
	struct request_record record;
	unsigned count;
	enum err err;
};

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct reading *r = arg;
	struct arena *a = &r->request->arena;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *from = &batch->records[i];
		r->count++;
		r->record = (struct request_record){
			.owner = arena_dup(a, from->owner, from->owner_len),
			.rdata = span_of(arena_dup(a, from->rdata, from->rdata_len),
		                         from->rdata_len),
			.ttl = from->ttl,
			.type = from->type,
			.class_ = from->class_,
		};
	}
	return OK;
}

static void take_error(void *arg, const struct zf_error *error)
{
	((struct reading *)arg)->err = error->code;
}

/* Read a whole record; `what` is named in complaints. */
static enum err record_read(struct request *request, const char *text, const char *what,
                            struct request_record *out)
{
	struct reading r = {.request = request};
	const struct zf_sink sink = {.arg = &r, .records = take_records, .error = take_error};
	const struct zf_options options = {.origin = request->origin.wire,
	                                   .default_ttl = request->default_ttl};
	char *line = mem_printf("%s\n", text);
	enum err e = *text == '$' ? E_NO_OWNER
	                          : zf_read_text(NULL, span_str(line), "input", &options, &sink);
	mem_free(line);
	if (e == E_MALFORMED && r.err != OK)
		e = r.err;
	if (e == OK && r.count != 1)
		e = E_FIELD_MISSING;
	if (e != OK) {
		notice_error("invalid %s (%s)", what, err_text(e));
		return E_INVALID;
	}
	*out = r.record;
	return OK;
}

static enum err class_check(const struct request *r, struct span word, uint16_t class_)
{
	if (class_ == r->class_)
		return OK;
	notice_error("class mismatch '%.*s'", (int)word.len, (const char *)word.data);
	return E_INVALID;
}

enum err request_add(struct request *r, const char *text)
{
	struct request_record record;
	text = skip_blank(text);
	if (is_end(text)) {
		notice_error("invalid record (%s)", err_text(E_NO_OWNER));
		return E_INVALID;
	}
	TRY(record_read(r, text, "record", &record));
	/* A zone file's class is IN when it names none. */
	if (record.class_ == CLASS_IN)
		record.class_ = r->class_;
	if (record.class_ != r->class_) {
		struct text name;
		text_init(&name);
		rrclass_print(&name, record.class_);
		enum err e = class_check(r, text_span(&name), record.class_);
		text_deinit(&name);
		return e;
	}
	VEC_PUSH(&r->updates, record);
	return OK;
}

/* ---- records of which parts may be missing ---- */

static enum err owner_read(const struct request *r, const char **at, struct name *owner,
                           const char *missing)
{
	struct span word = cut_word(at);
	if (word.len == 0 || word.data[0] == ';') {
		notice_error("%s", missing);
		return E_INVALID;
	}
	enum err e = name_parse(owner, word, r->origin.wire);
	if (e != OK) {
		notice_error("invalid owner name '%.*s' (%s)", (int)word.len,
		             (const char *)word.data, err_text(e));
		return E_INVALID;
	}
	return OK;
}

static bool is_number(struct span word)
{
	for (size_t i = 0; i < word.len; i++) {
		if (!isdigit(word.data[i]))
			return false;
	}
	return word.len > 0;
}

/* TTL, which is ignored, and class, which must be ours. */
static enum err skip_ttl_and_class(const struct request *r, const char **at, bool warn)
{
	const char *next = *at;
	uint16_t class_;
	struct span word = cut_word(&next);
	if (is_number(word)) {
		if (warn)
			notice_warning("ignoring TTL value '%.*s'", (int)word.len,
			               (const char *)word.data);
		*at = next;
		word = cut_word(&next);
	}
	if (word.len == 0 || rrclass_parse(&class_, word) != OK)
		return OK;
	*at = next;
	return class_check(r, word, class_);
}

/* Data of a record whose type is known; none: an empty span. */
static enum err data_read(struct request *r, const char *at, const struct name *owner,
                          uint16_t type, struct request_record *out)
{
	struct text line;
	*out = (struct request_record){.owner = arena_dup(&r->arena, owner->wire, owner->len),
	                               .type = type};
	if (is_end(at))
		return OK;
	text_init(&line);
	text_put(&line, ". 0 IN ");
	rrtype_print(&line, type);
	text_printf(&line, " %s", at);
	const uint8_t *name = out->owner;
	enum err e = record_read(r, line.buf, "rdata", out);
	out->owner = name;
	out->ttl = 0;
	text_deinit(&line);
	return e;
}

static enum err type_read(const char **at, uint16_t *type)
{
	struct span word = cut_word(at);
	if (rrtype_parse(type, word) == OK)
		return OK;
	notice_error("invalid type '%.*s'", (int)word.len, (const char *)word.data);
	return E_INVALID;
}

enum err request_delete(struct request *r, const char *text)
{
	struct request_record record;
	struct name owner;
	uint16_t type = RR_ANY;
	TRY(owner_read(r, &text, &owner, "missing owner name"));
	TRY(skip_ttl_and_class(r, &text, false));
	if (!is_end(text))
		TRY(type_read(&text, &type));
	TRY(data_read(r, text, &owner, type, &record));
	/* RFC 2136 sections 2.5.2 to 2.5.4 */
	record.class_ = is_end(text) ? CLASS_ANY : CLASS_NONE;
	VEC_PUSH(&r->updates, record);
	return OK;
}

enum err request_prereq_name(struct request *r, const char *text, bool exists)
{
	struct request_record record;
	struct name owner;
	TRY(owner_read(r, &text, &owner, "missing prerequisite owner name"));
	if (!is_end(text))
		notice_warning("ignoring input data '%s'", text);
	TRY(data_read(r, "", &owner, RR_ANY, &record));
	/* RFC 2136 sections 2.4.4 and 2.4.5 */
	record.class_ = exists ? CLASS_ANY : CLASS_NONE;
	VEC_PUSH(&r->prereqs, record);
	return OK;
}

enum err request_prereq_set(struct request *r, const char *text, bool exists)
{
	struct request_record record;
	struct name owner;
	uint16_t type;
	TRY(owner_read(r, &text, &owner, "missing prerequisite owner name"));
	TRY(skip_ttl_and_class(r, &text, true));
	if (is_end(text)) {
		notice_error("missing prerequisite type");
		return E_INVALID;
	}
	TRY(type_read(&text, &type));
	if (!exists && !is_end(text)) {
		/* RFC 2136 section 2.4.3: there is no such thing as a set without these records. */
		notice_warning("ignoring input data '%s'", text);
		text = "";
	}
	TRY(data_read(r, text, &owner, type, &record));
	/* RFC 2136 sections 2.4.1 to 2.4.3 */
	record.class_ = !exists ? CLASS_NONE : is_end(text) ? CLASS_ANY : r->class_;
	VEC_PUSH(&r->prereqs, record);
	return OK;
}

/* ---- the message ---- */

static enum err records_write(struct msg_writer *w, enum msg_section section,
                              const struct request_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct request_record *r = &records[i];
		TRY(msg_put_rr(w, section, r->owner, r->type, r->class_, r->ttl, r->rdata));
	}
	return OK;
}

enum err request_write(const struct request *r, uint8_t *buf, size_t cap, size_t *len)
{
	struct msg_writer *w = mem_alloc(sizeof(*w));
	enum err e = OK;
	msg_writer_init(w, buf, cap, rand_u16(), OPCODE_UPDATE << 11);
	if (r->zone.len > 0)
		e = msg_put_question(w, r->zone.wire, RR_SOA, r->class_);
	if (e == OK)
		e = records_write(w, SECTION_ANSWER, r->prereqs.items, r->prereqs.count);
	if (e == OK)
		e = records_write(w, SECTION_AUTHORITY, r->updates.items, r->updates.count);
	*len = msg_finish(w);
	mem_free(w);
	return e;
}
