/* SPDX-License-Identifier: BSD-2-Clause */
/* Where transfers end, and which are none: a peer on a thread sends made messages. */
#include "../captured.h"
#include "../sample.h"

#include "tools/kdig/run.h"

#include <pthread.h>
#include <sys/socket.h>

enum { MESSAGES = 3 };

struct peer {
	int listener;
	struct sample messages[MESSAGES];
	unsigned count;
	uint16_t type; /* of the question */
};

/* Answer one query with all messages, under its id, and close. */
static void *serve(void *arg)
{
	struct peer *p = arg;
	uint8_t query[514], head[2];
	int fd = accept(p->listener, NULL, NULL);
	if (fd < 0 || recv(fd, query, 14, MSG_WAITALL) != 14)
		abort();
	for (unsigned i = 0; i < p->count; i++) {
		struct sample *s = &p->messages[i];
		size_t len = msg_finish(&s->w);
		memcpy(s->wire, query + 2, 2);
		wire_set_u16(head, (uint16_t)len);
		if (send(fd, head, 2, MSG_NOSIGNAL) != 2 ||
		    send(fd, s->wire, len, MSG_NOSIGNAL) != (ssize_t)len)
			break;
	}
	/* The rest of the query, and the peer's end: closing earlier could reset the answers. */
	shutdown(fd, SHUT_WR);
	while (recv(fd, query, sizeof(query), 0) > 0)
		;
	close(fd);
	return NULL;
}

/* Begin another message of the peer. */
static struct sample *message(struct peer *p, uint16_t flags)
{
	struct sample *s = &p->messages[p->count++];
	sample_begin(s, MSG_QR | flags, "z.", p->type);
	return s;
}

static void put(struct sample *s, const char *owner, uint16_t type, const char *data)
{
	sample_put(s, SECTION_ANSWER, owner, type, data);
}

static void put_soa(struct sample *s, const char *serial)
{
	char data[64];
	snprintf(data, sizeof(data), "ns. h. %s 1 1 1 1", serial);
	put(s, "z.", RR_SOA, data);
}

/* Transfer from the peer; what is printed ends in `told`, errors included. */
static bool transfer(struct peer *p, const char *type, struct captured *told)
{
	struct kdig_query q;
	struct lookup_net net;
	struct addr server;
	pthread_t thread;
	socklen_t len = sizeof(server);
	assert_ok(addr_parse(&server, span_str("127.0.0.1"), 0));
	p->listener = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(p->listener, &server.sa, addr_len(&server)), 0);
	assert_int_equal(listen(p->listener, 1), 0);
	assert_int_equal(getsockname(p->listener, &server.sa, &len), 0);
	assert_int_equal(pthread_create(&thread, NULL, serve, p), 0);
	kdig_query_init(&q);
	q.stats = q.style.class_ = q.style.ttl = false;
	assert_ok(name_parse_str(&q.lookup.qname, "z."));
	assert_ok(lookup_parse_type(&q.lookup, span_str(type)));
	lookup_net_init(&net);
	int saved = dup(STDERR_FILENO);
	capture_begin(told, STDOUT_FILENO);
	dup2(STDOUT_FILENO, STDERR_FILENO);
	bool good = kdig_run_transfer(&net, &q, &server);
	fflush(NULL);
	dup2(saved, STDERR_FILENO);
	close(saved);
	capture_end(told);
	lookup_net_deinit(&net);
	kdig_query_deinit(&q);
	pthread_join(thread, NULL);
	close(p->listener);
	return good;
}

/* RFC 5936 section 2.2 */
static void a_zone_ends_with_the_soa_it_began_with(void **state)
{
	(void)state;
	struct captured told;
	struct peer p = {.type = RR_AXFR};
	struct sample *s = message(&p, 0);
	put_soa(s, "7");
	put(s, "z.", RR_NS, "ns.");
	s = message(&p, 0);
	put(s, "a.z.", RR_A, "192.0.2.1");
	put_soa(s, "7");
	assert_true(transfer(&p, "AXFR", &told));
	assert_string_equal(told.text, ";; AXFR for z.\n"
	                               "z.                  \tSOA\tns. h. 7 1 1 1 1\n"
	                               "z.                  \tNS\tns.\n"
	                               "a.z.                \tA\t192.0.2.1\n"
	                               "z.                  \tSOA\tns. h. 7 1 1 1 1\n");
}

/* RFC 1995 section 4 */
static void differences_end_with_the_newest_serial_again(void **state)
{
	(void)state;
	struct captured told;
	struct peer p = {.type = RR_IXFR};
	struct sample *s = message(&p, 0);
	put_soa(s, "7");
	put_soa(s, "6");
	put(s, "a.z.", RR_A, "192.0.2.1");
	put_soa(s, "7");
	put(s, "a.z.", RR_A, "192.0.2.2");
	s = message(&p, 0);
	put_soa(s, "7");
	assert_true(transfer(&p, "IXFR=6", &told));
	assert_memory_equal(told.text, ";; IXFR for z.\n", 15);
}

/* RFC 1995 section 2 */
static void a_single_soa_says_that_nothing_is_newer(void **state)
{
	(void)state;
	struct captured told;
	struct peer p = {.type = RR_IXFR};
	put_soa(message(&p, 0), "7");
	assert_true(transfer(&p, "IXFR=7", &told));
	p = (struct peer){.type = RR_AXFR};
	put_soa(message(&p, 0), "7");
	assert_false(transfer(&p, "AXFR", &told));
	assert_non_null(strstr(told.text, " ended early ("));
}

static void what_does_not_begin_with_an_soa_is_none(void **state)
{
	(void)state;
	struct captured told;
	struct peer p = {.type = RR_AXFR};
	put(message(&p, 0), "z.", RR_NS, "ns.");
	assert_false(transfer(&p, "AXFR", &told));
	assert_non_null(strstr(told.text, ";; ERROR: malformed transfer: 'record out of place'\n"));
	p.count = 0;
	message(&p, 0);
	assert_false(transfer(&p, "AXFR", &told));
	assert_non_null(strstr(told.text, ";; ERROR: malformed transfer: 'no records'\n"));
}

static void nothing_may_follow_the_end(void **state)
{
	(void)state;
	struct captured told;
	struct peer p = {.type = RR_AXFR};
	struct sample *s = message(&p, 0);
	put_soa(s, "7");
	put(s, "z.", RR_NS, "ns.");
	put_soa(s, "7");
	put(s, "a.z.", RR_A, "192.0.2.1");
	assert_false(transfer(&p, "AXFR", &told));
	assert_non_null(strstr(told.text, "'record out of place'"));
}

static void a_refusal_is_told_by_its_code(void **state)
{
	(void)state;
	struct captured told;
	struct peer p = {.type = RR_AXFR};
	message(&p, RCODE_REFUSED);
	assert_false(transfer(&p, "AXFR", &told));
	assert_non_null(strstr(told.text, ";; ERROR: server replied with error 'REFUSED'\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_zone_ends_with_the_soa_it_began_with),
		cmocka_unit_test(differences_end_with_the_newest_serial_again),
		cmocka_unit_test(a_single_soa_says_that_nothing_is_newer),
		cmocka_unit_test(what_does_not_begin_with_an_soa_is_none),
		cmocka_unit_test(nothing_may_follow_the_end),
		cmocka_unit_test(a_refusal_is_told_by_its_code),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
