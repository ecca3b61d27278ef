/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files of policies.  Invariant: a line that is not understood changes nothing. */

#include "resolver/rules/rpz.h"

#include "dns/rrtype.h"

struct reading {
	struct image_builder *builder;
	const struct zf_source *source;
	struct text *warnings;
	unsigned warned;
	bool has_soa;
	bool fatal;
	struct name origin; /* what owners lose; len 0: nothing is known yet */
};

static void warn(struct reading *r, const char *path, uint32_t line, const char *fmt, ...)
	PRINTF_LIKE(4, 5);

static void warn(struct reading *r, const char *path, uint32_t line, const char *fmt, ...)
{
	va_list ap;
	if (r->warned++ >= RPZ_WARNINGS_MAX)
		return;
	text_printf(r->warnings, "%s:%u: ", path, (unsigned)line);
	va_start(ap, fmt);
	text_vprintf(r->warnings, fmt, ap);
	va_end(ap);
	text_put_char(r->warnings, '\n');
}

/* ---- the source: looks for the first $ORIGIN ---- */

static void find_origin(struct reading *r, struct span text)
{
	static const char word[] = "$ORIGIN";
	const uint8_t *at = text.data, *end = text.data + text.len;
	while (at != NULL && (size_t)(end - at) > sizeof(word)) {
		if (strncasecmp((const char *)at, word, sizeof(word) - 1) == 0) {
			at += sizeof(word) - 1;
			while (at < end && (*at == ' ' || *at == '\t'))
				at++;
			const uint8_t *stop = at;
			while (stop < end && strchr(" \t\r\n;", *stop) == NULL)
				stop++;
			if (name_parse(&r->origin, span_of(at, (size_t)(stop - at)), name_root) !=
			    OK)
				r->origin.len = 0;
			return;
		}
		at = memchr(at, '\n', (size_t)(end - at));
		at = at != NULL ? at + 1 : NULL;
	}
}

static enum err source_open(void *arg, struct zf_text *out, struct span path, const char *from)
{
	struct reading *r = arg;
	TRY(r->source->open(r->source->arg, out, path, from));
	if (from == NULL)
		find_origin(r, out->text);
	return OK;
}

static void source_close(void *arg, struct zf_text *file)
{
	const struct reading *r = arg;
	r->source->close(r->source->arg, file);
}

/* ---- records ---- */

/* The owner without the zone's name; false: it is outside. */
static bool strip(const struct reading *r, const uint8_t *owner, struct name *out)
{
	if (r->origin.len == 0 || name_is_root(r->origin.wire)) {
		name_copy(out, owner);
		return true;
	}
	return name_is_under(owner, r->origin.wire) &&
	       name_resuffix(out, owner, r->origin.wire, name_root) == OK;
}

/* Triggers other than names end in these labels. */
static bool is_other_trigger(const uint8_t *name)
{
	static const uint8_t *const labels[] = {
		(const uint8_t *)"\6rpz-ip", (const uint8_t *)"\15rpz-client-ip",
		(const uint8_t *)"\13rpz-nsdname", (const uint8_t *)"\10rpz-nsip"};
	for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
		if (name_is_under(name, labels[i]))
			return true;
	}
	return false;
}

/* What a CNAME stands for; IMAGE_ACTIONS: nothing but itself. */
static enum image_action action_of(const uint8_t *owner, const uint8_t *target)
{
	static const struct {
		const char *target;
		enum image_action action;
	} words[] = {
		{"", IMAGE_DEFAULT},
		{"\1*", IMAGE_NODATA},
		{"\14rpz-passthru", IMAGE_PASS},
		{"\10rpz-drop", IMAGE_DROP},
		{"\14rpz-tcp-only", IMAGE_TC},
	};
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (name_equal(target, (const uint8_t *)words[i].target))
			return words[i].action;
	}
	return name_equal(owner, target) ? IMAGE_PASS : IMAGE_ACTIONS;
}

