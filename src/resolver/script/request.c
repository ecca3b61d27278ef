/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What scripts keep of requests.  Invariant: a place of the table is in use exactly while its
 * request is; a generation is used once in four thousand million requests.
 */

#include "resolver/script/request.h"

#include "base/mem.h"

struct script_request *script_request_of(struct script *s, struct request *r)
{
	struct script_request *sr = r->script;
	if (sr != NULL)
		return sr;
	uint32_t slot = 0;
	while (slot < s->requests.count && s->requests.items[slot] != NULL)
		slot++;
	sr = mem_zalloc(sizeof(*sr));
	sr->r = r;
	sr->slot = slot + 1;
	sr->generation = ++s->generation;
	sr->state = SCRIPT_CONSUME;
	sr->name = r->client.qname;
	name_lower(sr->name.wire, sr->name.len);
	sr->ede = EDE_NONE;
	sr->trace_log = sr->trace_finish = sr->stale = LUA_NOREF;
	if (slot == s->requests.count)
		VEC_PUSH(&s->requests, sr);
	else
		s->requests.items[slot] = sr;
	r->script = sr;
	return sr;
}

struct script_request *script_request_find(const struct script *s, const struct kres_handle *h)
{
	if (h->slot == 0 || h->slot > s->requests.count)
		return NULL;
	struct script_request *sr = s->requests.items[h->slot - 1];
	return sr != NULL && sr->generation == h->generation ? sr : NULL;
}

struct query *script_query_of(const struct script_request *sr, const struct kres_handle *h)
{
	return h->query > 0 && h->query <= sr->queries.count ? sr->queries.items[h->query - 1]
	                                                     : NULL;
}

uint16_t script_query_number(struct script_request *sr, struct query *q)
{
	if (q == NULL)
		return 0;
	for (size_t i = 0; i < sr->queries.count; i++) {
		if (sr->queries.items[i] == q)
			return (uint16_t)(i + 1);
	}
	VEC_PUSH(&sr->queries, q); /* a request's budget is far less than can be counted here */
	return (uint16_t)sr->queries.count;
}

struct kres_handle script_handle(struct script *s, struct request *r, struct query *q)
{
	struct script_request *sr = script_request_of(s, r);
	return (struct kres_handle){.slot = sr->slot,
	                            .generation = sr->generation,
	                            .query = script_query_number(sr, q)};
}

static void free_request(struct script *s, struct script_request *sr)
{
	script_packet_free(sr->answer);
	script_packet_free(sr->question);
	for (size_t i = 0; i < sr->packets.count; i++)
		script_packet_free(sr->packets.items[i]);
	VEC_FREE(&sr->packets);
	VEC_FREE(&sr->queries);
	script_release(s, sr->trace_log);
	script_release(s, sr->trace_finish);
	script_release(s, sr->stale);
	mem_free(sr);
}

void script_request_ended(struct script *s, struct request *r)
{
	struct script_request *sr = r->script;
	if (sr == NULL)
		return;
	if (sr->trace_finish != LUA_NOREF) {
		lua_rawgeti(s->lua, LUA_REGISTRYINDEX, sr->trace_finish);
		script_push_request(s, s->lua, r);
		(void)script_call(s, s->lua, 1, 0);
	}
	script_forget_vars(s, sr);
	s->requests.items[sr->slot - 1] = NULL;
	r->script = NULL;
	free_request(s, sr);
}

bool script_request_trace(struct script *s, struct request *r, const char *line)
{
	const struct script_request *sr = r->script;
	if (sr == NULL || sr->trace_log == LUA_NOREF)
		return false;
	lua_rawgeti(s->lua, LUA_REGISTRYINDEX, sr->trace_log);
	script_push_query(s, s->lua, r, NULL);
	lua_pushliteral(s->lua, "resl");
	lua_pushstring(s->lua, line);
	(void)script_call(s, s->lua, 3, 0);
	return true;
}

void script_requests_close(struct script *s)
{
	for (size_t i = 0; i < s->requests.count; i++) {
		struct script_request *sr = s->requests.items[i];
		if (sr == NULL)
			continue;
		sr->r->script = NULL;
		free_request(s, sr);
	}
	VEC_FREE(&s->requests);
}
