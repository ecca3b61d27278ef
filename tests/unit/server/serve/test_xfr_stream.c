/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers as a peer sees them, through a worker that streams them. */
#include "support.h"

#include "base/clock.h"
#include "base/mem.h"
#include "server/serve/tcp_worker.h"
#include "server/zone/retired.h"
#include "../journal/history_text.h"
#include "../journal_folder.h"
#include "../serve_world.h"

enum { TEXTS = 4000, MANY_TEXTS = 50000 /* more than sockets hold */, TEXT_LEN = 200 };

struct stage {
	struct world world;
	struct tcp_worker *worker;
	int fd; /* a connection to it */
};

static struct zone_version *texts_zone(int texts)
{
	struct name origin;
	char line[TEXT_LEN + 64];
	assert_ok(name_parse_str(&origin, "example."));
	struct zone_builder *b = zone_builder_new(origin.wire);
	zone_text_add(b, "example.", "@ 60 SOA ns host 8 1 1 1 60");
	zone_text_add(b, "example.", "@ 60 NS ns");
	for (int i = 0; i < texts; i++) {
		int n = snprintf(line, sizeof(line), "t%d 60 TXT ", i);
		memset(line + n, 'x', TEXT_LEN);
		line[n + TEXT_LEN] = '\0';
		zone_text_add(b, "example.", line);
	}
	struct zone_version *v = NULL;
	assert_ok(zone_builder_finish(b, &v));
	zone_builder_free(b);
	return v;
}

/* A zone of four messages and more. */
static struct zone_version *big_zone(void)
{
	return texts_zone(TEXTS);
}

static void stage_begin(struct stage *s, struct zone_version *zone)
{
	struct addr a;
	int listener;
	world_init(&s->world);
	if (zone != NULL)
		zone_version_free(slot_publish(s->world.slot, zone));
	assert_ok(addr_parse(&a, span_str("127.0.0.1"), 0));
	assert_ok(socket_listen(&listener, &a, NULL, NULL));
	struct addr at = socket_local(listener);
	s->worker = tcp_worker_start(&s->world.env, &listener, 1, 10, 0);
	s->fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(s->fd, &at.sa, addr_len(&at)), 0);
}

static void stage_end(struct stage *s)
{
	tcp_worker_stop(s->worker);
	assert_int_equal(s->world.slot->version->pins, 0);
	world_deinit(&s->world);
}

static void receive(int fd, uint8_t *buf, size_t len)
{
	while (len > 0) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		assert_int_equal(poll(&p, 1, 5000), 1);
		ssize_t n = recv(fd, buf, len, 0);
		assert_true(n > 0);
		buf += n;
		len -= (size_t)n;
	}
}

static struct span receive_message(int fd, uint8_t buf[MSG_MAX_LEN])
{
	uint8_t head[2];
	receive(fd, head, 2);
	receive(fd, buf, wire_get_u16(head));
	return span_of(buf, wire_get_u16(head));
}

/* Send a query for the zone, signed when there is a state. */
static void send_query(int fd, uint16_t qtype, struct tsig_state *tsig)
{
	uint8_t query[512];
	size_t len = qtype == RR_IXFR
	                     ? world_ixfr_query(query + 2, sizeof(query) - 2, "example.", 3)
	                     : world_query(query + 2, sizeof(query) - 2, "example.", qtype);
	if (tsig != NULL)
		assert_ok(tsig_sign(tsig, query + 2, &len, sizeof(query) - 2, clock_wall(), 0));
	wire_set_u16(query, (uint16_t)len);
	assert_int_equal(send(fd, query, len + 2, 0), len + 2);
}

