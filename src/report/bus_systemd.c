/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bus by sd-bus.  The connection belongs to the thread from its start on; what others share
 * with it is a queue under a lock.
 */

#include "base/mem.h"
#include "report/bus.h"
#include "report/log.h"

#include <errno.h>
#include <pthread.h>
#include <systemd/sd-bus.h>
#include <time.h>
#include <unistd.h>

#define BUS_NAME      "cz.nic.knotd"
#define BUS_PATH      "/cz/nic/knotd"
#define BUS_INTERFACE "cz.nic.knotd.events"

enum { QUEUE_MAX = 1024, CLOSE_WAIT_S = 2 };

enum signal_kind {
	SIGNAL_STARTED,
	SIGNAL_STOPPED,
	SIGNAL_ZONE_UPDATED,
	SIGNAL_KEYS_UPDATED,
	SIGNAL_KSK_SUBMISSION,
	SIGNAL_DNSSEC_INVALID,
};

struct signal {
	enum signal_kind kind;
	uint32_t number; /* serial, key tag or seconds */
	char *zone;      /* owned */
	char *id;        /* owned */
};

static struct {
	unsigned events; /* 0: not open */
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool closing;
	unsigned first, count; /* of the ring */
	unsigned dropped;
	struct signal ring[QUEUE_MAX];
	sd_bus *bus; /* the thread's */
} b = {.lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER};

/* ---- the thread ---- */

static int emit(const struct signal *s)
{
	switch (s->kind) {
	case SIGNAL_STARTED:
		return sd_bus_emit_signal(b.bus, BUS_PATH, BUS_INTERFACE, "started", "");
	case SIGNAL_STOPPED:
		return sd_bus_emit_signal(b.bus, BUS_PATH, BUS_INTERFACE, "stopped", "");
	case SIGNAL_ZONE_UPDATED:
		return sd_bus_emit_signal(b.bus, BUS_PATH, BUS_INTERFACE, "zone_updated", "su",
		                          s->zone, s->number);
	case SIGNAL_KEYS_UPDATED:
		return sd_bus_emit_signal(b.bus, BUS_PATH, BUS_INTERFACE, "keys_updated", "s",
		                          s->zone);
	case SIGNAL_KSK_SUBMISSION:
		return sd_bus_emit_signal(b.bus, BUS_PATH, BUS_INTERFACE, "zone_ksk_submission",
		                          "sqs", s->zone, (uint16_t)s->number, s->id);
	case SIGNAL_DNSSEC_INVALID:
		return sd_bus_emit_signal(b.bus, BUS_PATH, BUS_INTERFACE, "zone_dnssec_invalid",
		                          "su", s->zone, s->number);
	}
	return 0;
}

static int connect_bus(void)
{
	int e = sd_bus_open_system(&b.bus);
	if (e >= 0)
		e = sd_bus_request_name(b.bus, BUS_NAME, 0);
	if (e < 0)
		b.bus = sd_bus_close_unref(b.bus);
	return e;
}

static void send_one(const struct signal *s)
{
	static bool is_told;
	int e = b.bus != NULL ? 0 : connect_bus();
	if (e >= 0)
		e = emit(s);
	if (e >= 0)
		e = sd_bus_flush(b.bus);
	/* What comes in, such as a bus saying that it ends, is taken and forgotten. */
	while (e >= 0 && sd_bus_process(b.bus, NULL) > 0)
		continue;
	if (e < 0) {
		b.bus = sd_bus_close_unref(b.bus); /* the next signal tries anew */
		if (!is_told)
			log_line(SEV_WARNING, LOG_SERVER, NULL,
			         "D-Bus, failed to send a signal (%s)",
			         err_text(err_from_errno(-e)));
	}
	is_told = e < 0;
}

static void signal_deinit(struct signal *s)
{
	mem_free(s->zone);
	mem_free(s->id);
}

