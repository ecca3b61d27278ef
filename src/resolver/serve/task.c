/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tasks: a question on its way through the engine, and the clients that wait for its answer.
 *
 * Invariants: a running task is in its bucket and in the timer heap, at the latest under its
 * deadline; each attempt under way is in its list of asks.  What the network refuses at once is
 * told to the engine after the actions of the same step, never from within them.
 */

#include "resolver/serve/inner.h"

#include "base/mem.h"
#include "base/vec.h"

enum {
	SPARE_MAX = 256,
	TIMERS_A_TURN = 32,
	/* A request is stepped again at its deadline; what the engine then says is final. */
	SOON_NS = 1000, /* as good as now for the loop's clock */
};

struct task;

/* An attempt on its way. */
struct ask {
	struct list link;
	struct task *task;
	uint32_t number;
	bool tcp;
	struct exchange *exchange;
};

/* A client that waits. */
struct waiter {
	struct list link;
	struct source source;  /* of a client */
	serve_found_fn *found; /* of a question of our own; NULL: of a client */
	void *ctx;
	struct req_client client;
	struct mono since;
};

/* An attempt that ended before it began. */
struct failure {
	uint32_t ask;
	enum err err;
};

struct task {
	struct serve *s;
	struct list link; /* in s->tasks, or in s->spare */
	struct list bucket;
	struct heap_item timer;
	struct answer_key key;
	struct list waiters;
	struct list asks;
	VEC(struct failure) failures;
	bool begun; /* the engine knows of it */
	bool answered;
	bool alone; /* a question with options of its own: nobody joins it */
	bool kept;  /* its answer is for everybody */
	struct request request;
};

static void task_run(struct task *t, struct engine_event *event);

/* ---- time ---- */

static void on_timer(uv_timer_t *timer);
static void on_soon(uv_idle_t *idle);

/*
 * Have the loop call.  What is due now comes in the next turn: a timer of 0 ms that is started from
 * a timer would run before the loop looks at its sockets again.
 */
static void arm(struct serve *s)
{
	const struct heap_item *first = heap_first(&s->timers);
	if (first == NULL) {
		uv_timer_stop(&s->timer);
		uv_idle_stop(&s->soon);
		return;
	}
	int64_t left = first->key - clock_mono().ns;
	if (left < SOON_NS) {
		uv_timer_stop(&s->timer);
		uv_idle_start(&s->soon, on_soon);
		return;
	}
	uv_idle_stop(&s->soon);
	uv_update_time(s->env.loop);
	uv_timer_start(&s->timer, on_timer, (uint64_t)((left + NS_PER_MS - 1) / NS_PER_MS), 0);
}

static void due_run(struct serve *s)
{
	int64_t now = clock_mono().ns;
	struct heap_item *first;
	/* Many time out together when a server is silent: new questions come in between. */
	for (unsigned i = 0;
	     i < TIMERS_A_TURN && (first = heap_first(&s->timers)) != NULL && first->key <= now;
	     i++) {
		struct task *t = CONTAINER_OF(first, struct task, timer);
		struct engine_event event = {.type = t->begun ? ENGINE_WAKE : ENGINE_BEGIN};
		/* Until the engine says otherwise; past the deadline it answers. */
		int64_t deadline = engine_deadline(&t->request).ns;
		heap_put(&s->timers, &t->timer, MAX_OF(deadline, now + SOON_NS));
		task_run(t, &event);
	}
	arm(s);
}

static void on_timer(uv_timer_t *timer)
{
	due_run(timer->data);
}

static void on_soon(uv_idle_t *idle)
{
	due_run(idle->data);
}

/* ---- attempts ---- */

static void ask_free(struct ask *a)
{
	list_remove(&a->link);
	mem_free(a);
}

static void count_failure(struct serve *s, bool tcp, enum err err)
{
	if (err == E_TIMEOUT)
		s->numbers.timeout++;
	else if (err != OK && tcp)
		s->numbers.err_tcp++;
	else if (err != OK)
		s->numbers.err_udp++;
}