/* Read messages until the second SOA; returns how many records came, TSIG not counted. */
static unsigned read_transfer(int fd, struct tsig_state *tsig, unsigned *messages)
{
	static uint8_t buf[MSG_MAX_LEN];
	unsigned records = 0, soas = 0;
	for (*messages = 0; soas < 2; ++*messages) {
		struct msg m;
		struct msg_rr rr;
		uint16_t error = 0;
		assert_ok(msg_parse(&m, receive_message(fd, buf)));
		assert_int_equal(m.id, 4660);
		assert_int_equal(msg_rcode(&m), RCODE_NOERROR);
		assert_int_equal(m.flags & (MSG_QR | MSG_AA), MSG_QR | MSG_AA);
		if (tsig != NULL)
			assert_ok(tsig_verify(tsig, &m, clock_wall(), &error));
		struct msg_iter it = msg_section_records(&m, SECTION_ANSWER);
		while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER) {
			/* RFC 5936 section 2.2: an SOA first and last, nowhere else. */
			assert_true(soas < 2 && (soas > 0 || rr.type == RR_SOA));
			soas += rr.type == RR_SOA;
			records++;
		}
	}
	return records;
}

static void a_big_zone_is_many_messages(void **state)
{
	(void)state;
	struct stage s;
	unsigned messages;
	stage_begin(&s, big_zone());
	send_query(s.fd, RR_AXFR, NULL);
	assert_int_equal(read_transfer(s.fd, NULL, &messages), TEXTS + 3);
	assert_true(messages > 4);
	close(s.fd);
	stage_end(&s);
}

static void a_small_zone_is_one_message(void **state)
{
	(void)state;
	struct stage s;
	unsigned messages;
	stage_begin(&s, NULL);
	send_query(s.fd, RR_IXFR, NULL);
	assert_int_equal(read_transfer(s.fd, NULL, &messages), 6);
	assert_int_equal(messages, 1);
	close(s.fd);
	stage_end(&s);
}

/* The zone has serial 7, the client 3. */
static void what_the_journal_knows_is_sent_as_changes(void **state)
{
	(void)state;
	static uint8_t buf[MSG_MAX_LEN];
	struct stage s;
	struct journal_folder folder;
	struct msg m;
	struct tsig_key key;
	struct tsig_state tsig;
	uint16_t error;
	journal_folder_open(&folder);
	for (unsigned i = 2; i < 7; i++) {
		struct zone_changeset c = history_step(i, i + 1, 20000);
		journal_folder_add(&folder, &c);
		zone_changeset_deinit(&c);
	}
	stage_begin(&s, NULL);
	s.world.env.journal = folder.journal;
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	tsig_init(&tsig, &key);
	send_query(s.fd, RR_IXFR, &tsig);
	unsigned soas = 0, messages = 0;
	while (soas < 2 + 2 * 4) {
		struct msg_rr rr;
		assert_ok(msg_parse(&m, receive_message(s.fd, buf)));
		assert_ok(tsig_verify(&tsig, &m, clock_wall(), &error));
		struct msg_iter it = msg_section_records(&m, SECTION_ANSWER);
		while (msg_next(&it, &rr) && rr.section == SECTION_ANSWER)
			soas += rr.type == RR_SOA;
		messages++;
	}
	assert_true(messages > 3);
	assert_int_equal(tsig.unsigned_count, 0);
	tsig_deinit(&tsig);
	close(s.fd);
	stage_end(&s);
	assert_int_equal(s.world.counters.history_octets, 0);
	journal_folder_close(&folder);
}

/* RFC 8945 section 5.3.1 */
static void every_message_of_a_signed_transfer_verifies(void **state)
{
	(void)state;
	struct stage s;
	struct tsig_key key;
	struct tsig_state tsig;
	unsigned messages;
	stage_begin(&s, big_zone());
	assert_ok(tsig_key_parse(&key, span_str("k:Zm9v")));
	tsig_init(&tsig, &key);
	send_query(s.fd, RR_AXFR, &tsig);
	assert_int_equal(read_transfer(s.fd, &tsig, &messages), TEXTS + 3);
	assert_int_equal(tsig.unsigned_count, 0);
	tsig_deinit(&tsig);
	close(s.fd);
	stage_end(&s);
}

