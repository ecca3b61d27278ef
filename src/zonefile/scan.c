/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The second stage: words to records.
 *
 * Invariant: ->out always has room for one more record; the owner of the last record is in
 * ->out at owner_at or, when the block is new, in state.owner.  What a record's data means is
 * rdata_parse's business; what a line's structure is, words.c's.
 */
#include "zonefile/scan.h"

#include "dns/ttl.h"
#include "zonefile/directive.h"
#include "zonefile/fast.h"
#include "zonefile/name_text.h"
#include "zonefile/words.h"

/* A record on its way. */
struct record {
	const struct rdata_token *at;
	const struct rdata_token *end;
	const uint8_t *fault; /* on failure */
	const char *field;
	uint32_t ttl;
	bool has_ttl;
	uint16_t type;
};

static const uint8_t *name_map(const struct zf_scan *s)
{
	return s->options->lower_case ? zf_name_lowered : zf_name_as_written;
}

static enum err fault_at(struct record *r, enum err code, const uint8_t *at, const char *field)
{
	r->fault = at;
	r->field = field;
	return code;
}

static ALWAYS_INLINE bool owner_repeats(const struct zf_scan *s, const struct rdata_token *word)
{
	return word->len == s->owner_text.len && s->owner_at != NULL &&
	       memcmp(word->text, s->owner_text.data, word->len) == 0;
}

/* Write the owner into the block and make it the current one. */
static ALWAYS_INLINE enum err owner_read(struct zf_scan *s, struct record *r)
{
	const struct rdata_token *word = r->at++;
	if (owner_repeats(s, word))
		return OK;
	struct zf_block *b = s->out;
	uint8_t *place = b->octets + b->used;
	struct span text = span_of(word->text, word->len);
	size_t len = zf_name_quick(place, text.data, text.len, name_map(s), &s->state.origin);
	if (UNLIKELY(len == 0)) {
		enum err e = word->quoted ? E_MALFORMED
		                          : zf_name_parse(place, &len, text, name_map(s),
		                                          &s->state.origin);
		if (e != OK) {
			s->state.has_owner = false;
			s->owner_at = NULL;
			s->owner_text = span_of(NULL, 0);
			return fault_at(r, e, text.data, "owner");
		}
	}
	b->used += len;
	s->owner_at = place;
	s->owner_text = text;
	s->state.has_owner = true;
	s->state.owner.len = (uint8_t)len;
	return OK;
}

/* The octets of a short word and their number; 0 for a longer one, or too near the text's end. */
static ALWAYS_INLINE uint64_t word_key(const struct zf_scan *s, const struct rdata_token *word)
{
	uint64_t key;
	if (word->len - 1 >= sizeof(key) - 1 ||
	    s->cursor.limit - word->text < (ptrdiff_t)sizeof(key))
		return 0;
	memcpy(&key, word->text, sizeof(key));
	return be64toh(key) >> (64 - 8 * word->len) | (uint64_t)word->len << 56;
}

static enum err type_parse(uint16_t *out, struct span text)
{
	uint16_t class_;
	enum err e = rrtype_parse(out, text);
	if (e != OK)
		return rrclass_parse(&class_, text) == OK ? E_CLASS : E_TYPE;
	/* QTYPEs and Meta-TYPEs are never data (RFC 6895 section 3.1); "TYPE255" says "I know". */
	bool by_number = text.len > 4 && strncasecmp((const char *)text.data, "TYPE", 4) == 0;
	return (rrtype_get(*out)->flags & RRTYPE_META) != 0 && !by_number ? E_TYPE : OK;
}

/* A type word; the ones met before are known by their octets. */
static ALWAYS_INLINE enum err type_read(struct zf_scan *s, struct record *r)
{
	const struct rdata_token *word = r->at++;
	uint64_t key = word_key(s, word);
	struct zf_word_cache *known = &s->types[(key * 0x9e3779b97f4a7c15ULL) >> 58];
	if (LIKELY(key != 0 && known->key == key && !word->quoted)) {
		r->type = known->type;
		return OK;
	}
	enum err e = word->quoted ? E_TYPE : type_parse(&r->type, span_of(word->text, word->len));
	if (e != OK)
		return fault_at(r, e, word->text, "type");
	if (key != 0)
		*known = (struct zf_word_cache){.key = key, .type = r->type};
	return OK;
}