static void on_reply(void *ctx, const struct exchange_result *result)
{
	struct ask *a = ctx;
	struct task *t = a->task;
	struct serve *s = t->s;
	struct engine_event event = {
		.type = result->err == OK ? ENGINE_REPLY : ENGINE_FAILED,
		.ask = a->number,
		.reply = result->reply,
		.err = result->err,
	};
	count_failure(s, a->tcp, result->err);
	ask_free(a);
	task_run(t, &event);
	arm(s);
}

static void on_mismatch(void *ctx, enum match why, struct span message)
{
	struct ask *a = ctx;
	struct engine_event event = {
		.type = ENGINE_MISMATCH,
		.ask = a->number,
		.case_only = why == MATCH_CASE,
	};
	struct serve *s = a->task->s;
	(void)message;
	task_run(a->task, &event);
	arm(s);
}

static void count_ask(struct serve *s, const struct engine_ask *ask)
{
	if (ask->tcp)
		s->numbers.tcp++;
	else
		s->numbers.udp++;
	if (addr_family(&ask->to) == AF_INET6)
		s->numbers.ipv6++;
	else
		s->numbers.ipv4++;
}

static void ask_begin(struct task *t, const struct engine_ask *ask)
{
	enum { DNS_PORT = 53 };
	struct serve *s = t->s;
	struct ask *a = mem_zalloc(sizeof(*a));
	struct exchange_query query = {
		.to = ask->to,
		.message = ask->message,
		.timeout_ms = ask->timeout_ms,
		.tcp = ask->tcp,
		.check_case = ask->check_case,
	};
	struct exchange_events events = {.done = on_reply, .mismatch = on_mismatch, .ctx = a};
	const struct addr *from = addr_family(&ask->to) == AF_INET ? &s->settings.from4
	                                                           : &s->settings.from6;
	if (addr_family(from) != AF_UNSPEC)
		query.from = from;
	a->task = t;
	a->number = ask->number;
	a->tcp = ask->tcp;
	list_append(&t->asks, &a->link);
	if (s->settings.lab_port != 0 && addr_port(&query.to) == DNS_PORT && !ask->as_given)
		addr_set_port(&query.to, s->settings.lab_port);
	count_ask(s, ask);
	/* A forwarder that is ourselves would wait for the very question it was asked for. */
	enum err e = ask->as_given && endpoint_find(s, &query.to) != NULL ? E_UNREACHABLE : OK;
	if (e == OK)
		e = exchange_start(&a->exchange, s->exchanger, &query, &events);
	if (e == OK)
		return;
	count_failure(s, ask->tcp, e);
	ask_free(a);
	struct failure failure = {.ask = ask->number, .err = e};
	VEC_PUSH(&t->failures, failure);
}

static void asks_cancel(struct task *t, uint32_t number)
{
	LIST_EACH_SAFE (it, &t->asks) {
		struct ask *a = LIST_ITEM(it, struct ask, link);
		if (number != 0 && a->number != number)
			continue;
		exchange_cancel(a->exchange);
		ask_free(a);
	}
}

/* ---- answers ---- */

/* Over UDP anybody may be named as the one who asks. */
static bool is_counted(const struct waiter *w)
{
	return w->found == NULL && !w->client.stream;
}

static int64_t now_ms(void)
{
	return clock_mono().ns / NS_PER_MS;
}

static void waiter_free(struct serve *s, struct waiter *w)
{
	list_remove(&w->link);
	s->waiter_count--;
	if (is_counted(w))
		crowd_leave(s->crowd, &w->client.from);
	if (w->found == NULL)
		endpoint_release(w->source.from);
	mem_free(w);
}