static void *work(void *arg UNUSED)
{
	pthread_mutex_lock(&b.lock);
	for (;;) {
		while (b.count == 0 && !b.closing)
			pthread_cond_wait(&b.changed, &b.lock);
		if (b.count == 0)
			break;
		struct signal s = b.ring[b.first];
		b.first = (b.first + 1) % QUEUE_MAX;
		b.count--;
		unsigned dropped = b.dropped;
		b.dropped = 0;
		pthread_mutex_unlock(&b.lock);
		if (dropped > 0)
			log_line(SEV_WARNING, LOG_SERVER, NULL,
			         "D-Bus, %u signals were dropped, the bus is slow", dropped);
		send_one(&s);
		signal_deinit(&s);
		pthread_mutex_lock(&b.lock);
	}
	pthread_mutex_unlock(&b.lock);
	b.bus = sd_bus_flush_close_unref(b.bus);
	return NULL;
}

/* ---- others ---- */

enum err bus_open(unsigned events, unsigned delay_s)
{
	int e = connect_bus();
	if (e < 0)
		return e == -EPERM || e == -EACCES || e == -EEXIST ? E_PERM : E_UNREACHABLE;
	sleep(delay_s);
	b.closing = false;
	if (pthread_create(&b.thread, NULL, work, NULL) != 0) {
		b.bus = sd_bus_close_unref(b.bus);
		return E_SPACE;
	}
	pthread_mutex_lock(&b.lock);
	b.events = events;
	pthread_mutex_unlock(&b.lock);
	return OK;
}

void bus_close(void)
{
	struct timespec until;
	pthread_mutex_lock(&b.lock);
	bool was_open = b.events != 0;
	b.events = 0;
	b.closing = true;
	pthread_cond_signal(&b.changed);
	pthread_mutex_unlock(&b.lock);
	if (!was_open)
		return;
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += CLOSE_WAIT_S;
	if (pthread_timedjoin_np(b.thread, NULL, &until) != 0)
		log_line(SEV_WARNING, LOG_SERVER, NULL, "D-Bus, the last signals were not sent");
}

static void put(unsigned event, struct signal s)
{
	pthread_mutex_lock(&b.lock);
	bool wanted = (b.events & event) != 0, fits = b.count < QUEUE_MAX;
	if (wanted && fits) {
		b.ring[(b.first + b.count++) % QUEUE_MAX] = s;
		pthread_cond_signal(&b.changed);
	} else if (wanted) {
		b.dropped++;
	}
	pthread_mutex_unlock(&b.lock);
	if (!wanted || !fits)
		signal_deinit(&s);
}

void bus_started(void)
{
	put(BUS_RUNNING, (struct signal){.kind = SIGNAL_STARTED});
}

void bus_stopped(void)
{
	put(BUS_RUNNING, (struct signal){.kind = SIGNAL_STOPPED});
}

void bus_zone_updated(const char *zone, uint32_t serial)
{
	put(BUS_ZONE_UPDATED, (struct signal){.kind = SIGNAL_ZONE_UPDATED,
	                                      .zone = mem_strdup(zone),
	                                      .number = serial});
}

void bus_keys_updated(const char *zone)
{
	put(BUS_KEYS_UPDATED,
	    (struct signal){.kind = SIGNAL_KEYS_UPDATED, .zone = mem_strdup(zone)});
}

void bus_ksk_submission(const char *zone, uint16_t tag, const char *id)
{
	put(BUS_KSK_SUBMISSION, (struct signal){.kind = SIGNAL_KSK_SUBMISSION,
	                                        .zone = mem_strdup(zone),
	                                        .number = tag,
	                                        .id = mem_strdup(id)});
}

void bus_dnssec_invalid(const char *zone, uint32_t in_s)
{
	put(BUS_DNSSEC_INVALID, (struct signal){.kind = SIGNAL_DNSSEC_INVALID,
	                                        .zone = mem_strdup(zone),
	                                        .number = in_s});
}
