/* SPDX-License-Identifier: BSD-2-Clause */
#include "world.h"

#include "../ddns_return.h"
#include "../ddns_text.h"
#include "net/socket.h"
#include "server/jobs/ddns_forward.h"

#include <pthread.h>
#include <sys/socket.h>

/* A primary on loopback: takes messages over TCP and answers with an RCODE. */
static struct primary {
	int fd;
	struct addr at;
	pthread_t thread;
	unsigned messages;
	const struct tsig_key *key; /* requests must be signed by it; NULL: must not be touched */
	uint8_t last[65535];
	size_t last_len;
	bool is_silent;
} primary;

static bool read_all(int fd, void *to, size_t len)
{
	for (size_t got = 0; got < len;) {
		ssize_t n = read(fd, (uint8_t *)to + got, len - got);
		if (n <= 0)
			return false;
		got += (size_t)n;
	}
	return true;
}

static void answer(int fd, size_t len)
{
	static struct msg m;
	uint8_t reply[1024];
	struct tsig_state tsig;
	uint16_t error;
	assert_ok(msg_parse(&m, span_of(primary.last, len)));
	if (primary.key != NULL) {
		tsig_init(&tsig, primary.key);
		assert_ok(tsig_verify(&tsig, &m, clock_wall(), &error));
	}
	size_t reply_len = m.records_at;
	memcpy(reply + 2, primary.last, reply_len);
	memset(reply + 2 + 6, 0, 6);
	reply[2 + 2] |= 0x80;
	reply[2 + 3] = RCODE_YXRRSET;
	if (primary.key != NULL) {
		assert_ok(tsig_sign(&tsig, reply + 2, &reply_len, sizeof(reply) - 2, clock_wall(),
		                    0));
		tsig_deinit(&tsig);
	}
	wire_set_u16(reply, (uint16_t)reply_len);
	assert_int_equal(write(fd, reply, reply_len + 2), (ssize_t)reply_len + 2);
}

static void *primary_run(void *arg)
{
	(void)arg;
	for (;;) {
		uint8_t head[2];
		int fd = accept(primary.fd, NULL, NULL);
		if (fd < 0)
			return NULL;
		while (read_all(fd, head, 2) && read_all(fd, primary.last, wire_get_u16(head))) {
			primary.last_len = wire_get_u16(head);
			primary.messages++;
			if (!primary.is_silent)
				answer(fd, primary.last_len);
		}
		close(fd);
	}
}

static void primary_start(void)
{
	primary = (struct primary){0};
	assert_ok(addr_parse(&primary.at, span_str("127.0.0.1"), 0));
	primary.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(primary.fd, &primary.at.sa, addr_len(&primary.at)), 0);
	assert_int_equal(listen(primary.fd, 8), 0);
	primary.at = socket_local(primary.fd);
	world_be_secondary();
	world.remote = (struct conf_remote){
		.id = "primary", .addresses = &primary.at, .address_count = 1};
	world.conf.server.tcp_remote_io_timeout_ms = 2000;
	returned = (struct ddns_returned){0};
	assert_int_equal(pthread_create(&primary.thread, NULL, primary_run, NULL), 0);
}

static void primary_stop(void)
{
	shutdown(primary.fd, SHUT_RDWR);
	pthread_join(primary.thread, NULL);
	close(primary.fd);
}

static uint8_t query[65535];
static size_t query_len;

static void query_make(const struct tsig_key *key, struct tsig_state *client)
{
	static const char *const lines[] = {"+ www 60 A 192.0.2.1", NULL};
	query_len = ddns_from_text(query, sizeof(query), lines);
	if (key == NULL)
		return;
	tsig_init(client, key);
	assert_ok(tsig_sign(client, query, &query_len, sizeof(query), clock_wall(), 0));
}

static void queue(struct list *to, const struct tsig_key *key)
{
	static uint8_t reply[12];
	struct tsig_state tsig;
	struct msg m;
	uint16_t error;
	if (key != NULL) {
		tsig_init(&tsig, key);
		assert_ok(msg_parse(&m, span_of(query, query_len)));
		assert_ok(tsig_verify(&tsig, &m, clock_wall(), &error));
	}
	struct ddns_request *r = ddns_request_new(span_of(query, query_len),
	                                          span_of(reply, sizeof(reply)), key, &tsig);
	r->is_forwarded = true;
	r->to = returned_later(NULL);
	list_append(to, &r->link);
}

