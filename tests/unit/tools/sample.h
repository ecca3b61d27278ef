/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages for tests of what prints them: made record by record from text, then parsed. */
#pragma once

#include "support.h"

#include "dns/edns.h"
#include "dns/rdata.h"

#include <string.h>

struct sample {
	uint8_t wire[4096];
	struct msg_writer w;
	struct msg m; /* once done */
};

static inline void sample_begin(struct sample *s, uint16_t flags, const char *qname, uint16_t qtype)
{
	struct name name;
	msg_writer_init(&s->w, s->wire, sizeof(s->wire), 4660, flags);
	if (qname == NULL)
		return;
	assert_ok(name_parse_str(&name, qname));
	assert_ok(msg_put_question(&s->w, name.wire, qtype, CLASS_IN));
}

/* Append a record of class IN and TTL 60. */
static inline void sample_put(struct sample *s, enum msg_section section, const char *owner,
                              uint16_t type, const char *data)
{
	uint8_t octets[1024];
	struct wire_writer w = wire_writer_of(octets, sizeof(octets));
	struct name name;
	assert_ok(name_parse_str(&name, owner));
	assert_ok(rdata_parse_line(&w, type, span_str(data), NULL));
	assert_ok(msg_put_rr(&s->w, section, name.wire, type, CLASS_IN, 60, wire_written(&w)));
}

/* Append an OPT record with one option; value NULL: with none. */
static inline void sample_put_opt(struct sample *s, uint16_t flags, uint16_t code,
                                  const char *value, size_t len)
{
	uint8_t options[512];
	struct edns_writer e;
	edns_writer_init(&e, options, sizeof(options), 1232);
	e.flags = flags;
	if (value != NULL)
		assert_ok(edns_put(&e, code, span_of(value, len)));
	assert_ok(edns_write(&s->w, &e));
}

static inline const struct msg *sample_done(struct sample *s)
{
	assert_ok(msg_parse(&s->m, span_of(s->wire, msg_finish(&s->w))));
	return &s->m;
}
