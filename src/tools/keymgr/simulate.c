/* SPDX-License-Identifier: BSD-2-Clause */
/* The timeline: assumptions first, as comments, then events. */

#include "tools/keymgr/simulate.h"

#include "server/keys/rehearsal.h"
#include "server/keys/rollover_text.h"
#include "tools/cli/say.h"

enum { HOUR = 3600, DAY = 86400 };

/* "+1h" and the like as seconds. */
static bool parse_duration(int64_t *out, const char *text)
{
	const int64_t base = INT64_C(1) << 40;
	int64_t at;
	if (text[0] == '-' || timestamp_parse(&at, span_str(text), base) != OK)
		return false;
	*out = text[0] == '+' ? at - base : at;
	return true;
}

static bool parse_word(struct rehearsal *r, const char *word)
{
	if (strcasecmp(word, "confirm=never") == 0) {
		r->parent_s = -1;
		return true;
	}
	if (strncasecmp(word, "confirm=", 8) == 0)
		return parse_duration(&r->parent_s, word + 8);
	if (strncasecmp(word, "ds-ttl=", 7) == 0)
		return parse_duration(&r->ds_ttl_s, word + 7);
	return false;
}

static bool parse_args(struct rehearsal *r, char **args, int count)
{
	if (timestamp_parse(&r->to, span_str(args[0]), r->from) != OK || r->to <= r->from) {
		say_error("invalid timestamp: %s", args[0]);
		return false;
	}
	for (int i = 1; i < count; i++) {
		if (!parse_word(r, args[i])) {
			say_error("invalid parameter: %s", args[i]);
			return false;
		}
	}
	return true;
}

static int64_t delay_of(const struct keymgr *k)
{
	const struct conf_submission *s = k->policy->parent.submission;
	return s != NULL ? s->parent_delay_s : 0;
}

static struct rehearsal prepare(const struct keymgr *k, const struct zone_facts *facts)
{
	const struct policy_keys *p = &k->policy->keys;
	const struct conf_submission *s = k->policy->parent.submission;
	struct rehearsal r = {
		.policy = p,
		.submission_timeout_s = s != NULL ? s->timeout_s : 0,
		.ttls = facts->ttls,
		.signed_s = facts->signed_s,
		.from = k->now,
		.parent_s = s != NULL ? s->check_interval_s : DAY,
		.ds_ttl_s = DAY,
	};
	/* The zone was not signed yet: the policy, or what is common. */
	if (!r.ttls.known)
		key_ttls_set(&r.ttls, (uint32_t)(p->dnskey_ttl_s >= 0 ? p->dnskey_ttl_s : HOUR),
		             (uint32_t)(p->zone_max_ttl_s >= 0 ? p->zone_max_ttl_s : DAY), 0,
		             r.from);
	return r;
}

static void print_head(const struct keymgr *k, const struct rehearsal *r)
{
	struct text t;
	text_init(&t);
	text_printf(&t, "; %s policy '%s', from ", k->zone_text, k->policy->id);
	timestamp_print(&t, r->from, TIMESTAMP_ISO, 0);
	text_put(&t, " to ");
	timestamp_print(&t, r->to, TIMESTAMP_ISO, 0);
	text_printf(&t, "\n; DNSKEY TTL %u, largest TTL %u, propagation delay %lld\n; ",
	            r->ttls.dnskey_s, r->ttls.zone_s, (long long)r->policy->propagation_delay_s);
	if (r->parent_s < 0)
		text_put(&t, "the parent never confirms a submission\n");
	else
		text_printf(&t, "the parent confirms a submission after %lld, DS TTL %lld\n",
		            (long long)r->parent_s, (long long)r->ds_ttl_s);
	fwrite(t.buf, 1, t.len, stdout);
	text_deinit(&t);
}

struct timeline {
	size_t events;
};

/* Keys that are made up have nothing but a number. */
static void print_key(struct text *t, const struct rollover_note *note)
{
	static const uint8_t none[KEY_ID_LEN - 4];
	const char *role = note->is_ksk ? (note->is_zsk ? "CSK" : "KSK") : "ZSK";
	if (memcmp(note->id, none, sizeof(none)) == 0)
		text_printf(t, "%s new-%u", role, note->tag);
	else
		text_printf(t, "%s tag %u", role, note->tag);
}

static enum err print_event(void *ctx, int64_t at, const struct rollover_note *note)
{
	struct timeline *line = ctx;
	struct text t;
	text_init(&t);
	timestamp_print(&t, at, TIMESTAMP_ISO, 0);
	text_put_char(&t, ' ');
	if (note->is_ksk || note->is_zsk) {
		print_key(&t, note);
		text_put(&t, ", ");
	}
	text_put(&t, rollover_note_words(note->kind));
	puts(t.buf);
	text_deinit(&t);
	line->events++;
	return OK;
}

bool keymgr_simulate(struct keymgr *k, char **args, int count)
{
	struct kasp_zone zone;
	struct timeline line = {.events = 0};
	if (!keymgr_read(k, &zone))
		return false;
	struct rehearsal r = prepare(k, &zone.facts);
	bool good = parse_args(&r, args, count);
	if (good && r.policy->manual)
		say_notice("keys are managed manually, nothing happens by itself");
	if (good) {
		print_head(k, &r);
		r.ds_ttl_s += delay_of(k);
		enum err e = rehearsal_run(&zone.keys, &r, print_event, &line);
		good = e == OK;
		if (!good)
			say_error("simulation ended early (%s)", err_text(e));
		printf("; %zu events\n", line.events);
	}
	kasp_zone_deinit(&zone);
	return good;
}