/* Keep what was found out, as it is for everybody. */
static void remember(struct serve *s, struct task *t)
{
	struct request *r = &t->request;
	struct req_client all = r->client;
	const struct answer_note note = {
		.secure = r->answer.secure,
		.ede = r->answer.ede,
		.ede_text = r->answer.ede_text,
		.tally = r->tally,
		.reorder = r->answer.reorder,
	};
	if (r->answer.truncate || r->answer.stale || r->answer.passing || r->options.no_cache ||
	    r->options.silent || r->own || !t->kept)
		return;
	all.stream = true;
	all.edns = false;
	all.id = 0; /* in the order they came */
	size_t len = req_answer_write(&r->answer, &all, 0, s->message, sizeof(s->message));
	answer_cache_put(s->env.answers, &t->key, span_of(s->message, len), &note, clock_wall_ns());
}

static void tell(struct serve *s, const struct task *t, const struct waiter *w)
{
	uint16_t our_size = s->settings.edns_size;
	if (w->found != NULL) {
		s->numbers.internal++;
		w->found(w->ctx, &t->request);
		return;
	}
	bool withheld = is_counted(w) && !crowd_answer(s->crowd, &w->client.from, now_ms());
	s->numbers.withheld += withheld;
	if (t->request.options.silent || withheld) {
		endpoint_reply(&w->source, w->client.stream, (struct span){0});
		return;
	}
	size_t len = req_answer_write(&t->request.answer, &w->client, our_size, s->message,
	                              sizeof(s->message));
	endpoint_reply(&w->source, w->client.stream, span_of(s->message, len));
	/* Without a question to a server it came out of what is known. */
	if (s->env.front->answered != NULL)
		serve_tell_front(s, &w->client, span_of(s->message, len), t->request.asks == 0,
		                 t->request.answer.stale, t->request.now.ns - w->since.ns);
}

static void refresh(const struct task *t);

static void task_end(struct task *t)
{
	struct serve *s = t->s;
	asks_cancel(t, 0);
	heap_remove(&s->timers, &t->timer);
	if (!t->alone)
		list_remove(&t->bucket);
	list_remove(&t->link);
	LIST_EACH_SAFE (it, &t->waiters)
		waiter_free(s, LIST_ITEM(it, struct waiter, link));
	s->numbers.concurrent--;
	t->failures.count = 0;
	if (s->env.ended != NULL)
		s->env.ended(s->env.ctx, &t->request);
	if (s->spare_count < SPARE_MAX && !s->closing) {
		list_prepend(&s->spare, &t->link);
		s->spare_count++;
		return;
	}
	VEC_FREE(&t->failures);
	req_deinit(&t->request);
	mem_free(t);
}

static void task_answer(struct task *t)
{
	struct serve *s = t->s;
	remember(s, t);
	/* Counted at once: who is told may change the rules. */
	LIST_EACH (it, &t->waiters) {
		if (t->request.tally != 0)
			s->env.front->tallies[t->request.tally]++;
	}
	LIST_EACH (it, &t->waiters)
		tell(s, t, LIST_ITEM(it, struct waiter, link));
	if (s->env.answered != NULL)
		s->env.answered(s->env.ctx, &t->request);
	if (t->request.answer.refresh)
		refresh(t);
	task_end(t);
}

/* ---- steps ---- */

static void perform(struct task *t, const struct engine_action *action)
{
	struct heap *timers = &t->s->timers;
	int64_t deadline = engine_deadline(&t->request).ns;
	switch (action->type) {
	case ENGINE_ASK:
		ask_begin(t, &action->ask);
		break;
	case ENGINE_CANCEL:
		asks_cancel(t, action->cancel);
		break;
	case ENGINE_ANSWER:
		t->answered = true;
		break;
	case ENGINE_WAIT:
		heap_put(timers, &t->timer, MIN_OF(action->at.ns, deadline));
		break;
	case ENGINE_CONTINUE: /* after this turn of the loop */
		heap_put(timers, &t->timer, clock_mono().ns + SOON_NS);
		break;
	}
}

static void step(struct task *t, struct engine_event *event)
{
	struct engine_actions actions;
	t->begun = true;
	event->now = clock_mono();
	event->wall = clock_wall();
	engine_step(t->s->env.engine, &t->request, event, &actions);
	for (unsigned i = 0; i < actions.count; i++)
		perform(t, &actions.list[i]);
}

