/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Module predict: what clients ask often is there before they ask.  Answers that are about to
 * expire are fetched again when somebody asks for them; and what was asked at this time before, or
 * comes back in the same steps, is asked ahead (predict_log.h).
 */

#include "resolver/modules/builtin.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/rand.h"
#include "resolver/modules/errand.h"
#include "resolver/modules/modules.h"
#include "resolver/modules/predict/predict_log.h"
#include "resolver/modules/stats/stats.h"

enum {
	WINDOW_S = 15 * 60,
	PERIOD = 24,
	WINDOW_MOST_S = 86400,
	DRAIN_PARTS = 5,       /* of the queue at a time */
	DRAIN_PER_WINDOW = 20, /* 3 s for each minute of a window */
	RECENT = 256,
};

/* A question that was fetched again not long ago. */
struct recent {
	uint64_t hash;
	struct mono until;
};

struct predict {
	int64_t window_s;
	unsigned period; /* 0: nothing is predicted */
	unsigned window; /* that it is now */
	struct predict_log log;
	struct module_timer *sample, *drain;
	unsigned next_recent;
	struct recent recent[RECENT];
};

static void on_found(struct module *m, const struct request *r)
{
	(void)m;
	(void)r;
}

/* ---- what expires ---- */

/* Is it new to us that this expires?  It is not, until it has. */
static bool is_news(struct predict *p, const uint8_t *name, uint16_t type, uint32_t left_s)
{
	uint64_t hash = name_hash(name, hash_seed()) + type;
	struct mono now = clock_mono();
	for (size_t i = 0; i < RECENT; i++) {
		if (p->recent[i].hash == hash && !mono_reached(now, p->recent[i].until))
			return false;
	}
	p->recent[p->next_recent++ % RECENT] = (struct recent){
		.hash = hash,
		.until = mono_add_ms(now, ((uint64_t)left_s + 1) * 1000),
	};
	return true;
}

static void on_expiring(void *ctx, const struct name *name, uint16_t type, uint32_t left_s)
{
	struct module *m = ctx;
	struct req_options options = *m->env->options;
	struct name lower;
	name_copy(&lower, name->wire);
	name_lower(lower.wire, lower.len);
	if (!is_news(m->state, lower.wire, type, left_s))
		return;
	options.no_cache = true;
	/* When too much is under way it expires, and is fetched when it is asked for. */
	bool asked = errand_ask(m, lower.wire, type, &options, on_found);
	(void)asked;
}

/* ---- what is expected ---- */

static struct module *stats_of(const struct module *m)
{
	return modules_find(m->env->list, "stats");
}

static void show(const struct module *m)
{
	const struct predict *p = m->state;
	struct module *stats = stats_of(m);
	if (stats == NULL)
		return;
	stats_set(stats, "predict.epoch", p->period > 0 ? p->window + 1 : 0);
	stats_set(stats, "predict.queue", (double)p->log.queue.list.count);
	stats_set(stats, "predict.learned",
	          p->period > 0 ? (double)p->log.windows[p->window].list.count : 0);
}

static void note(void *ctx, const uint8_t *name, uint16_t type)
{
	predict_log_note(ctx, name, type);
}

/* A fifth to two fifths of a window: not in step with anybody else. */
static int64_t sample_ms(const struct predict *p)
{
	int64_t fifth = p->window_s * 1000 / 5;
	return fifth + (int64_t)rand_below((uint32_t)fifth + 1);
}

static void on_sample(struct module *m)
{
	struct predict *p = m->state;
	unsigned window = predict_window(clock_wall().s, p->window_s, p->period);
	struct module *stats = stats_of(m);
	if (stats != NULL) {
		frequent_each(stats_frequent(stats), note, &p->log);
		frequent_clear(stats_frequent(stats));
	}
	predict_log_end(&p->log, p->window);
	if (window != p->window)
		predict_log_begin(&p->log, window);
	p->window = window;
	show(m);
	m->env->timer_set(p->sample, sample_ms(p));
}

static void on_drain(struct module *m)
{
	struct predict *p = m->state;
	size_t count = (p->log.queue.list.count + DRAIN_PARTS - 1) / DRAIN_PARTS;
	struct predict_key key;
	while (count-- > 0 && predict_log_take(&p->log, &key)) {
		bool asked = errand_ask(m, key.name, key.type, NULL, on_found);
		mem_free(key.name);
		if (!asked)
			break;
	}
	show(m);
	m->env->timer_set(p->drain, p->window_s * 1000 / DRAIN_PER_WINDOW);
}

static void begin(struct module *m, int64_t window_s, unsigned period)
{
	struct predict *p = m->state;
	predict_log_deinit(&p->log);
	p->window_s = window_s;
	p->period = period;
	if (period == 0) {
		m->env->timer_set(p->sample, -1);
		m->env->timer_set(p->drain, -1);
		show(m);
		return;
	}
	predict_log_init(&p->log, period);
	p->window = predict_window(clock_wall().s, window_s, period);
	m->env->timer_set(p->sample, sample_ms(p));
	m->env->timer_set(p->drain, window_s * 1000 / DRAIN_PER_WINDOW);
	show(m);
}

static void init(struct module *m)
{
	struct predict *p = mem_zalloc(sizeof(*p));
	m->state = p;
	p->sample = m->env->timer_new(m->env->ctx, m, on_sample);
	p->drain = m->env->timer_new(m->env->ctx, m, on_drain);
	begin(m, WINDOW_S, PERIOD);
	m->env->front->expiring_ctx = m;
	m->env->front->expiring = on_expiring;
}

static void deinit(struct module *m)
{
	struct predict *p = m->state;
	m->env->front->expiring = NULL;
	m->env->timer_free(p->sample);
	m->env->timer_free(p->drain);
	predict_log_deinit(&p->log);
	mem_free(p);
}

/* Predicting needs what the module stats counts. */
static const char *needs(const struct module *m)
{
	const struct predict *p = m->state;
	return p->period > 0 ? "stats" : NULL;
}

/* ---- configuration ---- */

struct settings {
	int64_t window_s;
	unsigned period; /* in windows */
};

static bool read_value(void *ctx, const char *key, struct json_reader *r)
{
	struct settings *s = ctx;
	if (json_next(r) != JSON_NUMBER)
		return false;
	if (strcmp(key, "window") == 0 && r->number * 60 >= 1 && r->number * 60 <= WINDOW_MOST_S)
		s->window_s = (int64_t)(r->number * 60);
	else if (strcmp(key, "period") == 0 && r->number >= 0 && r->number <= PREDICT_PERIOD_MAX)
		s->period = (unsigned)r->number;
	else
		return false;
	return true;
}

/* config({ window = minutes, period = windows }) */
static enum err config(struct module *m, const char *args, struct text *out)
{
	struct settings s = {WINDOW_S, PERIOD};
	if (args != NULL && !json_read_object(span_str(args), read_value, &s)) {
		text_printf(out,
		            "expected 'config({ window = minutes, period = windows })', a window "
		            "of a day at most, at most %d windows",
		            PREDICT_PERIOD_MAX);
		return E_INVALID;
	}
	begin(m, s.window_s, s.period);
	return OK;
}

const struct module_api module_predict = {
	.abi = MODULE_ABI,
	.name = "predict",
	.init = init,
	.deinit = deinit,
	.config = config,
	.needs = needs,
};