static bool word_is_in(const struct rdata_token *word)
{
	return word->len == 2 && (word->text[0] | 0x20) == 'i' && (word->text[1] | 0x20) == 'n';
}

/* TTL and class in either order, each at most once (RFC 1035 section 5.1). */
static ALWAYS_INLINE enum err head_read(struct record *r)
{
	bool has_class = false;
	for (; r->at < r->end; r->at++) {
		if ((unsigned)(r->at->text[0] - '0') < 10 && !r->has_ttl && !r->at->quoted) {
			enum err e = ttl_parse(&r->ttl, span_of(r->at->text, r->at->len));
			if (e != OK)
				return fault_at(r, e, r->at->text, "TTL");
			r->has_ttl = true;
		} else if (!has_class && word_is_in(r->at)) {
			has_class = true;
		} else {
			return OK;
		}
	}
	const struct rdata_token *last = r->at - 1;
	return fault_at(r, E_FIELD_MISSING, last->text + last->len, "type");
}

static uint32_t ttl_of(struct zf_scan *s, const struct record *r)
{
	if (r->has_ttl)
		return r->ttl;
	if (s->state.has_default) /* RFC 2308 section 4 */
		return s->state.default_ttl;
	s->used_last_ttl |= !s->saw_ttl;
	return s->state.last_ttl;
}

/*
 * A signature without a TTL lasts as long as the set it covers (RFC 4034 section 3), and that is in
 * its data.
 */
static uint32_t original_ttl(const uint8_t *rdata)
{
	return wire_get_u32(rdata + 4);
}

/* The first control or non-ASCII octet in the data's text: such must be escaped; or NULL. */
static const uint8_t *words_dirty(const struct record *r)
{
	for (const struct rdata_token *word = r->at; word < r->end; word++) {
		for (uint32_t i = 0; i < word->len; i++) {
			uint8_t c = word->text[i];
			bool in_quotes = c == '\t' || c == '\n';
			if (UNLIKELY((unsigned)(c - 0x20) > 0x7e - 0x20 && !in_quotes))
				return word->text + i;
		}
	}
	return NULL;
}

static enum err rdata_long(struct zf_scan *s, struct record *r, size_t *len)
{
	struct zf_block *b = s->out;
	const uint8_t *dirty = words_dirty(r);
	if (dirty != NULL)
		return fault_at(r, E_NUL, dirty, NULL);
	struct wire_writer w = wire_writer_of(b->octets + b->used, RDATA_MAX_LEN);
	struct rdata_text in = {.at = r->at, .end = r->end, .origin = s->state.origin.wire};
	enum err e = rdata_parse(&w, r->type, &in);
	if (UNLIKELY(e != OK)) {
		const struct rdata_token *t = in.fault_token;
		if (t == NULL ||
		    t >= r->end) /* behind the last word, which is the type if no other */
			return fault_at(r, e, r->end[-1].text + r->end[-1].len, in.fault_field);
		return fault_at(r, e, t->text, in.fault_field);
	}
	*len = w.pos;
	if (s->options->lower_case && rdata_type_has_names(r->type))
		rdata_lower(r->type, w.data, w.pos);
	return OK;
}

static ALWAYS_INLINE enum err data_read(struct zf_scan *s, struct record *r, size_t *len)
{
	const struct zf_fast how = {.map = name_map(s), .origin = &s->state.origin};
	struct zf_block *b = s->out;
	*len = zf_fast_rdata(b->octets + b->used, r->type, r->at, (size_t)(r->end - r->at), &how);
	return LIKELY(*len != 0) ? OK : rdata_long(s, r, len);
}

/* Copy the current owner into a block that does not have it. */
static void owner_place(struct zf_scan *s)
{
	struct zf_block *b = s->out;
	s->owner_at = b->octets + b->used;
	memcpy(b->octets + b->used, s->state.owner.wire, s->state.owner.len);
	b->used += s->state.owner.len;
}