/* Tell the engine of an event, and of what follows from it at once.  The task may end in it. */
static void task_run(struct task *t, struct engine_event *event)
{
	step(t, event);
	while (!t->answered && t->failures.count > 0) {
		struct failure f = t->failures.items[--t->failures.count];
		struct engine_event failed = {
			.type = ENGINE_FAILED,
			.ask = f.ask,
			.err = f.err,
		};
		step(t, &failed);
	}
	if (t->answered)
		task_answer(t);
}

/* ---- beginning ---- */

static struct task *task_find(struct serve *s, const struct answer_key *key)
{
	struct list *bucket = &s->buckets[key->hash % SERVE_BUCKETS];
	LIST_EACH (it, bucket) {
		struct task *t = LIST_ITEM(it, struct task, bucket);
		if (!t->request.own && answer_key_equal(&t->key, key))
			return t;
	}
	return NULL;
}

static struct task *task_take(struct serve *s)
{
	struct task *t;
	if (s->spare_count > 0) {
		t = LIST_ITEM(s->spare.next, struct task, link);
		list_remove(&t->link);
		s->spare_count--;
	} else {
		t = mem_zalloc(sizeof(*t));
		req_init(&t->request);
		list_init(&t->waiters);
		list_init(&t->asks);
		t->s = s;
	}
	t->begun = t->answered = false;
	return t;
}

/* own  options of a question that nobody joins; NULL: the settings' */
static struct task *task_new(struct serve *s, const struct answer_key *key,
                             const struct req_client *client, const struct req_options *own)
{
	struct task *t = task_take(s);
	t->key = *key;
	t->alone = own != NULL;
	t->kept = !t->alone;
	list_append(&s->tasks, &t->link);
	if (!t->alone)
		list_append(&s->buckets[key->hash % SERVE_BUCKETS], &t->bucket);
	s->numbers.concurrent++;
	if (++s->task_serial == 0)
		s->task_serial = 1; /* 0 is no request */
	struct request *r = &t->request;
	req_reset(r, s->task_serial, client, own != NULL ? own : &s->settings.request);
	if (r->options.forward != NULL)
		r->options.forward = arena_dup(&r->arena, r->options.forward,
		                               sizeof(*r->options.forward));
	r->owner = t;
	heap_put(&s->timers, &t->timer,
	         mono_add_ms(clock_mono(), t->request.options.limits.wall_ms).ns);
	return t;
}

/* Let somebody wait for the answer; like: copied. */
static void wait_for(struct task *t, const struct waiter *like)
{
	struct waiter *w = mem_dup(like, sizeof(*like));
	if (w->found == NULL)
		endpoint_hold(w->source.from);
	list_append(&t->waiters, &w->link);
	t->s->waiter_count++;
}

/*
 * Let somebody wait for the answer.
 *
 * like     copied
 * own      as for task_new
 * is_new   it has to be begun; always when it has options of its own
 * returns  the task; NULL: too many are under way
 */
static struct task *admit(struct serve *s, const struct answer_key *key, const struct waiter *like,
                          const struct req_options *own, bool *is_new)
{
	struct task *t = own == NULL ? task_find(s, key) : NULL;
	*is_new = t == NULL;
	if (s->waiter_count == SERVE_WAITERS_MAX || s->closing ||
	    (*is_new && s->numbers.concurrent == SERVE_TASKS_MAX))
		return NULL;
	if (is_counted(like) && !crowd_come(s->crowd, &like->client.from, now_ms()))
		return NULL;
	if (*is_new)
		t = task_new(s, key, &like->client, own);
	else
		s->numbers.joined++;
	wait_for(t, like);
	return t;
}

static void begin(struct task *t)
{
	struct serve *s = t->s;
	struct engine_event event = {.type = ENGINE_BEGIN};
	task_run(t, &event);
	arm(s);
}

static void ignore_found(void *ctx, const struct request *r)
{
	(void)ctx;
	(void)r;
}

