/* SPDX-License-Identifier: BSD-2-Clause */
#include "net/tls_session.h"
#include "tls_client.h"

#define MODERN "NORMAL:-VERS-ALL:+VERS-TLS1.3"

static struct tls_creds *creds;
static struct tls_client client;
static struct tls_session *server;

static int setup(void **state)
{
	(void)state;
	assert_ok(tls_creds_make(&creds, "test.example", time(NULL)));
	assert_ok(tls_session_new(&server, creds, tls_client_take, &client));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	tls_session_free(server);
	tls_client_deinit(&client);
	tls_creds_unref(creds);
	return 0;
}

/* Feed what the client has for the server; what it says is put into buf. */
static size_t turn(uint8_t *buf, size_t cap, enum err *err)
{
	static uint8_t raw[sizeof(client.out)];
	size_t len = client.out_len, got = 0;
	memcpy(raw, client.out, len);
	client.out_len = 0;
	tls_session_feed(server, span_of(raw, len));
	for (size_t n; (n = tls_session_read(server, buf + got, cap - got, err)) > 0;)
		got += n;
	return got;
}

static int shake(void)
{
	uint8_t buf[256];
	enum err err;
	int e = GNUTLS_E_AGAIN;
	for (int i = 0; i < 10 && e == GNUTLS_E_AGAIN; i++) {
		e = gnutls_handshake(client.session);
		assert_int_equal(turn(buf, sizeof(buf), &err), 0);
		if (err != OK)
			return err;
	}
	return e;
}

static void octets_go_both_ways(void **state)
{
	(void)state;
	uint8_t buf[65536];
	enum err err;
	static uint8_t big[40000];
	tls_client_init(&client, MODERN);
	assert_false(tls_session_is_open(server));
	assert_int_equal(shake(), GNUTLS_E_SUCCESS);
	assert_true(tls_session_is_open(server));
	memset(big, 'b', sizeof(big));
	for (size_t sent = 0; sent < sizeof(big);) {
		ssize_t n = gnutls_record_send(client.session, big + sent, sizeof(big) - sent);
		assert_true(n > 0);
		sent += (size_t)n;
	}
	assert_int_equal(turn(buf, sizeof(buf), &err), sizeof(big));
	assert_ok(err);
	assert_memory_equal(buf, big, sizeof(big));
	tls_session_write(server,
	                  (const struct span[]){span_str("one"), span_str(""), span_str("two")}, 3);
	ssize_t n = gnutls_record_recv(client.session, buf, sizeof(buf));
	while (n == GNUTLS_E_AGAIN && client.in_at < client.in_len) /* a ticket came first */
		n = gnutls_record_recv(client.session, buf, sizeof(buf));
	assert_int_equal(n, 6); /* one record */
	assert_memory_equal(buf, "onetwo", 6);
}

static void the_end_is_told_both_ways(void **state)
{
	(void)state;
	uint8_t buf[64];
	enum err err;
	tls_client_init(&client, MODERN);
	assert_int_equal(shake(), GNUTLS_E_SUCCESS);
	assert_int_equal(gnutls_bye(client.session, GNUTLS_SHUT_WR), GNUTLS_E_SUCCESS);
	assert_int_equal(turn(buf, sizeof(buf), &err), 0);
	assert_int_equal(err, E_CLOSED);
	tls_session_bye(server);
	ssize_t n = gnutls_record_recv(client.session, buf, sizeof(buf));
	while (n == GNUTLS_E_AGAIN && client.in_at < client.in_len)
		n = gnutls_record_recv(client.session, buf, sizeof(buf));
	assert_int_equal(n, 0);
}

static void old_versions_are_refused_with_an_alert(void **state)
{
	(void)state;
	tls_client_init(&client, "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0:%COMPAT");
	assert_int_equal(shake(), E_TLS);
	assert_int_equal(gnutls_handshake(client.session), GNUTLS_E_FATAL_ALERT_RECEIVED);
	tls_session_write(server, (const struct span[]){span_str("x")}, 1); /* does nothing */
}

static void version_1_2_is_served(void **state)
{
	(void)state;
	tls_client_init(&client, "NORMAL:-VERS-ALL:+VERS-TLS1.2");
	assert_int_equal(shake(), GNUTLS_E_SUCCESS);
}

static void the_protocol_is_agreed_on(void **state)
{
	(void)state;
	gnutls_datum_t dot = {(unsigned char *)(uintptr_t) "dot", 3}, chosen;
	tls_client_init(&client, MODERN);
	assert_true(gnutls_alpn_set_protocols(client.session, &dot, 1, 0) >= 0);
	assert_int_equal(shake(), GNUTLS_E_SUCCESS);
	assert_int_equal(gnutls_alpn_get_selected_protocol(client.session, &chosen), 0);
	assert_int_equal(chosen.size, 3);
	assert_memory_equal(chosen.data, "dot", 3);
}

static void junk_ends_the_session(void **state)
{
	(void)state;
	uint8_t buf[64];
	enum err err;
	tls_client_init(&client, MODERN);
	tls_session_feed(server, span_str("GET / HTTP/1.1\r\nHost: example\r\n\r\n"));
	assert_int_equal(tls_session_read(server, buf, sizeof(buf), &err), 0);
	assert_int_equal(err, E_TLS);
	tls_session_feed(server, span_str("more"));
	assert_int_equal(tls_session_read(server, buf, sizeof(buf), &err), 0);
	assert_int_equal(err, E_TLS);
}

#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(octets_go_both_ways),
		T(the_end_is_told_both_ways),
		T(old_versions_are_refused_with_an_alert),
		T(version_1_2_is_served),
		T(the_protocol_is_agreed_on),
		T(junk_ends_the_session),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