static ALWAYS_INLINE enum err record_read(struct zf_scan *s, struct record *r, bool owner_given)
{
	if (owner_given)
		TRY(owner_read(s, r));
	else if (!s->state.has_owner)
		return fault_at(r, E_NO_OWNER, r->at->text, "owner");
	TRY(head_read(r));
	TRY(type_read(s, r));
	if (UNLIKELY(s->owner_at == NULL))
		owner_place(s);
	size_t len = 0;
	TRY(data_read(s, r, &len));
	struct zf_block *b = s->out;
	uint32_t ttl = ttl_of(s, r);
	const uint8_t *rdata = b->octets + b->used;
	bool by_data = UNLIKELY(r->type == RR_RRSIG) && !r->has_ttl && len >= 8;
	b->records[b->count++] = (struct zf_record){
		.owner = s->owner_at,
		.rdata = rdata,
		.ttl = by_data ? original_ttl(rdata) : ttl,
		.line = UNLIKELY(s->fixed_line != 0) ? s->fixed_line - 1 : s->line,
		.type = r->type,
		.class_ = CLASS_IN,
		.rdata_len = (uint16_t)len,
		.owner_len = s->state.owner.len,
	};
	b->used += len;
	s->state.last_ttl = ttl;
	s->saw_ttl = true;
	return OK;
}

/* Make a report; what is to become of the scan. */
static enum zf_end refuse(struct zf_scan *s, enum err code, const uint8_t *at, const char *field)
{
	bool fatal = zf_words_fatal(code) || *s->line_start == '$' || s->fixed_line != 0;
	zf_scan_report(s, code, fatal, at, field);
	if (zf_scan_flush(s) != OK || fatal || s->reports >= ZF_ERRORS_MAX)
		return ZF_END_STOP;
	return ZF_END_PLACE;
}

/* One record or directive whose first event is at p; ZF_END_PLACE: go on. */
static ALWAYS_INLINE enum zf_end entry_read(struct zf_scan *s, const uint8_t *p)
{
	const uint8_t *start = s->line_start, *fault = NULL;
	bool owner_given = p == start && *p != '(';
	s->words.count = 0;
	s->newlines = 0;
	s->line_end = NULL;
	s->ran_out = false;
	enum err e = zf_words_read(s, p, &fault);
	if (UNLIKELY(s->speculative && (s->ran_out || *start == '$')))
		return ZF_END_CUT;
	if (UNLIKELY(e != OK))
		return refuse(s, e, fault, NULL);
	if (UNLIKELY(*start == '$'))
		return zf_directive_run(s);
	if (UNLIKELY(s->words.count == 0))
		return ZF_END_PLACE;
	struct record r = {.at = s->words.items, .end = s->words.items + s->words.count};
	e = record_read(s, &r, owner_given);
	if (UNLIKELY(e != OK))
		return refuse(s, e, r.fault, r.field);
	return ZF_END_PLACE;
}

enum zf_end zf_scan_run(struct zf_scan *s, const uint8_t *place)
{
	enum zf_end end = ZF_END_PLACE;
	while (s->line_start < place && end == ZF_END_PLACE) {
		struct zf_block *b = s->out;
		if (UNLIKELY(b->count == BLOCK_RECORDS || b->used > BLOCK_OCTETS - BLOCK_ROOM) &&
		    zf_scan_flush(s) != OK)
			return ZF_END_STOP;
		const uint8_t *p = zf_cursor_next(&s->cursor);
		if (zf_cursor_kind(&s->cursor, p) == ZF_NEWLINE) { /* an empty line */
			bool last = p == s->cursor.limit;
			s->line += !last;
			s->line_start = p + !last;
			continue;
		}
		end = entry_read(s, p);
		if (UNLIKELY(end == ZF_END_CUT))
			break;
		s->line += s->newlines;
		s->line_start = s->line_end;
	}
	zf_scan_owner_save(s);
	return end;
}