static void a_transfer_keeps_the_version_it_began_with(void **state)
{
	(void)state;
	static uint8_t buf[MSG_MAX_LEN];
	static const char *const lines[] = {"@ 60 SOA ns host 9 1 1 1 60", "@ 60 NS ns", NULL};
	struct stage s;
	struct msg m;
	unsigned messages;
	stage_begin(&s, big_zone());
	send_query(s.fd, RR_AXFR, NULL);
	assert_ok(msg_parse(&m, receive_message(s.fd, buf)));
	unsigned records = m.count[SECTION_ANSWER];
	struct zone_version *old = slot_publish(s.world.slot, zone_from_text("example.", lines));
	while (records < TEXTS + 3) {
		assert_ok(msg_parse(&m, receive_message(s.fd, buf)));
		records += m.count[SECTION_ANSWER];
	}
	assert_int_equal(records, TEXTS + 3);
	/* One after the other on the same connection: the second sees the new version. */
	send_query(s.fd, RR_AXFR, NULL);
	assert_int_equal(read_transfer(s.fd, NULL, &messages), 3);
	close(s.fd);
	stage_end(&s);
	assert_int_equal(old->pins, 0);
	zone_version_free(old);
}

static bool wait_for_end(int fd)
{
	static uint8_t buf[MSG_MAX_LEN];
	struct pollfd p = {.fd = fd, .events = POLLIN};
	while (poll(&p, 1, 5000) == 1) {
		if (recv(fd, buf, sizeof(buf), 0) <= 0)
			return true;
	}
	return false;
}

/* The peer stops reading; what it holds is replaced, and found overdue. */
static void a_transfer_of_an_overdue_version_is_closed(void **state)
{
	(void)state;
	static uint8_t buf[MSG_MAX_LEN];
	static const char *const lines[] = {"@ 60 SOA ns host 9 1 1 1 60", "@ 60 NS ns", NULL};
	const struct zone_pin_limits none = {.least = SIZE_MAX};
	struct stage s;
	stage_begin(&s, texts_zone(MANY_TEXTS));
	send_query(s.fd, RR_AXFR, NULL);
	receive_message(s.fd, buf);
	struct zone_retired *retired = zone_retired_new();
	zone_retire(retired, slot_publish(s.world.slot, zone_from_text("example.", lines)));
	assert_true(zone_reclaim(retired, clock_mono(), &none));
	assert_true(zone_reclaim(retired, mono_add_ms(clock_mono(), 10), &none));
	for (int ms = 0; ms < 5000 && s.world.counters.transfers_abandoned == 0; ms++)
		poll(NULL, 0, 1);
	assert_int_equal(s.world.counters.transfers_abandoned, 1);
	assert_true(wait_for_end(s.fd));
	assert_false(zone_reclaim(retired, clock_mono(), &none));
	zone_retired_free(retired);
	close(s.fd);
	stage_end(&s);
}

static void a_peer_that_leaves_takes_its_pin_along(void **state)
{
	(void)state;
	static uint8_t buf[MSG_MAX_LEN];
	struct stage s;
	stage_begin(&s, big_zone());
	send_query(s.fd, RR_AXFR, NULL);
	receive_message(s.fd, buf);
	close(s.fd);
	stage_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_big_zone_is_many_messages),
		cmocka_unit_test(a_small_zone_is_one_message),
		cmocka_unit_test(what_the_journal_knows_is_sent_as_changes),
		cmocka_unit_test(every_message_of_a_signed_transfer_verifies),
		cmocka_unit_test(a_transfer_keeps_the_version_it_began_with),
		cmocka_unit_test(a_transfer_of_an_overdue_version_is_closed),
		cmocka_unit_test(a_peer_that_leaves_takes_its_pin_along),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