/*
 * The client has expired data; servers are asked on (RFC 8767 section 5).  In the next turn of the
 * loop: this task is not over yet.
 */
static void refresh(const struct task *t)
{
	struct waiter w = {.found = ignore_found, .client = t->request.client};
	struct req_options o = t->request.options;
	o.stale_after_ms = 0;
	o.no_cache = true;
	w.client.internal = true;
	bool is_new;
	struct task *on = admit(t->s, &t->key, &w, &o, &is_new);
	if (on != NULL) /* or another time */
		heap_put(&t->s->timers, &on->timer, clock_mono().ns);
}

bool task_join(struct serve *s, const struct answer_key *key, const struct req_client *client,
               struct span message, const struct source *source)
{
	struct waiter w = {.source = *source, .client = *client, .since = clock_mono()};
	w.source.proxied = NULL;
	w.client.tls = source->tls;
	source_addresses(source, &w.client.from, &w.client.at);
	bool is_new;
	struct task *t = admit(s, key, &w, NULL, &is_new);
	if (t != NULL && is_new) {
		req_keep_message(&t->request, message);
		begin(t);
	}
	return t != NULL;
}

bool serve_find(struct serve *s, const uint8_t *name, uint16_t type,
                const struct req_options *options, serve_found_fn *found, void *ctx)
{
	struct waiter w = {.found = found, .ctx = ctx};
	struct answer_key key;
	req_client_internal(&w.client, name, type, true);
	if (options != NULL && options->cd_upstream)
		w.client.flags |= MSG_CD;
	answer_key_init(&key, &w.client.qname, type, ANSWER_KEY_DO, 0);
	bool is_new;
	struct task *t = admit(s, &key, &w, options, &is_new);
	if (t != NULL && is_new)
		begin(t);
	return t != NULL;
}

bool serve_ask(struct serve *s, const struct serve_question *q)
{
	const struct waiter like = {.found = q->found, .ctx = q->ctx};
	struct req_client client;
	struct answer_key key;
	if (s->waiter_count == SERVE_WAITERS_MAX || s->closing ||
	    s->numbers.concurrent == SERVE_TASKS_MAX)
		return false;
	req_client_internal(&client, q->name, q->type, true);
	answer_key_init(&key, &client.qname, q->type, ANSWER_KEY_DO, 0);
	struct task *t = task_new(s, &key, &client, &s->settings.request);
	t->kept = q->keep;
	wait_for(t, &like);
	if (q->begin != NULL)
		q->begin(q->ctx, &t->request);
	begin(t);
	return true;
}

/* Nobody will tell them any more. */
static void abandon(const struct task *t)
{
	LIST_EACH (it, &t->waiters) {
		const struct waiter *w = LIST_ITEM(it, struct waiter, link);
		if (w->found != NULL)
			w->found(w->ctx, NULL);
	}
}

void tasks_init(struct serve *s)
{
	list_init(&s->tasks);
	list_init(&s->spare);
	for (size_t i = 0; i < SERVE_BUCKETS; i++)
		list_init(&s->buckets[i]);
	heap_init(&s->timers);
	uv_timer_init(s->env.loop, &s->timer);
	uv_idle_init(s->env.loop, &s->soon);
	s->timer.data = s->soon.data = s;
}

static void on_timer_closed(uv_handle_t *h)
{
	serve_part_closed(h->data);
}

void tasks_close(struct serve *s)
{
	LIST_EACH_SAFE (it, &s->tasks) {
		abandon(LIST_ITEM(it, struct task, link));
		task_end(LIST_ITEM(it, struct task, link));
	}
	LIST_EACH_SAFE (it, &s->spare) {
		struct task *t = LIST_ITEM(it, struct task, link);
		VEC_FREE(&t->failures);
		req_deinit(&t->request);
		mem_free(t);
	}
	heap_deinit(&s->timers);
	s->parts += 2;
	uv_close((uv_handle_t *)&s->timer, on_timer_closed);
	uv_close((uv_handle_t *)&s->soon, on_timer_closed);
}
