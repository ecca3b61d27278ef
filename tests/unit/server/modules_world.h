/* SPDX-License-Identifier: BSD-2-Clause */
/* A served zone and the modules of a configuration, asked at any time by any address. */
#pragma once

#include "answer_text.h"
#include "conf_from_text.h"
#include "dns/edns.h"
#include "server/modules/modules.h"

struct modules_world {
	struct served *served;
	struct conf *conf;
	struct modules *modules;
	struct answer_moment moment;
	struct addr peer;
	struct answer_query last;
};

/* text: knot.conf with one zone, "example." */
static inline void modules_world_init(struct modules_world *w, const char *text)
{
	memset(w, 0, sizeof(*w));
	w->conf = conf_from_text(text);
	w->modules = modules_new(w->conf);
	w->served = served_new("example.",
	                       (const char *[]){"@ 3600 SOA ns h 7 7200 900 1209600 300",
	                                        "@ 60 NS ns", "ns 60 A 192.0.2.1",
	                                        "www 60 A 192.0.2.2", "alias 60 CNAME www", NULL});
	w->served->options.hooks = modules_global(w->modules);
	w->served->options.protocol = PROTOCOL_UDP;
	slot_publish_hooks(w->served->slot, modules_zone(w->modules, 0));
	w->moment.mono.ns = NS_PER_S;
	w->moment.wall.s = 1700000000;
	assert_ok(addr_parse(&w->peer, span_str("192.0.2.100@1234"), 0));
}

static inline void modules_world_deinit(struct modules_world *w)
{
	served_free(w->served);
	modules_free(w->modules);
	conf_free(w->conf);
}

static inline void modules_world_from(struct modules_world *w, const char *address)
{
	assert_ok(addr_parse(&w->peer, span_str(address), 1234));
}

/* Ask in octets; what was made of it is in w->last. */
static inline struct answer_query *modules_ask_octets(struct modules_world *w, struct span query)
{
	w->last = (struct answer_query){
		.query = query,
		.reply = w->served->reply,
		.reply_cap = sizeof(w->served->reply),
		.peer = &w->peer,
	};
	answer_scratch_set_moment(w->served->scratch, &w->moment);
	answer_batch(w->served->scratch, w->served->table, &w->served->options, &w->last, 1);
	answer_sent(w->served->scratch, &w->served->options, &w->last, 0);
	return &w->last;
}

static inline struct answer_query *modules_ask(struct modules_world *w, const char *words)
{
	static uint8_t wire[512];
	return modules_ask_octets(w, span_of(wire, query_from_words(wire, words)));
}

/* A query with one EDNS option. */
static inline size_t query_with_option(uint8_t *wire, const char *words, uint16_t code,
                                       struct span value)
{
	size_t len = query_from_words(wire, words);
	wire_set_u16(wire + len - 2, (uint16_t)(4 + value.len));
	wire_set_u16(wire + len, code);
	wire_set_u16(wire + len + 2, (uint16_t)value.len);
	if (value.len > 0)
		memcpy(wire + len + 4, value.data, value.len);
	return len + 4 + value.len;
}

static inline struct answer_query *modules_ask_option(struct modules_world *w, const char *words,
                                                      uint16_t code, struct span value)
{
	static uint8_t wire[512];
	return modules_ask_octets(w, span_of(wire, query_with_option(wire, words, code, value)));
}

static inline struct msg modules_reply(const struct answer_query *q)
{
	struct msg m;
	assert_int_equal(q->kind, ANSWER_REPLY);
	assert_ok(msg_parse(&m, span_of(q->reply, q->reply_len)));
	return m;
}

/* An EDNS option of the last reply; data NULL: none. */
static inline struct span modules_option(const struct answer_query *q, uint16_t code)
{
	bool found;
	struct msg m = modules_reply(q);
	return edns_find(&m.edns, code, &found);
}

struct wanted_counter {
	const char *name, *id;
	uint64_t value;
	bool found;
};

static inline void counter_match(void *ctx, const char *module, const char *name, const char *id,
                                 uint64_t value)
{
	struct wanted_counter *wanted = ctx;
	(void)module;
	if (strcmp(name, wanted->name) != 0 || (id == NULL) != (wanted->id == NULL) ||
	    (id != NULL && strcmp(id, wanted->id) != 0))
		return;
	assert_false(wanted->found);
	wanted->found = true;
	wanted->value = value;
}

/* A counter of the global modules, or of the zone's; UINT64_MAX: there is none. */
static inline uint64_t counter_of(const struct modules_world *w, bool global, const char *name,
                                  const char *id)
{
	struct wanted_counter wanted = {name, id, UINT64_MAX, false};
	if (global)
		modules_counters_global(w->modules, counter_match, &wanted);
	else
		modules_counters_zone(w->modules, 0, counter_match, &wanted);
	return wanted.value;
}