/* Targets of one label that begins with "rpz-" are actions, also those that nobody knows yet. */
static bool is_reserved(const uint8_t *target)
{
	return target[0] > 4 && strncasecmp((const char *)target + 1, "rpz-", 4) == 0 &&
	       name_labels(target) == 1;
}

/* Types that belong to the zone or its signatures and mean nothing as local data. */
static bool is_not_data(uint16_t type)
{
	return type == RR_DNAME || type == RR_DNSKEY || type == RR_DS || type == RR_RRSIG ||
	       type == RR_NSEC || type == RR_NSEC3 || type == RR_NSEC3PARAM || type == RR_NS ||
	       type == RR_SOA || (rrtype_get(type)->flags & RRTYPE_META);
}

static enum err take_one(struct reading *r, const struct zf_record *z, const char *path,
                         uint32_t line)
{
	struct span rdata = span_of(z->rdata, z->rdata_len);
	struct name owner;
	if (z->type == RR_SOA && !r->has_soa) {
		r->has_soa = true;
		name_copy(&r->origin, z->owner);
		return OK;
	}
	bool inside = strip(r, z->owner, &owner);
	/* The zone's own records are how it is kept by name servers. */
	if (z->type == RR_SOA || (z->type == RR_NS && inside && name_is_root(owner.wire)))
		return OK;
	if (!inside) {
		warn(r, path, line, "the name is not in the zone (ignored)");
		return OK;
	}
	if (is_not_data(z->type)) {
		struct text type;
		char buf[32];
		text_init_fixed(&type, buf, sizeof(buf));
		rrtype_print(&type, z->type);
		warn(r, path, line, "type %s is not allowed in RPZ (ignored)", buf);
		return OK;
	}
	if (is_other_trigger(owner.wire)) {
		warn(r, path, line, "unsupported policy trigger (ignored)");
		return OK;
	}
	enum image_scope scope = name_is_wildcard(owner.wire) ? IMAGE_BELOW : IMAGE_EXACT;
	const uint8_t *name = scope == IMAGE_BELOW ? name_parent(owner.wire) : owner.wire;
	enum image_action action = z->type == RR_CNAME ? action_of(owner.wire, z->rdata)
	                                               : IMAGE_ACTIONS;
	if (z->type == RR_CNAME && action == IMAGE_ACTIONS && is_reserved(z->rdata)) {
		warn(r, path, line, "unsupported policy action (ignored)");
		return OK;
	}
	if (action != IMAGE_ACTIONS)
		return image_add(r->builder, name, scope, action);
	return image_add_record(r->builder, name, scope, z->type, z->ttl, rdata);
}

static enum err take_records(void *arg, const struct zf_batch *batch)
{
	struct reading *r = arg;
	for (size_t i = 0; i < batch->count; i++) {
		const struct zf_record *z = &batch->records[i];
		TRY(take_one(r, z, batch->file, batch->first_line + z->line));
	}
	return OK;
}

static void take_error(void *arg, const struct zf_error *e)
{
	struct reading *r = arg;
	r->fatal = r->fatal || e->fatal;
	warn(r, e->file, e->line, "%s (ignored)", err_text(e->code));
}

enum err rpz_read(struct image_builder *b, const struct zf_source *source, const char *path,
                  struct text *warnings)
{
	struct reading r = {.builder = b, .source = source, .warnings = warnings};
	const struct zf_source wrapped = {.arg = &r, .open = source_open, .close = source_close};
	const struct zf_options options = {.default_ttl = 3600};
	const struct zf_sink sink = {.arg = &r, .records = take_records, .error = take_error};
	enum err err = zf_read(&wrapped, path, &options, &sink);
	/* Reported lines were left out; the others hold. */
	if (err == E_MALFORMED && !r.fatal && r.warned < ZF_ERRORS_MAX)
		err = OK;
	return err;
}
