/* SPDX-License-Identifier: BSD-2-Clause */
/* Making queries.  Everything comes from the user; nothing is refused that can be sent. */

#include "tools/cli/lookup.h"

#include "base/rand.h"
#include "dns/rdata.h"

enum { EDNS_MAX = 16384, SUBNET_FAMILY_OCTETS = 4 };

void lookup_init(struct lookup *l)
{
	*l = (struct lookup){.type = RR_A, .class_ = CLASS_IN, .flags = MSG_RD | MSG_AD};
	l->edns.version = l->edns.bufsize = LOOKUP_UNSET;
	l->edns.padding = l->edns.alignment = LOOKUP_UNSET;
}

enum err lookup_parse_type(struct lookup *l, struct span text)
{
	const uint8_t *equals = memchr(text.data, '=', text.len);
	struct span word = equals != NULL ? span_of(text.data, (size_t)(equals - text.data)) : text;
	uint32_t serial = 0;
	bool notify = span_is_word(word, "NOTIFY");
	uint16_t type = RR_SOA;
	if (!notify && rrtype_parse(&type, word) != OK)
		return E_TYPE;
	if (equals != NULL) {
		struct span digits = span_skip(text, word.len + 1);
		uint64_t value = 0;
		if ((!notify && type != RR_IXFR) || digits.len == 0 || digits.len > 10)
			return E_TYPE;
		for (size_t i = 0; i < digits.len; i++) {
			if (digits.data[i] < '0' || digits.data[i] > '9')
				return E_TYPE;
			value = value * 10 + (digits.data[i] - '0');
		}
		if (value > UINT32_MAX)
			return E_TYPE;
		serial = (uint32_t)value;
	} else if (!notify && type == RR_IXFR) {
		/* Without the serial there is nothing to ask differences from. */
		return E_TYPE;
	}
	l->type = type;
	l->notify = notify;
	l->has_serial = equals != NULL;
	l->serial = serial;
	return OK;
}

enum err lookup_reverse_name(struct name *out, struct span address)
{
	struct addr a;
	struct text t;
	TRY(addr_parse(&a, address, 0));
	struct span octets = addr_octets(&a);
	if (octets.len == 0 || addr_port(&a) != 0)
		return E_ADDR;
	text_init(&t);
	for (size_t i = octets.len; i-- > 0;) {
		if (octets.len == 4)
			text_printf(&t, "%u.", octets.data[i]);
		else
			text_printf(&t, "%x.%x.", octets.data[i] & 15, octets.data[i] >> 4);
	}
	text_put(&t, octets.len == 4 ? "in-addr.arpa." : "ip6.arpa.");
	enum err e = name_parse(out, text_span(&t), name_root);
	text_deinit(&t);
	return e;
}

static bool wants_edns(const struct lookup *l)
{
	const struct lookup_edns *e = &l->edns;
	return !e->off && (l->do_ || e->version != LOOKUP_UNSET || e->bufsize != LOOKUP_UNSET ||
	                   e->padding != LOOKUP_UNSET || e->alignment != LOOKUP_UNSET || e->nsid ||
	                   e->expire || e->zoneversion || e->has_subnet || e->cookie_len > 0 ||
	                   e->option_count > 0);
}

/* RFC 7871 section 6: octets of the address beyond the prefix are not sent. */
static enum err put_subnet(struct edns_writer *w, const struct edns_subnet *s)
{
	uint8_t buf[SUBNET_FAMILY_OCTETS + 16];
	struct wire_writer value = wire_writer_of(buf, sizeof(buf));
	TRY(edns_subnet_write(&value, s));
	return edns_put(w, EDNS_CLIENT_SUBNET, wire_written(&value));
}

/* Padding octets that fill a message of `used` octets (the OPT record in it) up to the block. */
static size_t padding_len(const struct lookup_edns *e, size_t used)
{
	enum { OPTION_HEAD = 4 };
	if (e->padding != LOOKUP_UNSET)
		return (size_t)e->padding;
	size_t block = (size_t)e->alignment;
	size_t over = (used + OPTION_HEAD) % block;
	return over == 0 ? 0 : block - over;
}

static enum err put_options(struct edns_writer *w, const struct lookup *l, size_t message_len)
{
	static const uint8_t zeros[MSG_MAX_LEN];
	const struct lookup_edns *e = &l->edns;
	struct span none = span_of(NULL, 0);
	if (e->nsid)
		TRY(edns_put(w, EDNS_NSID, none));
	if (e->has_subnet)
		TRY(put_subnet(w, &e->subnet));
	if (e->cookie_len > 0)
		TRY(edns_put(w, EDNS_COOKIE, span_of(e->cookie, e->cookie_len)));
	if (e->expire)
		TRY(edns_put(w, EDNS_EXPIRE, none));
	if (e->zoneversion)
		TRY(edns_put(w, EDNS_ZONEVERSION, none));
	for (size_t i = 0; i < e->option_count; i++)
		TRY(edns_put(w, e->options[i].code,
		             span_of(e->options[i].value, e->options[i].len)));
	if (e->padding == LOOKUP_UNSET && e->alignment == LOOKUP_UNSET)
		return OK;
	return edns_put(w, EDNS_PADDING,
	                span_of(zeros, padding_len(e, message_len + edns_size(w))));
}

static enum err put_edns(struct msg_writer *w, const struct lookup *l)
{
	uint8_t options[EDNS_MAX];
	struct edns_writer e;
	const struct lookup_edns *wish = &l->edns;
	size_t tsig = l->key != NULL ? tsig_room(l->key) : 0;
	edns_writer_init(&e, options, sizeof(options),
	                 wish->bufsize != LOOKUP_UNSET ? (uint16_t)wish->bufsize
	                                               : (uint16_t)LOOKUP_UDP_SIZE);
	e.version = wish->version != LOOKUP_UNSET ? (uint8_t)wish->version : 0;
	e.flags = l->do_ ? MSG_EDNS_DO : 0;
	TRY(put_options(&e, l, w->pos + tsig));
	return edns_write(w, &e);
}

/*
 * The SOA that carries a serial: where the asker is (RFC 1995 section 3), or a hint of what is new
 * (RFC 1996 section 3.7).
 */
static enum err put_serial(struct msg_writer *w, const struct lookup *l)
{
	uint8_t rdata[22] = {0}; /* two root names and five numbers */
	wire_set_u32(rdata + 2, l->serial);
	return msg_put_rr(w, l->notify ? SECTION_ANSWER : SECTION_AUTHORITY, l->qname.wire, RR_SOA,
	                  l->class_, 0, span_of(rdata, sizeof(rdata)));
}

enum err lookup_make(struct lookup_message *out, const struct lookup *l)
{
	struct msg_writer w;
	uint16_t flags = l->flags;
	uint16_t error = 0;
	if (l->notify)
		flags = (uint16_t)((flags & ~MSG_RD) | OPCODE_NOTIFY << 11);
	msg_writer_init(&w, out->wire, sizeof(out->wire), rand_u16(), flags);
	if (l->qname.len > 0)
		TRY(msg_put_question(&w, l->qname.wire, l->type, l->class_));
	if (l->has_serial && l->qname.len > 0)
		TRY(put_serial(&w, l));
	if (wants_edns(l))
		TRY(put_edns(&w, l));
	out->len = msg_finish(&w);
	if (l->key == NULL)
		return OK;
	tsig_init(&out->tsig, l->key);
	enum err e = tsig_sign(&out->tsig, out->wire, &out->len, sizeof(out->wire), clock_wall(),
	                       error);
	if (e != OK)
		tsig_deinit(&out->tsig);
	return e;
}
