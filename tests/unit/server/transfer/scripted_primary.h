/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A primary that answers over TCP as a script says, query by query, well or badly: a thread with a
 * listener.
 */
#pragma once

#include "net/socket.h"
#include "xfr_text.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct primary_step {
	uint16_t qtype; /* that must be asked */
	unsigned rcode;
	/* Messages, each ended by "--", the last by NULL; NULL: no answer at all. */
	const char *const *lines;
	bool hangs_up; /* afterwards */
	bool is_wrongly_signed;
	bool is_notify; /* answers a NOTIFY */
	bool is_update; /* answers an UPDATE */
	bool has_expire;
	uint32_t expire_s;
};

struct primary {
	struct addr at;
	int listener, stop;
	pthread_t thread;
	const struct primary_step *steps; /* qtype 0 ends it: then the last is done again */
	const struct tsig_key *key;
	atomic_uint asked; /* steps done */
	atomic_uint connections;
	atomic_uint surprises; /* queries of another type than the script has */
	atomic_uint with_edns;
};

static inline void primary_send(int fd, const uint8_t *msg, size_t len)
{
	uint8_t framed[2 + 65535];
	wire_set_u16(framed, (uint16_t)len);
	memcpy(framed + 2, msg, len);
	(void)!send(fd, framed, len + 2, MSG_NOSIGNAL);
}

static inline void primary_reply(struct primary *p, int fd, const struct primary_step *step,
                                 const struct msg *query, struct tsig_state *tsig)
{
	static _Thread_local uint8_t buf[65535];
	const char *const *line = step->lines;
	while (line != NULL) {
		const struct xfr_text text = {query->id,        query->qtype,   step->rcode,
		                              step->has_expire, step->expire_s, line};
		size_t len = xfr_text_message(buf, sizeof(buf), &text);
		if (*line == NULL && !step->has_expire) { /* no records: whatever the question */
			len = MSG_HEADER_LEN + (size_t)query->qname.len + 4;
			memcpy(buf + MSG_HEADER_LEN, query->wire.data + MSG_HEADER_LEN,
			       len - MSG_HEADER_LEN);
		}
		if (step->is_notify)
			buf[2] |= OPCODE_NOTIFY << 3;
		if (step->is_update)
			buf[2] |= OPCODE_UPDATE << 3;
		if (p->key != NULL) {
			assert_ok(tsig_sign(tsig, buf, &len, sizeof(buf), clock_wall(), 0));
			buf[len - 1 - 6] ^= step->is_wrongly_signed; /* last octet of the MAC */
		}
		primary_send(fd, buf, len);
		while (*line != NULL && strcmp(*line, "--") != 0)
			line++;
		line = *line != NULL ? line + 1 : NULL;
	}
}

/* One query; false: the connection is over. */
static inline bool primary_serve(struct primary *p, int fd)
{
	uint8_t head[2], query[2048];
	struct msg m;
	struct tsig_state tsig;
	uint16_t error;
	if (recv(fd, head, 2, MSG_WAITALL) != 2)
		return false;
	size_t len = wire_get_u16(head);
	if (len > sizeof(query) || recv(fd, query, len, MSG_WAITALL) != (ssize_t)len)
		return false;
	const struct primary_step *step = &p->steps[p->asked];
	if (step->qtype == 0)
		step--;
	else
		p->asked++;
	assert_ok(msg_parse(&m, span_of(query, len)));
	p->with_edns += m.edns.present;
	p->surprises += m.qtype != step->qtype;
	if (p->key != NULL) {
		tsig_init(&tsig, p->key);
		assert_ok(tsig_verify(&tsig, &m, clock_wall(), &error));
	}
	primary_reply(p, fd, step, &m, &tsig);
	if (p->key != NULL)
		tsig_deinit(&tsig);
	return !step->hangs_up;
}

static inline void *primary_run(void *ctx)
{
	enum { LISTENER, STOP, FIRST };
	struct primary *p = ctx;
	struct pollfd fds[FIRST + 8] = {{.fd = p->listener, .events = POLLIN},
	                                {.fd = p->stop, .events = POLLIN}};
	for (size_t i = FIRST; i < ARRAY_LEN(fds); i++)
		fds[i] = (struct pollfd){.fd = -1, .events = POLLIN};
	while (fds[STOP].revents == 0 && poll(fds, ARRAY_LEN(fds), -1) > 0) {
		for (size_t i = FIRST; i < ARRAY_LEN(fds); i++) {
			if (fds[i].fd >= 0 && fds[i].revents != 0 && !primary_serve(p, fds[i].fd)) {
				close(fds[i].fd);
				fds[i].fd = -1;
			}
		}
		if (fds[LISTENER].revents == 0)
			continue;
		int fd = accept(p->listener, NULL, NULL);
		p->connections++;
		for (size_t i = FIRST; i < ARRAY_LEN(fds) && fd >= 0; i++) {
			if (fds[i].fd < 0) {
				fds[i].fd = fd;
				fd = -1;
			}
		}
	}
	for (size_t i = FIRST; i < ARRAY_LEN(fds); i++)
		if (fds[i].fd >= 0)
			close(fds[i].fd);
	return NULL;
}

static inline void primary_start(struct primary *p, const struct primary_step *steps,
                                 const struct tsig_key *key)
{
	memset(p, 0, sizeof(*p));
	p->steps = steps;
	p->key = key;
	p->stop = eventfd(0, EFD_CLOEXEC);
	assert_ok(addr_parse(&p->at, span_str("127.0.0.1"), 0));
	assert_ok(socket_listen(&p->listener, &p->at, NULL, NULL));
	p->at = socket_local(p->listener);
	assert_int_equal(pthread_create(&p->thread, NULL, primary_run, p), 0);
}

static inline void primary_stop(struct primary *p)
{
	assert_int_equal(eventfd_write(p->stop, 1), 0);
	pthread_join(p->thread, NULL);
	close(p->listener);
	close(p->stop);
}