static void many_go_at_once(void **state)
{
	struct list requests;
	(void)state;
	primary_start();
	list_init(&requests);
	query_make(NULL, NULL);
	for (unsigned i = 0; i < 100; i++)
		queue(&requests, NULL);
	job_ddns_forward(&world.job, &requests);
	assert_true(list_is_empty(&requests));
	assert_int_equal(returned.replies, 100);
	assert_int_equal(returned_rcode(), RCODE_YXRRSET);
	assert_int_equal(wire_get_u16(returned.reply), 4711);
	assert_true(world_logged("forwarded 100 updates"));
	primary_stop();
	assert_int_equal(primary.messages, 100);
}

/* RFC 8945 section 5.5 */
static void our_key_takes_the_place_of_the_clients(void **state)
{
	struct list requests;
	struct tsig_key client_key;
	struct tsig_state client;
	struct conf_key ours = {.id = "ours."};
	struct msg m;
	uint16_t error;
	(void)state;
	assert_ok(tsig_key_parse(&client_key, span_str("client:Zm9v")));
	assert_ok(tsig_key_parse(&ours.key, span_str("ours:YmFy")));
	primary_start();
	primary.key = &ours.key;
	world.remote.key = &ours;
	list_init(&requests);
	query_make(&client_key, &client);
	queue(&requests, &client_key);
	job_ddns_forward(&world.job, &requests);
	assert_int_equal(returned_rcode(), RCODE_YXRRSET);
	assert_ok(msg_parse(&m, span_of(returned.reply, returned.len)));
	assert_ok(tsig_verify(&client, &m, clock_wall(), &error));
	tsig_deinit(&client);
	primary_stop();
}

/* RFC 8945 section 5.5: what we cannot check goes through untouched, both ways. */
static void a_signature_we_do_not_know_passes(void **state)
{
	struct list requests;
	struct tsig_key client_key;
	struct tsig_state client;
	struct conf_key ours = {.id = "ours."};
	struct msg m;
	uint16_t error;
	(void)state;
	assert_ok(tsig_key_parse(&client_key, span_str("client:Zm9v")));
	assert_ok(tsig_key_parse(&ours.key, span_str("ours:YmFy")));
	primary_start();
	primary.key = &client_key;
	world.remote.key = &ours;
	list_init(&requests);
	query_make(&client_key, &client);
	queue(&requests, NULL);
	job_ddns_forward(&world.job, &requests);
	assert_int_equal(returned_rcode(), RCODE_YXRRSET);
	assert_int_equal(wire_get_u16(returned.reply), 4711);
	assert_ok(msg_parse(&m, span_of(returned.reply, returned.len)));
	assert_ok(tsig_verify(&client, &m, clock_wall(), &error));
	tsig_deinit(&client);
	primary_stop();
}

static void silence_and_refusal_are_servfail(void **state)
{
	struct list requests;
	(void)state;
	primary_start();
	primary.is_silent = true;
	world.conf.server.tcp_remote_io_timeout_ms = 50;
	list_init(&requests);
	query_make(NULL, NULL);
	queue(&requests, NULL);
	job_ddns_forward(&world.job, &requests);
	assert_int_equal(returned_rcode(), RCODE_SERVFAIL);
	assert_true(world_logged("failed to forward (connection timeout)"));
	primary_stop();
	queue(&requests, NULL);
	job_ddns_forward(&world.job, &requests);
	assert_int_equal(returned.replies, 2);
	assert_true(world_logged("failed to forward (connection refused)"));
}

static void without_a_primary_nothing_unverified_is_done(void **state)
{
	struct list requests;
	(void)state;
	returned = (struct ddns_returned){0};
	list_init(&requests);
	query_make(NULL, NULL);
	queue(&requests, NULL);
	job_ddns_forward(&world.job, &requests);
	assert_int_equal(returned_rcode(), RCODE_SERVFAIL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WORLD_TEST(many_go_at_once),
		WORLD_TEST(our_key_takes_the_place_of_the_clients),
		WORLD_TEST(a_signature_we_do_not_know_passes),
		WORLD_TEST(silence_and_refusal_are_servfail),
		WORLD_TEST(without_a_primary_nothing_unverified_is_done),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
